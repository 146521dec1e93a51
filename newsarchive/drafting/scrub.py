"""Scrub: a page with its markup and invented words - no golden page holds other people's text.

Each word becomes the same other word everywhere, so that what agreed in the page (headline and og:title, caption and
text alternative) still agrees. Dates, numbers, labels (`Ảnh:`, `Theo`, `Tin liên quan`) and short words stay.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from newsarchive.text import clean

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.page import Page

_GONE: Final = (
    "style", "svg", "noscript", "iframe", "ins", "object", "canvas", "template", "input", "button", "select",
)  # fmt: skip
_KEPT: Final = frozenset({
    "class", "id", "name", "property", "itemprop", "itemtype", "itemscope", "content", "href", "src", "data-src",
    "alt", "datetime", "rel", "type", "lang", "charset", "http-equiv", "align", "style", "data-role", "role",
    "colspan", "title",
})  # fmt: skip
_PARAGRAPHS = 12  # of the text that stay, however long it is
_WORD: Final = re.compile(r"[^\W\d_]+")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://\S+")
_LABELS: Final = frozenset({
    "ảnh", "nguồn", "theo", "tin", "bài", "liên", "quan", "cùng", "chuyên", "mục", "từ", "khóa", "khoá", "tag", "tags",
    "thứ", "hai", "ba", "tư", "năm", "sáu", "bảy", "chủ", "nhật", "ngày", "tháng", "giờ", "cập", "gmt", "video", "clip",
    "đồ", "họa", "photo", "tác", "giả", "bình", "luận", "đọc", "nhiều", "mới", "nhất", "xem", "thêm", "trang", "http",
    "https", "www", "minh", "ttxvn", "vov", "vtv", "pv", "reuters", "afp", "getty", "images", "pm", "am", "báo",
})  # fmt: skip
# Syllables that say nothing; as many as make most replacements differ.
_SYLLABLES: Final = (
    "an", "bình", "cam", "dung", "đông", "giang", "hà", "khang", "lam", "minh", "nam", "phong", "quang", "sơn", "tâm",
    "uyên", "vân", "xuân", "yên", "bắc", "chợ", "đò", "ghe", "hồ", "làng", "mây", "nắng", "núi", "rừng", "sông", "suối",
    "thuyền", "trăng", "vườn", "biển", "cát", "đảo", "gió", "hoa", "lúa", "mưa", "nước", "ruộng", "sen", "tre", "cau",
    "dừa", "mía", "ngô", "khoai",
)  # fmt: skip
_ASCII: Final = ("lang", "song", "nui", "hoa", "lua", "may", "gio", "tre")
_KEPT_KEYS: Final = frozenset({
    "@context", "@type", "@id", "url", "datePublished", "dateModified", "position", "inLanguage",
})  # fmt: skip


def scrub(page: Page, text: Element | None = None, *, most: int = 28_000) -> str:
    """HTML of at most about `most` bytes: without scripts, styles and forms, every word invented; what stands around
    the element that holds the article's `text` is cut until it fits. The page is used up.
    """
    root = page.root
    for script in list(root.iter("script")):
        if "ld+json" in (script.get("type") or "") and script.text:
            script.text = _json(script.text)
        else:
            _drop(script)
    for element in list(root.iter(*_GONE)):
        _drop(element)
    for element in root.iter(etree.Element):
        _attributes(element)
        if element.tag != "script":
            element.text = _words(element.text)
        element.tail = _words(element.tail)
    kept = {text, *text.iterancestors(), *text.iterdescendants()} if text is not None else set()
    for longest in (40, 12, 6, 3, 1):
        markup = _markup(root)
        if len(markup.encode()) <= most:
            break
        for element in list(root.iter("ul", "ol", "div", "tbody", "section", "nav", "aside", "footer", "header")):
            for child in list(element)[longest:]:
                if child not in kept and next(child.iter("h1"), None) is None:
                    _drop(child)
    while text is not None and len(text) > _PARAGRAPHS and len(_markup(root).encode()) > most:
        for child in list(text)[len(text) // 2 :]:
            _drop(child)
    return _markup(root)


def _markup(root: Element) -> str:
    markup = etree.tostring(root, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    return re.sub(r"\s*\n\s*\n\s*", "\n", markup)


def invented(text: str) -> str:
    """The text with other words in their places."""
    return _WORD.sub(lambda match: _other(match[0]), text)


def _words(text: str | None) -> str | None:
    return invented(text) if text and text.strip() else text


def _other(word: str) -> str:
    low = word.lower()
    if low in _LABELS or len(word) < 2:
        return word
    number = int.from_bytes(hashlib.sha256(low.encode()).digest()[:4], "big")
    other = _SYLLABLES[number % len(_SYLLABLES)]
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def _attributes(element: Element) -> None:
    for name, value in list(element.items()):
        if name not in _KEPT or (name == "style" and "text-align" not in value):
            del element.attrib[name]
        elif name in ("alt", "title"):
            element.set(name, invented(clean(value)))
        elif name in ("src", "data-src"):
            element.set(name, "/anh/" + hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()[:8] + ".jpg")
        elif name == "href" and element.tag == "a":
            element.set(name, _address(clean(value)))
        elif name == "content" and element.get("property", element.get("name", "")) not in ("og:url", "og:type"):
            element.set(name, clean(value) if _stays(value) else invented(clean(value)))


def _stays(value: str) -> bool:
    """Dates, addresses and codes are no text."""
    return bool(_ADDRESS.fullmatch(value.strip())) or not re.search(r"[^\W\d_]{2,}\s", value)


def _address(href: str) -> str:
    """The address with other words, in its shape: numbers and short words stay."""
    return re.sub(r"(?<=[/-])[a-z]{3,}(?=-)", lambda match: _ASCII[len(match[0]) % len(_ASCII)], href)


def _json(text: str) -> str:
    """JSON-LD with other words in its texts; empty where it is broken."""
    try:
        return json.dumps(_invented_json(json.loads(text, strict=False)), ensure_ascii=False)
    except (ValueError, RecursionError):
        return ""


def _invented_json(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _invented_json(inner, name) for name, inner in value.items() if name != "articleBody"}
    if isinstance(value, list):
        return [_invented_json(inner, key) for inner in value[:20]]
    if isinstance(value, str) and key not in _KEPT_KEYS and not _stays(clean(value) + " "):
        return invented(value)
    return value


def _drop(element: Element) -> None:
    """Take an element out, its tail not."""
    parent = element.getparent()
    if parent is None:
        return
    tail, before = element.tail, element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    parent.remove(element)
