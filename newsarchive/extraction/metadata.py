"""Metadata: section, tags, authors and language, from what the page displays first and from its head second."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lxml import etree

from newsarchive.extraction import lines
from newsarchive.extraction.rules import articles, displayed, types_of
from newsarchive.text import clean, fold, is_vietnamese

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from newsarchive.extraction.blocks import Block
    from newsarchive.page import Page

_TAG_BOXES = etree.XPath(
    "//body//*[self::div or self::ul or self::p or self::section or self::span or self::li or self::footer][contains(@class, 'tag') or contains(@class, 'Tag')"
    " or contains(@class, 'keyword') or contains(@class, 'keysword') or contains(@class, 'block-key') or contains(@id, 'tag') or contains(@data-role, 'tags')][.//a]"
)
_TAG_NAME: Final = re.compile(r"(?:^|[\s_-])(?:tags?|keys?words?|tu-?khoa|block-key)(?:$|[\s_\-\d])|tags?(?:$|\s)|[a-z]Tags?(?:$|\s|[A-Z])|tag_?list|tagdetail|tag-?detail", re.IGNORECASE)
_TRAIL_BOXES = etree.XPath("//body//*[contains(@class, 'crumb') or contains(@class, 'Crumb') or contains(@itemtype, 'BreadcrumbList') or contains(@aria-label, 'readcrumb')]")
_TAG_HREF: Final = re.compile(r"/tags?[/-]|/tag$|tim-kiem|/search|chu-de|/topic|tu-khoa|tieu-diem|keyword|hashtag", re.IGNORECASE)
_HOME: Final = frozenset({"trang chu", "home", "homepage", "trang nhat", "trang dau", "newsarchive", ""})
_AUTHOR_SPOTS = etree.XPath(
    "//body//*[self::a or self::span or self::p or self::div or self::strong or self::b or self::li][@rel='author' or @itemprop='author' or contains(@class, 'author') or contains(@class, 'Author')"
    " or contains(@class, 'tac-gia') or contains(@class, 'tacgia') or contains(@class, 'byline')]"
)
_FAR: Final = re.compile(r"comment|binh-?luan|photo|image|related|lien-?quan|other|sidebar", re.IGNORECASE)
_LANGUAGE_PATH: Final = re.compile(r"^https?://[^/]+/([a-z]{2})(?:-[a-z]{2,4})?/")
_LANGUAGES: Final = frozenset(
    "en fr ko ja zh de es ru it pt th id lo km my ar hi nl pl cs sv tr ms he fa uk el hu ro da fi no bg bn ur ta te tl fil sk sr hr sl lt lv et ka mn ne si sw".split()
)


class Named(NamedTuple):
    """Values and the rule that gave them."""

    values: list[str]
    rule: str


def section(page: Page, back: list[Block], ahead: list[Block], title: str) -> Named | None:
    """The breadcrumb, widest first: displayed as such, in JSON-LD, as links beside the title, in meta article:section."""
    listed = _listed_trail(page, title)
    for box in _TRAIL_BOXES(page.root):
        shown = _trail(page, [clean(displayed(link)) for link in box.iter("a")], title)
        if listed and len(shown) > 4:
            shown = [name for name in shown if fold(name) in {fold(other) for other in listed}]
        if shown and len(shown) <= 4:
            return Named(shown, "generic")
    beside = _beside_title(page, back, ahead, title)
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
    host = re.sub(r"[\W_]+", "", page.url.split("/")[2].removeprefix("www.").split(".")[0]) if page.url.count("/") > 2 else ""
    found: list[str] = []
    for raw in names:
        name = raw.strip(" ›»>/|:•-")
        folded = fold(name)
        letters = re.sub(r"[\W_]+", "", folded)
        if folded in _HOME or len(name) > 50 or letters in (host, "bao" + host) or folded == fold(title) or (len(folded) * 5 > len(title) * 3 and folded in fold(title)) or not letters or letters.isdigit():
            continue
        if folded not in {fold(other) for other in found}:
            found.append(name)
    return found


def _beside_title(page: Page, back: list[Block], ahead: list[Block], title: str) -> list[str]:
    """Short links next to the title that lead to section pages of the same site."""
    names: list[str] = []
    head = list(takewhile(lambda block: len(block.text) <= 120 and not block.inside and not lines.related_heading(block.text), ahead))
    for block in [*back, *head]:
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
    return 1 < len(path) <= 60 and not re.search(r"\d{4,}|tac-gia|author|/tag|search|javascript", path)


def tags(page: Page, after: list[Block]) -> Named | None:
    """The tags that the page displays: a box named so, a line that begins `Từ khóa:`, links with rel=tag."""
    best: list[str] = []
    for box in _TAG_BOXES(page.root):
        names = f"{box.get('class') or ''} {box.get('id') or ''} {box.get('data-role') or ''}"
        if not _TAG_NAME.search(names) or _in_frame(box):
            continue
        values = _tag_names([clean(displayed(link)) for link in _tag_elements(box)])
        if values and len(values) <= 25 and len(values) >= len(best) and sum(map(len, values)) / len(values) <= 40:
            best = values if len(values) > len(best) else best
    if best:
        return Named(best, "generic")
    labelled = _labelled_tags(after)
    if labelled:
        return Named(labelled, "generic")
    related = [clean(displayed(link)) for link in page.root.iter("a") if (link.get("rel") or "").lower() == "tag"]
    values = _tag_names(related)
    return Named(values, "generic") if values else None


def _tag_elements(box: HtmlElement) -> list[HtmlElement]:
    """The links of a tag box; its other words too, where tags without a page of their own are no links."""
    children = [child for child in box if child.tag in ("a", "strong", "b")]
    if len(children) * 2 > len(box) and any(child.tag == "a" for child in children):
        return children
    return list(box.iter("a"))


def _in_frame(box: HtmlElement) -> bool:
    return any(parent.tag in ("header", "nav") for parent in box.iterancestors())


def _tag_names(texts: list[str]) -> list[str]:
    found: list[str] = []
    for text in texts:
        name = text.strip(" ,;#•-:|")
        if 1 < len(name) <= 60 and name.lower() not in {other.lower() for other in found} and not lines.tags_label(name) and not lines.noise(name):
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
        text = re.sub(r"\s*[-–|•,]?\s*(?:(?:thứ|chủ nhật)\b.*|\d{1,2}\s*[/:.-].*)$", "", block.text, flags=re.IGNORECASE).strip(" -–|")
        if fold(text) in known and known:
            return Named(lines.split_names(text), "generic")
    for spot in _AUTHOR_SPOTS(page.root):
        text = clean(displayed(spot))
        if 1 < len(text) <= 60 and not _far_from_article(spot) and (lines.names_only(text) or lines.byline(text)):
            names = lines.byline(text) or lines.split_names(text)
            if names and not any(_outlet_of(page, name) or lines.related_heading(name) or lines.noise(name) for name in names):
                return Named(names, "generic")
    return said


def _far_from_article(spot: HtmlElement) -> bool:
    return any(
        parent.tag in ("nav", "footer", "aside", "figure", "table") or _FAR.search(f"{parent.get('class') or ''} {parent.get('id') or ''}") for parent in [spot, *spot.iterancestors()]
    )


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
    return letters in host or letters.removeprefix("bao") in host or letters in sites or any(letters in site for site in sites) or bool(re.match(r"(?:Báo|Tạp chí|Đài)\b", name))


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
    return bool(text) and float(is_vietnamese(text[:4000])) > 0.5
