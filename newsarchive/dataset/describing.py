"""What an export says of itself: datapackage.json (Data Package 2.0) and the data card, made from counts alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from newsarchive.dataset.partitions import Format
from newsarchive.dataset.statistics import COUNTED, Statistics, total
from newsarchive.items import SCHEMA_VERSION, json_schema

OURS = "newsarchive"  # the property that holds what Data Package has no word for
_MEDIA = {"parquet": "application/vnd.apache.parquet", "jsonl.gz": "application/x-ndjson"}
RIGHTS = (
    "The texts and pictures belong to their publishers. This dataset is for reading, research and proof, within the law"
    " that holds where you are; ask the publishers before you show their texts to others."
)
_LAYOUT = (
    "Files lie under `source=<source>/month=<month of capture>/`, one for each segment of the crawls, with all versions"
    " of its articles. The newest version of an article is the row with the highest `revision` among those whose `id`"
    " is equal up to its last colon."
)
_CITE = (
    "Name the publisher, the article's `url`, `date` and `fetched_at`; for the bytes `warc.record_id` and"
    " `warc.payload_digest`, which `newsarchive verify` proves from the archive. For the whole: its title, the dates of"
    " fetching above, and the sha256 of `datapackage.json`."
)


def resource(path: Path, name: str, form: Format, counted: Statistics) -> dict[str, Any]:
    """The description of one file. Raise OSError.

    A Parquet file has its schema in itself and is described as a file: frictionless takes its lists for no arrays.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    described: dict[str, Any] = {
        "name": Path(name).name.removesuffix(f".{form}").lower(),
        "type": "file" if form == "parquet" else "table",
        "path": name,
        "scheme": "file",
        "format": "parquet" if form == "parquet" else "jsonl",
        "mediatype": _MEDIA[form],
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
    }
    if form == "jsonl.gz":
        described |= {"compression": "gz", "encoding": "utf-8", "schema": table_schema()}
    return described | {OURS: counted.to_dict()}


def datapackage(resources: list[dict[str, Any]], form: Format) -> dict[str, Any]:
    """The package of these resources."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "newsarchive-articles",
        "title": "Articles of Vietnamese newspapers, as read by newsarchive",
        "description": f"One row is one version of one article. {RIGHTS}",
        "keywords": ["news", "Vietnam", "web archive"],
        "resources": resources,
        OURS: {"format": form, "schema": SCHEMA_VERSION},
    }


def table_schema() -> dict[str, Any]:
    """Table Schema 2.0 of the lines."""
    fields = []
    for name, rules in json_schema()["properties"].items():
        kind = rules.get("type", "object")
        told = next(each for each in kind if each != "null") if isinstance(kind, list) else kind
        fields.append({"name": name, "type": told, "description": rules.get("description", "")})
    return {"fields": fields, "primaryKey": ["id"]}


def card(by_source: Mapping[str, Statistics], form: Format, files: int) -> str:
    """README.md: what the export holds, what it lacks, how to cite it, whose the texts are."""
    whole = total(by_source.values())
    lines = [
        "# Articles of Vietnamese newspapers",
        "",
        f"{whole.records} records (one version of one article each; {whole.revised} are later versions) of"
        f" {len(by_source)} sources in {files} files, {form}, written by newsarchive. `datapackage.json` describes each"
        " file; its fields are explained in newsarchive's docs/data.md.",
        "",
        f"Fetched {whole.first_fetch} to {whole.last_fetch}; published {whole.first_date} to {whole.last_date}.",
        "",
        _LAYOUT,
        *_sources(by_source),
        *_rates(by_source),
    ]
    for title, what in (("Layouts", "layouts"), ("Flags", "flags"), ("Read by", "readers")):
        lines += ["", f"## {title}", "", *_counts(by_source, what)]
    return "\n".join([*lines, "", "## How to cite", "", _CITE, "", "## Rights", "", RIGHTS]) + "\n"


def _sources(by_source: Mapping[str, Statistics]) -> Iterator[str]:
    yield from ("", "## Sources", "")
    yield "| source | records | later versions | first published | last published | fetched | months without article |"
    yield "|---" * 7 + "|"
    for name, counted in sorted(by_source.items()):
        yield (
            f"| {name} | {counted.records} | {counted.revised} | {counted.first_date or '-'} |"
            f" {counted.last_date or '-'} | {counted.first_fetch or '-'} to {counted.last_fetch or '-'} |"
            f" {_ranges(gaps(counted)) or '-'} |"
        )


def _rates(by_source: Mapping[str, Statistics]) -> Iterator[str]:
    yield from ("", "## Fill rates", "", f"| source | {' | '.join(COUNTED)} |", "|---" * (len(COUNTED) + 1) + "|")
    for name, counted in sorted(by_source.items()):
        rates = " | ".join(f"{counted.filled[each] / max(counted.records, 1):.0%}" for each in COUNTED)
        yield f"| {name} | {rates} |"


def gaps(counted: Statistics) -> list[str]:
    """The months between the first and the last publication in which nothing was published, as YYYY-MM."""
    if counted.first_date is None or counted.last_date is None:
        return []
    month, last = date.fromisoformat(counted.first_date).replace(day=1), counted.last_date[:7]
    missing = []
    while (name := f"{month:%Y-%m}") < last:
        if not counted.published[name]:
            missing.append(name)
        month = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return missing


def _ranges(months: list[str]) -> str:
    """Months as ranges: 2019-03 to 2019-05, 2020-01."""
    runs: list[list[str]] = []
    for month in months:
        if runs and _number(month) == _number(runs[-1][-1]) + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs)


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])


def _counts(by_source: Mapping[str, Statistics], what: str) -> Iterator[str]:
    for name, counted in sorted(by_source.items()):
        told = ", ".join(f"`{key}` {count}" for key, count in sorted(getattr(counted, what).items()))
        yield f"- {name}: {told or '-'}"


def dumped(package: dict[str, Any]) -> bytes:
    """datapackage.json."""
    return json.dumps(package, ensure_ascii=False, indent=1).encode() + b"\n"
