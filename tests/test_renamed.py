"""Both sites are known from documents only: with every class, id and data attribute renamed, all reads the same."""

from __future__ import annotations

import hashlib
import re

GOLDEN_SOURCES = ("baoquangtri", "vietnamvn")
_TAG = re.compile(rb"<[A-Za-z](?:[^>\"']|\"[^\"]*\"|'[^']*')*>")
_NAMED = re.compile(
    rb"(?<=[\s\"'])(class|id|data-[\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?(?=[\s/>\"'])", re.IGNORECASE
)
_SCRIPT = re.compile(rb"(<(script|style)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>)(.*?)(</\2>)", re.IGNORECASE | re.DOTALL)


def word(name: bytes) -> bytes:
    """A made-up word for `name`: always the same one, with nothing of `name` in it."""
    digest = hashlib.sha256(b"renamed:" + name).digest()
    return b"".join(bytes((b"bdfgjkvwxz"[digest[i] % 10], b"aou"[digest[i + 1] % 3])) for i in range(0, 10, 2))


def rename(html: bytes) -> bytes:
    """`html` with every class, id and data attribute renamed; text and scripts as they were."""
    parts, end = [], 0
    for script in _SCRIPT.finditer(html):
        parts += [_renamed(html[end : script.start()]), _renamed(script[1]), script[3], script[4]]
        end = script.end()
    return b"".join([*parts, _renamed(html[end:])])


def _renamed(markup: bytes) -> bytes:
    return _TAG.sub(lambda tag: _NAMED.sub(_rename_attribute, tag[0]), markup)


def _rename_attribute(attribute: re.Match[bytes]) -> bytes:
    name = attribute[1].lower()
    value = next((v for v in attribute.groups()[1:] if v is not None), b"")
    # An address is no name: a late-loading picture keeps it, under a name that says nothing.
    address = name.startswith(b"data-") and re.match(rb"https?:|/", value)
    words = value if address else b" ".join(word(part) for part in value.split())
    return (name if name in (b"class", b"id") else b"data-" + word(name)) + b'="' + words + b'"'


def names_in(html: bytes) -> set[bytes]:
    """Every word that stands in a class, an id or a data attribute's name."""
    found = set()
    for tag in _TAG.finditer(_SCRIPT.sub(rb"\1\4", html)):
        for attribute in _NAMED.finditer(tag[0]):
            value = next((v for v in attribute.groups()[1:] if v is not None), b"")
            found |= set(value.split()) if attribute[1].lower() in (b"class", b"id") else {attribute[1].lower()}
    return found


def test_renaming_leaves_no_name_of_the_site(golden):
    before, after = names_in(golden.html), names_in(rename(golden.html))
    assert before
    assert not before & after


def test_renamed_page_reads_the_same(golden):
    article = golden.read(rename(golden.html))
    got = {
        "title": article.title,
        "date": article.date,
        "body": article.body,
        "captions": article.captions,
        "credits": [image.credit for image in article.images if image.caption],
        "source_url": article.source_url,
    }
    want = {key: golden.article[key] for key in got if key != "credits"}
    pictures = golden.article.get("images")
    want["credits"] = [image["credit"] for image in pictures if image["caption"]] if pictures else got["credits"]
    wrong = {key: {"got": got[key], "want": want[key]} for key in got if got[key] != want[key]}
    assert not wrong
