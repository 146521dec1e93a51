"""Record: the fields of the article put together; per field a layout's rule, then the head's data, then the display."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from newsarchive import dates, urls
from newsarchive.extraction import authors, captions, moments, refusal, sections, tags
from newsarchive.extraction.boxes import ClassedBoxes, Named
from newsarchive.extraction.language import language
from newsarchive.extraction.lines import SourceLine, agency_dateline, dateline, source_line
from newsarchive.extraction.pictures import IMAGES, image_url
from newsarchive.items import Article, Image, content_digest
from newsarchive.text import clean, clean_or_none

if TYPE_CHECKING:
    from newsarchive.extraction.headline import Headline
    from newsarchive.extraction.lead import Lead
    from newsarchive.extraction.reading import Hints, Text
    from newsarchive.extraction.rules import Found, Rule
    from newsarchive.extraction.signing import Reading
    from newsarchive.extraction.source import Source
    from newsarchive.page import Page

_FRAMES: Final = frozenset({"iframe", "audio"})


@dataclass(slots=True)
class _Fields:
    """What was found around the text, each with its rule."""

    authors: Named | None
    section: Named | None
    tags: Named | None
    language: Named | None
    date: moments.Dated | None
    changed: moments.Dated | None
    origin: SourceLine
    origin_rule: str | None


def article(page: Page, source: Source, hints: Hints, title: Headline, lead: Lead | None, text: Text) -> Article:
    """Put the record together: revision 1, without a capture."""
    body = text.reading.text or None
    images, shown = _pictures(page, text.reading)
    fields = _fields(page, source, hints, title, text, body or (lead.text if lead else title.text))
    canonical = page.canonical_url
    date = dates.iso(fields.date.moment) if fields.date else None
    stamp = hints.dateline.find(page) if hints.dateline else None
    place = stamp.values[0] if stamp else None
    lead_text = lead.text if lead else None
    if place and lead_text and lead_text.startswith(place) and not lead_text.startswith(f"{place} "):
        lead_text = f"{place} {lead_text[len(place) :]}"  # set apart by a margin, in the markup by nothing
    return Article(
        id=f"{source.name}:{urls.article_key(page.url, source.article_url, source.merged)}:1",
        source=source.name,
        title=title.text,
        date=date,
        body=body,
        captions=shown,
        source_url=fields.origin.url or canonical or urls.canonical(page.url),
        source_name=fields.origin.name,
        url=page.url,
        canonical_url=canonical,
        lead=lead_text,
        dateline=place or dateline(lead_text or body or "") or _brand(page, lead_text) or agency_dateline(body),
        date_modified=dates.iso(fields.changed.moment) if fields.changed else None,
        authors=fields.authors.values if fields.authors else [],
        section=fields.section.values if fields.section else [],
        tags=fields.tags.values if fields.tags else [],
        language=fields.language.values[0] if fields.language else None,
        images=images,
        fetched_at=dates.utc(page.fetched_at) if page.fetched_at else None,
        content_digest=content_digest(title.text, lead_text, body, shown, date),
        layout=hints.name,
        provenance=_provenance(title, lead, text, fields, body, shown),
        flags=_flags(page, text, fields, body, shown),
    )


def _brand(page: Page, lead: str | None) -> str | None:
    """The outlet's name before the lead, set apart in an element of its own instead of by a dash."""
    words = (lead or "").split(maxsplit=3)
    for count in range(1, len(words)):
        name = " ".join(words[:count])
        ours = len(name) > 2 and words[count][0].isupper() and authors.own_outlet(page, name)
        if ours and any(clean(mark.text) == name for mark in page.all("span")):
            return name
    return None


def _fields(page: Page, source: Source, hints: Hints, title: Headline, text: Text, words: str) -> _Fields:
    reading = text.reading
    near = moments.beside(title.element, text.ahead, text.back)
    names = [name for name in reading.signed if " " not in name or not authors.own_outlet(page, name)]
    signed = Named(names, "generic") if names else None
    beside = [*reading.before, *text.ahead, *text.back, *reading.after[:6]]
    stamp = dates.from_url(urls.without_id(page.url, source.article_url))
    published = moments.published(page, near, reading.after[:12], hints.date, stamp=stamp)
    origin, rule = _origin(page, hints, reading)
    boxes = ClassedBoxes(page)
    return _Fields(
        authors=authors.declared(page, _named(page, hints.authors)) or signed or authors.header_authors(page, beside),
        section=sections.trail(page, _named(page, hints.section), title.text)
        or sections.section(page, boxes, text.back, text.ahead, title.text),
        tags=tags.declared(_named(page, hints.tags)) or tags.tags(boxes, reading.linked, reading.after),
        language=language(page, words, source.language),
        date=published,
        changed=moments.modified(page, near, published, hints.date_modified),
        origin=origin,
        origin_rule=rule,
    )


def _provenance(
    title: Headline, lead: Lead | None, text: Text, fields: _Fields, body: str | None, shown: list[str]
) -> dict[str, str]:
    rules = {
        "title": title.rule,
        "lead": lead.rule if lead else None,
        "body": text.rule if body else None,
        "captions": text.rule if shown else None,
        "date": fields.date.rule if fields.date else None,
        "date_modified": fields.changed.rule if fields.changed else None,
        "authors": fields.authors.rule if fields.authors else None,
        "section": fields.section.rule if fields.section else None,
        "tags": fields.tags.rule if fields.tags else None,
        "language": fields.language.rule if fields.language else None,
        "source_url": fields.origin_rule if fields.origin.url else None,
        "source_name": fields.origin_rule if fields.origin.name else None,
    }
    return {name: rule for name, rule in sorted(rules.items()) if rule}


def _flags(page: Page, text: Text, fields: _Fields, body: str | None, shown: list[str]) -> list[str]:
    said = {
        "obfuscated_body": text.scrambled,
        "truncated": page.truncated,
        "no_date": fields.date is None,
        "paywalled": refusal.walled(page),
        "photo_story": not body and bool(shown) and not text.scrambled,
    }
    return [flag for flag, holds in said.items() if holds]


def _named(page: Page, rule: Rule | None) -> Named | None:
    found: Found | None = rule.find(page) if rule else None
    return Named(found.values, found.rule) if found else None


def _pictures(page: Page, reading: Reading) -> tuple[list[Image], list[str]]:
    """Every picture with an address, and every caption with or without one, in order; a video's address is its
    poster's.
    """
    images: list[Image] = []
    seen: set[str] = set()
    for picture in reading.pictures:
        caption, media = picture.caption, picture.media
        if caption is None and (media is None or media.tag not in IMAGES):
            continue
        url = image_url(media, page) if media is not None and media.tag not in _FRAMES else None
        if caption is None and (url is None or url in seen):
            continue
        alt = clean_or_none(media.get("alt") or media.get("data-alt")) if media is not None else None
        credit = (captions.credit(caption) or picture.credit) if caption else None
        images.append(Image(url=url, caption=caption, credit=credit, alt=alt))
        if url:
            seen.add(url)
    return images, [image.caption for image in images if image.caption]


def _origin(page: Page, hints: Hints, reading: Reading) -> tuple[SourceLine, str | None]:
    """The source line's URL and outlet, and the rule that found them."""
    found = hints.source_line.find(page) if hints.source_line else None
    if found:
        line = source_line(found.values[0], found.elements[0].get("href") if found.elements else None)
        if line is None and len(found.values[0]) <= 60 and not any(map(str.isdigit, found.values[0])):
            line = SourceLine(None, found.values[0])  # the rule says what it is: it needs no label
        if line:
            return line._replace(url=page.resolve(line.url) if line.url else None), found.rule
    line = reading.source or authors.inline_source(page, reading.before)
    if line is not None and line.url is None and line.name and authors.own_outlet(page, line.name):
        line = None  # `Hồ Minh/VOV.VN` at vov.vn
    if line is None:
        return SourceLine(None, None), None
    return line._replace(url=page.resolve(line.url) if line.url else None), "generic"
