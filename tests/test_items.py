import dataclasses
import json
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.items import Article, Capture, Image, Reference, article_from_dict, content_digest, json_schema

RECORD_ID = "<urn:uuid:01234567-89ab-4cde-8f01-23456789abcd>"
KEYS = [
    "id",
    "source",
    "title",
    "date",
    "body",
    "captions",
    "source_url",
    "source_name",
    "url",
    "canonical_url",
    "lead",
    "dateline",
    "date_modified",
    "authors",
    "section",
    "tags",
    "language",
    "images",
    "fetched_at",
    "revision",
    "previous",
    "content_digest",
    "layout",
    "provenance",
    "flags",
    "warc",
    "reader",
    "schema",
]


def article(**changes: object) -> Article:
    values: dict[str, object] = {
        "id": "mau:1:1",
        "source": "mau",
        "title": "Tiêu đề",
        "date": "2025-01-09T17:05:00+07:00",
        "source_url": "https://mau.example/1",
        "url": "https://mau.example/1",
        "images": [Image("https://mau.example/1.jpg", "Chú thích. Ảnh: A", "A", None)],
        "content_digest": content_digest("Tiêu đề", None, None, [], None),
        "warc": Capture("2026/11/x.warc.gz", 0, 10, RECORD_ID, "sha1:" + "A" * 32, None),
    }
    return Article(**{**values, **changes})  # type: ignore[arg-type]


def test_keys_stand_in_the_documented_order() -> None:
    assert list(json.loads(article().to_json())) == KEYS


def test_shipped_schema_is_the_one_made_from_the_record() -> None:
    shipped = json.loads(files("newsarchive").joinpath("article.schema.json").read_text(encoding="utf-8"))
    assert shipped == json_schema()
    jsonschema.Draft202012Validator.check_schema(shipped)


def test_a_record_passes_its_schema_and_comes_back_equal() -> None:
    revisit = Capture("a", 1, 2, RECORD_ID, "sha256:" + "0" * 64, Reference("b", 3, 4, RECORD_ID))
    for one in (article(), article(warc=revisit), article(warc=None, date="2025-01-09")):
        jsonschema.validate(one.to_dict(), json_schema(), jsonschema.Draft202012Validator)
        assert article_from_dict(json.loads(one.to_json())) == one


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("date", "09/01/2025"),
        ("date", "2025-01-09T17:05:00"),
        ("body", ""),
        ("captions", [""]),
        ("authors", "Thanh Trúc"),
        ("source_url", ""),
        ("language", "Vietnamese!"),
        ("fetched_at", "2025-01-09T17:05:00+07:00"),
        ("revision", 0),
        ("content_digest", "sha256:abc"),
        ("schema", 2),
        ("id", "no-colons"),
    ],
)
def test_the_schema_refuses(field: str, value: object) -> None:
    record = {**article().to_dict(), field: value}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(record, json_schema(), jsonschema.Draft202012Validator)


def test_unknown_and_missing_keys_are_refused() -> None:
    for record in ({**article().to_dict(), "extra": 1}, {k: v for k, v in article().to_dict().items() if k != "flags"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(record, json_schema(), jsonschema.Draft202012Validator)


def test_every_field_says_what_it_means() -> None:
    for cls in (Article, Image, Capture, Reference):
        assert all(f.metadata["description"] for f in dataclasses.fields(cls))


def test_a_revision_keeps_the_key_and_names_the_version_before() -> None:
    second = article().as_revision(2, "mau:1:1")
    assert (second.id, second.revision, second.previous, second.key) == ("mau:1:2", 2, "mau:1:1", "mau:1")


@given(st.text(), st.none() | st.text(), st.none() | st.text(), st.lists(st.text()), st.none() | st.text())
def test_the_digest_tells_fields_apart(
    title: str, lead: str | None, body: str | None, captions: list[str], date: str | None
) -> None:
    digest = content_digest(title, lead, body, captions, date)
    assert digest == content_digest(title, lead, body, captions, date)
    assert digest != content_digest(title, lead, body, [*captions, "x"], date)
    if lead != body:
        assert digest != content_digest(title, body, lead, captions, date)
