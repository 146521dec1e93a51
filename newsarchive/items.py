"""The record: Article, Image and Capture, their JSON form and the JSON Schema (2020-12) made from them.

One place defines each field: its name, type, order and meaning. Names map to schema.org NewsArticle
(`title` = headline, `date` = datePublished, `lead` = abstract, `body` = articleBody, `authors` = author,
`section` = articleSection, `tags` = keywords). Absent is None or an empty list, never "" and never a guess.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import types
import typing
from dataclasses import dataclass, field
from typing import Any

from newsarchive.version import __version__

SCHEMA_VERSION = 1
READER = f"newsarchive/{__version__}"

_DATE = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2})?$"
INSTANT = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$"
# Ours are `<urn:uuid:...>` and `sha1:` or `sha256:`; other people's archives have what their tools write.
_RECORD_ID = r"^\S+$"
_DIGEST = r"^[A-Za-z][A-Za-z0-9-]*:[A-Za-z0-9+/=_-]+$"


def _about(text: str, **rules: Any) -> dict[str, Any]:
    """Metadata of a field: its meaning and its JSON Schema keywords."""
    return {"description": text, "rules": rules}


@dataclass(frozen=True, slots=True)
class Reference:
    """Where the bytes of a revisit stand: the full response it refers to."""

    file: str = field(metadata=_about("WARC file, relative to the source's folder", minLength=1))
    offset: int = field(metadata=_about("byte offset of the record's gzip member", minimum=0))
    length: int = field(metadata=_about("bytes of the gzip member", minimum=1))
    record_id: str = field(metadata=_about("WARC-Record-ID", pattern=_RECORD_ID))


@dataclass(frozen=True, slots=True)
class Capture:
    """Pointer to the WARC record (response or revisit) that a record was read from."""

    file: str = field(metadata=_about("WARC file (final name), relative to the source's folder", minLength=1))
    offset: int = field(metadata=_about("byte offset of the record's gzip member", minimum=0))
    length: int = field(metadata=_about("bytes of the gzip member", minimum=1))
    record_id: str = field(metadata=_about("WARC-Record-ID", pattern=_RECORD_ID))
    payload_digest: str = field(
        metadata=_about("WARC-Payload-Digest: entity body, content-coding kept", pattern=_DIGEST)
    )
    refers_to: Reference | None = field(default=None, metadata=_about("of a revisit: the response with the bytes"))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article, or a captioned video or graphic (schema.org ImageObject)."""

    url: str | None = field(
        metadata=_about("absolute URL of the largest form the page offers; a video's poster", minLength=1)
    )
    caption: str | None = field(default=None, metadata=_about("caption as displayed, credit included", minLength=1))
    credit: str | None = field(default=None, metadata=_about("who made or gave it, split off the caption", minLength=1))
    alt: str | None = field(default=None, metadata=_about("text alternative, as in the page", minLength=1))


@dataclass(frozen=True, slots=True)
class Article:
    """One version of one news article, as read from one capture."""

    id: str = field(
        metadata=_about("stable id of this version: <source>:<article key>:<revision>", pattern=r"^[^:]+:.+:\d+$")
    )
    source: str = field(metadata=_about("name of the source (the spider)", minLength=1))
    title: str = field(metadata=_about("headline as displayed", minLength=1))
    date: str | None = field(
        default=None,
        metadata=_about("publication instant with offset, or the date alone if the page shows no time", pattern=_DATE),
    )
    body: str | None = field(
        default=None,
        metadata=_about(
            "paragraphs, sub-headings, list items, quotes and table rows, joined by a blank line", minLength=1
        ),
    )
    captions: list[str] = field(
        default_factory=list, metadata=_about("caption of each picture, video or graphic in order, as displayed")
    )
    source_url: str = field(
        default="", metadata=_about("URL of the original publication, else the canonical URL", minLength=1)
    )
    source_name: str | None = field(default=None, metadata=_about("outlet named in the source line", minLength=1))
    url: str = field(default="", metadata=_about("URL as fetched", minLength=1))
    canonical_url: str | None = field(default=None, metadata=_about("URL as the page declares it", minLength=1))
    lead: str | None = field(default=None, metadata=_about("sapo as displayed", minLength=1))
    dateline: str | None = field(default=None, metadata=_about("prefix of the sapo (QTO, TTO, ...)", minLength=1))
    date_modified: str | None = field(
        default=None, metadata=_about("instant of the last change the page names", pattern=_DATE)
    )
    authors: list[str] = field(default_factory=list, metadata=_about("as signed; a pen name stays one"))
    section: list[str] = field(default_factory=list, metadata=_about("breadcrumb, widest first"))
    tags: list[str] = field(default_factory=list, metadata=_about("the publisher's own tags"))
    language: str | None = field(default=None, metadata=_about("BCP 47", pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"))
    images: list[Image] = field(default_factory=list, metadata=_about("all pictures of the article, in order"))
    fetched_at: str | None = field(
        default=None, metadata=_about("instant the fetch began, UTC, equal to WARC-Date", pattern=INSTANT)
    )
    revision: int = field(
        default=1, metadata=_about("1, 2, ... per article key: each change of content counts", minimum=1)
    )
    previous: str | None = field(default=None, metadata=_about("id of the version before", pattern=r"^[^:]+:.+:\d+$"))
    content_digest: str = field(
        default="",
        metadata=_about(
            "sha256 of the canonical form of title, lead, body, captions, date", pattern="^sha256:[0-9a-f]{64}$"
        ),
    )
    layout: str = field(
        default="generic", metadata=_about("class name of the layout that read it, or generic", minLength=1)
    )
    provenance: dict[str, str] = field(default_factory=dict, metadata=_about("per field, the rule that gave it"))
    flags: list[str] = field(
        default_factory=list, metadata=_about("what a reader must know: obfuscated_body, truncated, no_date, ...")
    )
    warc: Capture | None = field(default=None, metadata=_about("the response, or the revisit, that this was read from"))
    reader: str = field(default=READER, metadata=_about("version of the rules that read it", minLength=1))
    schema: int = field(default=SCHEMA_VERSION, metadata=_about("version of this record", const=SCHEMA_VERSION))

    @property
    def key(self) -> str:
        """The id without its revision: what all versions of one article share."""
        return self.id.rpartition(":")[0]

    def as_revision(self, revision: int, previous: str | None) -> Article:
        """The same content as version number `revision`, with the id of the version before."""
        return dataclasses.replace(self, id=f"{self.key}:{revision}", revision=revision, previous=previous)

    def to_dict(self) -> dict[str, Any]:
        """Plain values in the record's order."""
        return dataclasses.asdict(self)

    def to_json(self) -> str:
        """One line of JSON Lines, without the line feed; text is not escaped."""
        return json.dumps(self.to_dict(), ensure_ascii=False, separators=(",", ":"))


def article_from_dict(record: dict[str, Any]) -> Article:
    """Build an Article from its JSON object. Raise TypeError where keys are missing or unknown."""
    values = dict(record)
    values["images"] = [Image(**image) for image in values.get("images", [])]
    if values.get("warc") is not None:
        pointer = dict(values["warc"])
        if pointer.get("refers_to") is not None:
            pointer["refers_to"] = Reference(**pointer["refers_to"])
        values["warc"] = Capture(**pointer)
    return Article(**values)


def content_digest(title: str, lead: str | None, body: str | None, captions: list[str], date: str | None) -> str:
    """`sha256:` of the compact UTF-8 JSON array [title, lead, body, captions, date]: what counts as the content."""
    canonical = json.dumps([title, lead, body, captions, date], ensure_ascii=False, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


_JSON_TYPES = {str: "string", int: "integer"}


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of one line."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:newsarchive:article:{SCHEMA_VERSION}",
        "title": "newsarchive article",
        **_schema_of(Article),
    }


def _schema_of(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    properties = {}
    for f in dataclasses.fields(cls):
        rules = dict(f.metadata["rules"])
        properties[f.name] = {"description": f.metadata["description"], **_schema_of_type(hints[f.name], rules)}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _schema_of_type(hint: Any, rules: dict[str, Any]) -> dict[str, Any]:
    if isinstance(hint, types.UnionType):
        inner = next(a for a in typing.get_args(hint) if a is not type(None))
        schema = _schema_of_type(inner, rules)
        if dataclasses.is_dataclass(inner):
            return {"anyOf": [schema, {"type": "null"}]}
        return {**schema, "type": [schema["type"], "null"]}
    if dataclasses.is_dataclass(hint):
        return _schema_of(typing.cast("type", hint))
    if typing.get_origin(hint) is list:
        item = typing.get_args(hint)[0]
        return {"type": "array", "items": _schema_of_type(item, {"minLength": 1} if item is str else {})}
    if typing.get_origin(hint) is dict:
        return {"type": "object", "additionalProperties": {"type": "string"}}
    return {"type": _JSON_TYPES[hint], **rules}
