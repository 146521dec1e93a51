"""Packages made of an archive, and what a reader of them relies on."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newsarchive.archive import cdxj, reader
from newsarchive.dataset.packing import Packed, pack
from newsarchive.dataset.selecting import Days

CREATED = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)


def packed(root: Path, target: Path, days: Days | None = None, **options: Any) -> Packed:
    return pack(root / "baoquangtri", target, days or Days(), created=CREATED, **options)


def lines(package: zipfile.ZipFile) -> list[cdxj.Entry]:
    return [cdxj.parse(raw) for raw in gzip.decompress(package.read("indexes/index.cdx.gz")).splitlines()]


def pages(package: zipfile.ZipFile) -> list[dict[str, Any]]:
    head, *rest = [json.loads(line) for line in package.read("pages/pages.jsonl").decode().splitlines()]
    assert head["format"] == "json-pages-1.0"
    return rest


def check(target: Path, scratch: Path) -> list[reader.Record]:
    """The rules of WACZ 1.1.1 that a reader relies on; the records that the index names."""
    with zipfile.ZipFile(target) as package:
        assert package.testzip() is None
        described = json.loads(package.read("datapackage.json"))
        assert (described["profile"], described["wacz_version"]) == ("data-package", "1.1.1")
        digest = json.loads(package.read("datapackage-digest.json"))["hash"]
        assert digest == "sha256:" + hashlib.sha256(package.read("datapackage.json")).hexdigest()
        names = {info.filename for info in package.infolist()} - {"datapackage.json", "datapackage-digest.json"}
        assert {each["path"] for each in described["resources"]} == names
        for each in described["resources"]:
            data = package.read(each["path"])
            assert (each["hash"], each["bytes"]) == ("sha256:" + hashlib.sha256(data).hexdigest(), len(data))
        stored = {info.filename for info in package.infolist() if info.compress_type == zipfile.ZIP_STORED}
        assert {name for name in names if name.endswith(".gz")} <= stored
        found = lines(package)
        shown = gzip.decompress(package.read("indexes/index.cdx.gz")).splitlines()
        assert shown == sorted(shown)
        package.extractall(scratch)
        known = {(entry.url, entry.timestamp) for entry in found}
        for page in pages(package):
            assert (page["url"], page["ts"].replace("-", "").replace("T", "").replace(":", "")[:14]) in known
    records = [reader.record_at(scratch / "archive" / entry.filename, entry.offset) for entry in found]
    for entry, record in zip(found, records, strict=True):
        assert (record.uri, record.length, record.payload_digest) == (entry.url, entry.length, entry.digest)
    return records
