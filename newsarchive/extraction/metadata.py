"""Metadata: section, tags, authors and language, from what the page displays first and from its head second."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

from newsarchive.extraction import lines
from newsarchive.extraction.rules import articles, displayed, types_of
from newsarchive.text import clean, fold, is_vietnamese

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page

_TAG_BOXES = etree.XPath("//@class[contains(., 'tag') or contains(., 'keyword')]/parent::*[.//a]")
_TRAIL_BOXES = etree.XPath("//@class[contains(., 'crumb')]/..")
_TAG_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:tags?|keys?words?|tu-?khoa|block-key)(?:$|[\s_\-\d])|tags?(?:$|\s)|[a-z]Tags?(?:$|\s|[A-Z])|tag_?list|tagdetail|tag-?detail",
    re.IGNORECASE,
)
_TRAIL_NAME: Final = re.compile(r"crumb", re.IGNORECASE)
_AUTHOR_NAME: Final = re.compile(r"author|tac-?gia|byline", re.IGNORECASE)
_TAG_HREF: Final = re.compile(
    r"/tags?[/-]|/tag$|tim-kiem|/search|chu-de|/topic|tu-khoa|tieu-diem|keyword|hashtag", re.IGNORECASE
)
_HOME: Final = frozenset({"trang chu", "home", "homepage", "trang nhat", "trang dau", "newsarchive", ""})
_DATE_BEHIND: Final = re.compile(r"\s*[-–—|•·,]?\s*(?:(?:thứ|chủ nhật)\b.*|\d{1,2}\s*[/:.-].*)$", re.IGNORECASE)
_SET_OFF: Final = re.compile(r"\s*[•|·–—-]\s*(?:\d|thứ|chủ)", re.IGNORECASE)
_FAR: Final = re.compile(r"comment|binh-?luan|photo|image|related|lien-?quan|other|sidebar", re.IGNORECASE)
_LANGUAGE_PATH: Final = re.compile(r"^https?://[^/]+/([a-z]{2})(?:-[a-z]{2,4})?/")
_LANGUAGES: Final = frozenset(
    [
        "en",
        "fr",
        "ko",
        "ja",
        "zh",
        "de",
        "es",
        "ru",
        "it",
        "pt",
        "th",
        "id",
        "lo",
        "km",
        "my",
        "ar",
        "hi",
        "nl",
        "pl",
        "cs",
        "sv",
        "tr",
        "ms",
        "he",
        "fa",
        "uk",
        "el",
        "hu",
        "ro",
        "da",
        "fi",
        "no",
        "bg",
        "bn",
        "ur",
        "ta",
        "te",
        "tl",
        "fil",
        "sk",
        "sr",
        "hr",
        "sl",
        "lt",
        "lv",
        "et",
        "ka",
        "mn",
        "ne",
        "si",
        "sw",
    ]
)


class Named(NamedTuple):
    """Values and the rule that gave them."""

    values: list[str]
    rule: str


def section(page: Page, back: list[Block], ahead: list[Block], title: str) -> Named | None:
    """The breadcrumb, widest first: displayed as such, in JSON-LD, as links beside the title, in meta article:section."""
    listed = _listed_trail(page, title)
    head = list(
        takewhile(
            lambda block: len(block.text) <= 120 and not block.inside and not lines.related_heading(block.text), ahead
        )
    )
    for box in _first_here(_named_boxes([*back, *head], _TRAIL_NAME, 4), _TRAIL_BOXES, page):
        shown = _trail(page, [clean(displayed(link)) for link in box.iter("a")], title)
        if listed and len(shown) > 4:
            shown = [name for name in shown if fold(name) in {fold(other) for other in listed}]
        if shown and len(shown) <= 4 and box.tag not in ("body", "html"):
            return Named(shown, "generic")
    beside = _beside_title(page, [*back, *head], title)
    if listed:
        wanted = {fold(name) for name in beside}
        kept = [name for name in listed if fold(name) in wanted]
        return Named(kept or listed, "json_ld:BreadcrumbList")
    if beside:
        return Named(beside, "generic")
    said = page.meta("article:section")
    return Named(said[:1], "meta:article:section") if said and _trail(page, said[:1], title) else None


def trail(page: Page, named: Named | None, title: str) -> Named | None:
    """What a layout's rule gave, without home and the article itself."""
    values = _trail(page, named.values, title) if named else []
    return named._replace(values=values) if named and values else None


def _listed_trail(page: Page, title: str) -> list[str]:
    for thing in page.json_ld:
        if "BreadcrumbList" in types_of(thing) and isinstance(items := thing.get("itemListElement"), list):
            names = [_item_name(item) for item in items if isinstance(item, dict)]
            trail = _trail(page, names, title)
            if trail:
                return trail
    return []


def _item_name(item: dict[str, Any]) -> str:
    name = item.get("name")
    inner = item.get("item")
    if not isinstance(name, str) and isinstance(inner, dict):
        name = inner.get("name")
    return clean(name) if isinstance(name, str) else ""


def _trail(page: Page, names: list[str], title: str) -> list[str]:
    """Names of sections: without home, the article itself, doubles and the outlet."""
    host = (
        re.sub(r"[\W_]+", "", page.url.split("/")[2].removeprefix("www.").split(".")[0])
        if page.url.count("/") > 2
        else ""
    )
    found: list[str] = []
    for raw in names:
        name = raw.strip(" ›»>/|:•-")
        folded = fold(name)
        letters = re.sub(r"[\W_]+", "", folded)
        if (
            folded in _HOME
            or len(name) > 50
            or letters in (host, "bao" + host)
            or folded == fold(title)
            or (len(folded) * 5 > len(title) * 3 and folded in fold(title))
            or not letters
            or letters.isdigit()
        ):
            continue
        if folded not in {fold(other) for other in found}:
            found.append(name)
    return found


def _first_here(near: Iterable[Element], anywhere: etree.XPath, page: Page) -> Iterator[Element]:
    """The boxes around the article's own lines; where none of them serves, those of the whole page."""
    yield from near
    yield from anywhere(page.root)


def _named_boxes(blocks: list[Block], name: re.Pattern[str], levels: int) -> dict[Element, list[Block]]:
    """Blocks grouped by the outermost of their nearest elements whose class, id or role matches `name`."""
    boxes: dict[Element, list[Block]] = {}
    seen: dict[Element, bool] = {}
    for block in blocks:
        element: Element | None = block.element
        box: Element | None = None
        for _ in range(levels):
            if element is None:
                break
            if (hit := seen.get(element)) is None:
                hit = seen[element] = bool(
                    name.search(
                        f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-role') or ''} {element.get('aria-label') or ''} {element.get('itemtype') or ''}"
                    )
                )
            if hit:
                box = element
            element = element.getparent()
        if box is not None:
            boxes.setdefault(box, []).append(block)
    return boxes


def _beside_title(page: Page, near: list[Block], title: str) -> list[str]:
    """Short links next to the title that lead to section pages of the same site."""
    names: list[str] = []
    for block in near:
        if len(block.text) > 120:
            continue
        for text, href in block.links:
            name = clean(text)
            target = page.resolve(href) if 1 < len(name) <= 40 and not lines.noise(name) else None
            if target and _section_url(page.url, target):
                names.append(name)
    return _trail(page, names, title)[:3] if len(names) <= 8 else []


def _section_url(url: str, target: str) -> bool:
    if target.split("/")[2].removeprefix("www.") != url.split("/")[2].removeprefix("www."):
        return False
    path = "/" + "/".join(target.split("/")[3:])
    return 1 < len(path) <= 60 and not re.search(r"\d{5,}|-post\d|tac-gia|author|/tag|search|topic|event", path)


def tags(page: Page, linked: list[Block], after: list[Block]) -> Named | None:
    """The tags that the page displays: a box named so, a line that begins `Từ khóa:`, links with rel=tag."""
    for box in _first_here(_named_boxes(linked, _TAG_NAME, 3), _TAG_BOXES, page):
        if not _TAG_NAME.search(
            f"{box.get('class') or ''} {box.get('id') or ''} {box.get('data-role') or ''}"
        ) or _in_frame(box):
            continue
        values = _tag_names([clean(displayed(link)) for link in _tag_elements(box)])
        if values and len(values) <= 25 and sum(map(len, values)) / len(values) <= 40:
            return Named(values, "generic")
    labelled = _labelled_tags(after)
    if labelled:
        return Named(labelled, "generic")
    return None


def _tag_elements(box: Element) -> list[Element]:
    """The links of a tag box; its other words too, where tags without a page of their own are no links."""
    children = [child for child in box if child.tag in ("a", "strong", "b")]
    if len(children) * 2 > len(box) and any(child.tag == "a" for child in children):
        return children
    return list(box.iter("a"))


def _in_frame(box: Element) -> bool:
    return any(parent.tag in ("header", "nav") for parent in box.iterancestors())


def _tag_names(texts: list[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        name = text.strip(" ,;#•-:|")
        if (
            1 < len(name) <= 60
            and name.lower() not in {other.lower() for other in found}
            and not lines.tags_label(name)
            and not lines.noise(name)
        ):
            found.append(name)
    return found


def _labelled_tags(after: list[Block]) -> list[str]:
    """Links behind a label `Từ khóa:`, in its line or the next ones; else a run of links to tag or search pages."""
    for at, block in enumerate(after[:80]):
        label = block.text.partition(":")[0]
        if not lines.tags_label(label) or (len(label) == len(block.text) and not lines.tags_label(block.text)):
            continue
        if block.links:
            return _tag_names([clean(text) for text, _ in block.links])
        values: list[str] = []
        for other in after[at + 1 : at + 25]:
            if other.linked < 0.7 or len(other.text) > 60 + 40 * len(other.links):
                break
            values.extend(clean(text) for text, _ in other.links)
        if values:
            return _tag_names(values)
    return _searched_tags(after[:40])


def _searched_tags(after: list[Block]) -> list[str]:
    """A run of short links of which at least half lead to tag, topic or search pages."""
    run: list[tuple[str, str]] = []
    for block in [*after[:60], None]:
        if block is not None and block.linked > 0.8 and len(block.text) <= 60 * len(block.links):
            run.extend(block.links)
            continue
        if len(run) >= 2 and sum(bool(_TAG_HREF.search(href)) for _, href in run) * 2 >= len(run):
            return _tag_names([clean(text) for text, _ in run])
        if block is None or block.text:
            run = []
    return []


def header_authors(page: Page, before: list[Block]) -> Named | None:
    """Names beside the title that the markup calls authors, or that the head names as such."""
    said = structured_authors(page)
    known = {fold(name) for name in (said.values if said else [])}
    for block in before:
        text = _without_date(block.text)
        if fold(text) in known or _name_beside_date(page, block, text):
            return Named(lines.split_names(text), "generic")
    for box, blocks in _named_boxes(
        [block for block in before if len(block.text) <= 120 and block.frame is None], _AUTHOR_NAME, 3
    ).items():
        if _FAR.search(f"{box.get('class') or ''} {box.get('id') or ''}"):
            continue
        for text in (
            text for block in blocks for text in (_without_date(block.text), *(clean(said) for said, _ in block.links))
        ):
            names = lines.byline(text) or (lines.split_names(text) if lines.names_only(text) else [])
            if names and not any(
                _outlet_of(page, name) or lines.related_heading(name) or lines.noise(name) for name in names
            ):
                return Named(names, "generic")
    return said


def _name_beside_date(page: Page, block: Block, text: str) -> bool:
    """A name of two words or more, set off from the date in the same line, that links to no section."""
    rest = block.text[len(text) :]
    if block.inside or not rest or not _SET_OFF.match(rest) or " " not in text or not lines.names_only(text):
        return False
    return not any(_outlet_of(page, name) for name in lines.split_names(text)) and not block.links


def _without_date(text: str) -> str:
    return _DATE_BEHIND.sub("", text).strip(" -–|")


def structured_authors(page: Page) -> Named | None:
    """Persons that JSON-LD or meta author name; the outlet itself is none."""
    for thing in articles(page):
        names = [name for author in _listed(thing.get("author")) if (name := _person(page, author))]
        if names:
            return Named(names, "json_ld:author")
    for name in ("author", "article:author", "dable:author"):
        values = [value for value in page.meta(name) if _person(page, value)]
        if values:
            return Named(lines.split_names(values[0]), f"meta:{name}")
    return None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _person(page: Page, author: Any) -> str | None:
    if isinstance(author, dict):
        if "Organization" in types_of(author) or "NewsMediaOrganization" in types_of(author):
            return None
        author = author.get("name")
    name = clean(author) if isinstance(author, str) else ""
    if not name or len(name) > 60 or name.startswith("http") or not lines.names_only(name) or _outlet_of(page, name):
        return None
    return name


def _outlet_of(page: Page, name: str) -> bool:
    """Whether a name is the outlet's own: like its host, its og:site_name, or shaped like an outlet."""
    letters = re.sub(r"[\W_]+", "", fold(name))
    host = re.sub(r"[\W_]+", "", page.url.split("/")[2] if page.url.count("/") > 2 else "")
    sites = {re.sub(r"[\W_]+", "", fold(value)) for value in page.meta("og:site_name")}
    return (
        letters in host
        or letters.removeprefix("bao") in host
        or letters in sites
        or any(letters in site for site in sites)
        or bool(re.match(r"(?:Báo|Tạp chí|Đài)\b", name))
    )


def language(page: Page, text: str, default: str | None) -> Named | None:
    """BCP 47: the path of a translation, Vietnamese letters in the text, html lang, else the source's own."""
    match = _LANGUAGE_PATH.match(page.url)
    said = page.language
    if match and match[1] in _LANGUAGES and not _vietnamese(text):
        return Named([match[1]], "url")
    if _vietnamese(text):
        return Named(["vi"], "generic")
    if said and not said.startswith("vi"):
        return Named([said.split("-")[0]], "html:lang")
    return Named([said or default or "vi"], "html:lang" if said else "generic") if said or default else None


def _vietnamese(text: str) -> bool:
    return bool(text) and is_vietnamese(text[:400])
