"""Moments: when an article was published and changed; the printed time beats structured data that contradicts it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive import dates
from newsarchive.extraction.boxes import names_of
from newsarchive.extraction.rules import json_ld, meta
from newsarchive.text import fold

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

    from newsarchive.dates import Moment
    from newsarchive.extraction.blocks import Block
    from newsarchive.extraction.rules import Rule
    from newsarchive.page import Page

PUBLISHED: Final[tuple[Rule, ...]] = (
    json_ld("datePublished"),
    meta("article:published_time"),
    meta("datePublished"),
    meta("pubdate"),
    meta("og:pubdate"),
    meta("dc.date.issued"),
    meta("date"),
)
MODIFIED: Final[tuple[Rule, ...]] = (
    json_ld("dateModified"),
    meta("article:modified_time"),
    meta("dateModified"),
    meta("og:updated_time"),
    meta("lastmod"),
)
_DATE_LIKE: Final = re.compile(
    r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2,4}|(?:19|20)\d{2}[/-]\d{1,2}[/-]\d{1,2}|\d{1,2}\s+(?:tháng"
    r"|thg)\b|(?:19|20)\d{2}|\d\s+\w+\s+(?:trước|ago)\b|\btrước$|\bago$",
    re.IGNORECASE,
)
_INSTANT: Final = re.compile(r"20[0-4]\d-\d\d-\d\dT[0-2]\d:\d\d:\d\d[+-](?:0\d|1[0-3]):[03]0$")
_AHEAD: Final = timedelta(days=1)  # what is later is for the full reading to judge
_CHANGED: Final = re.compile(r"cap nhat|updated|modified|sua luc|chinh sua")
_NAMED: Final = re.compile(r"(?:Ngày đăng|Đăng(?: lúc| ngày)?|Xuất bản|Published)\s*:?\s*(?=[\w,]{0,20}\W{0,3}\d)")
_HEAD: Final = ("json_ld:", "meta:", "url")
# The clock of a site.
_CLOCK: Final = re.compile(r"current-?(?:date|time)|today|date-?now|now-?date|\bclock\b|hom-?nay", re.IGNORECASE)
_LINKED = 0.6  # share of a line's text in links
_TRAIL = 5  # links between date and title; a breadcrumb has no more
_MINUTE = 60
_WORDS: Final = re.compile(r"[^\W\d_]+")
_FEW = 9  # words of a line that only dates, labels and weekday with it
_BEST = 4  # a printed time of publication


class Dated(NamedTuple):
    """A moment and the rule that gave it."""

    moment: Moment
    rule: str


def beside(title: Element | None, ahead: list[Block], back: list[Block]) -> list[Block]:
    """Lines in which an article's date may stand: behind the title, then before it, the nearest first, without the
    page's own head and what stands beyond a menu: sites show the day of the visit there.
    """
    around = set(title.iterancestors()) if title is not None else set()
    near = list(ahead)
    links = 0
    for block in reversed(back):
        links += block.linked > _LINKED
        if links > _TRAIL:
            break
        if not _CLOCK.search(names_of(block.element)) and not _in_head(block.element, around):
            near.append(block)
    return near


def _in_head(element: Element, around: set[Element]) -> bool:
    """In a header or menu in which the title is not."""
    within = (element, *element.iterancestors())
    return any(outer.tag in ("header", "nav") and outer not in around for outer in within)


def published(
    page: Page, near: list[Block], far: list[Block], rule: Rule | None = None, *, stamp: Moment | None = None
) -> Dated | None:
    """The publication: by the layout's rule or printed beside the title (`near`: behind it first), said by the head,
    printed elsewhere (`far`), in the URL (`stamp`).

    What the URL's month or stamp rules out gives way to what it allows; where nothing is left, the URL's day speaks.
    """
    said = _said(page, PUBLISHED)
    seen = _by_rule(page, rule) or printed(page, near)
    found = said if seen is None else [_reconciled(seen, said), *said]
    if not found and (shown := printed(page, far)) is not None:
        found = [shown]
    if stamp is None:
        return found[0] if found else None
    allowed = next((dated for dated in found if _allowed(dated.moment, stamp)), None)
    if allowed is not None:
        return allowed
    if stamp.has_day:
        return Dated(stamp._replace(has_time=False), "url")
    return found[0]._replace(moment=found[0].moment._replace(has_time=False)) if found else None


def _by_rule(page: Page, rule: Rule | None) -> Dated | None:
    """The first moment among what a layout's rule finds."""
    found = rule.find(page) if rule else None
    if found is None:
        return None
    for value in found.values[:20]:
        moment = moment_of(value, page)
        if moment is not None:
            return Dated(moment, found.rule)
    return None


def _allowed(moment: Moment, stamp: Moment) -> bool:
    """Whether a page whose URL names a month or the instant that it was made may have been published then: papers keep
    drafts for weeks, and none appears before it is made.
    """
    if not stamp.has_day:
        first = stamp.when - timedelta(days=7)
        return first <= moment.when <= first + timedelta(days=45)
    if stamp.has_time:
        return -timedelta(days=2) <= moment.when - stamp.when <= timedelta(days=366)
    return -2 <= (moment.when.astimezone(dates.VIETNAM).date() - stamp.when.date()).days <= 3


def modified(page: Page, near: list[Block], first: Dated | None, rule: Rule | None = None) -> Dated | None:
    """The last change, where the page (a layout's rule first) names one that differs from the publication."""
    if (declared := _by_rule(page, rule)) is not None:
        return None if first is not None and _same(declared.moment, first.moment) else declared
    candidates = [_with_zone_of(dated, first, page) for dated in _said(page, MODIFIED)]
    for block in near:
        if len(block.text) <= 120 and _CHANGED.search(fold(block.text)) and (moments := dates.find_all(block.text)):
            told = Dated(moments[-1], "generic")
            exact = [dated for dated in candidates if not told.moment.has_time and _same(dated.moment, told.moment)]
            candidates[:0] = [*exact, told]
    for dated in candidates:
        if first is None or not _same(dated.moment, first.moment):
            return dated
        return None
    return None


def _with_zone_of(changed: Dated, first: Dated | None, page: Page) -> Dated:
    """Where the head gives the printed clock time of the publication with a false zone, the zone of the change is as
    false.
    """
    if first is None or first.rule.startswith(_HEAD) or not first.moment.has_time:
        return changed
    for said in _said(page, PUBLISHED):
        ours, theirs = first.moment.when, said.moment.when
        if (
            said.moment.has_time
            and ours.utcoffset() != theirs.utcoffset()
            and abs((ours.replace(tzinfo=None) - theirs.replace(tzinfo=None)).total_seconds()) < _MINUTE
        ):
            return changed._replace(
                moment=changed.moment._replace(when=changed.moment.when.replace(tzinfo=ours.tzinfo))
            )
    return changed


def moment_of(text: str, page: Page) -> Moment | None:
    """The first moment in a line, if it is not in the future of the fetch; UTC is given in Vietnam's time."""
    return _in_vietnam(_stamp(text, page.fetched_at) or dates.parse(text, fetched_at=page.fetched_at))


def _in_vietnam(moment: Moment | None) -> Moment | None:
    if moment is not None and moment.has_time and not moment.when.utcoffset():
        return moment._replace(when=moment.when.astimezone(dates.VIETNAM))
    return moment


def _stamp(text: str, fetched_at: datetime | None) -> Moment | None:
    """An ISO 8601 instant, as heads give it: read at once, without a look for any other form."""
    if not _INSTANT.match(text):
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not 1990 <= when.year <= 2099 or (fetched_at is not None and when - fetched_at > _AHEAD):
        return None
    return dates.Moment(when, True, True)


def _said(page: Page, rules: tuple[Rule, ...]) -> list[Dated]:
    found: list[Dated] = []
    for rule in rules:
        hit = rule.find(page)
        value = hit.values[0] if hit else ""
        stamp = _stamp(value, page.fetched_at) or dates.parse_stamp(value, fetched_at=page.fetched_at)
        moment = _in_vietnam(stamp)
        if hit and moment is not None:
            found.append(Dated(moment, hit.rule))
    return found


def printed(page: Page, blocks: list[Block]) -> Dated | None:
    """The first dated line; one with a time is better, one that only names the last change is worse."""
    best: tuple[int, Dated] | None = None
    for block in blocks:
        text = block.text
        if block.frame is not None or block.captioned:
            continue
        if not 5 <= len(text) <= 160 or not _DATE_LIKE.search(text) or (block.inside and _tells(text)):
            continue
        named = _NAMED.search(text)
        moment = (moment_of(text[named.start() :], page) if named else None) or moment_of(text, page)
        if moment is None:
            continue
        text = text[named.start() :] if named else text
        rank = (2 if moment.has_time else 1) * 2 - (1 if _CHANGED.search(fold(text)) else 0)
        if best is None or rank > best[0]:
            best = (rank, Dated(moment, "generic"))
        if rank == _BEST:
            break
    return best[1] if best else None


def _tells(text: str) -> bool:
    """Whether a line within the text dates what it tells, not the article."""
    return len(_WORDS.findall(text)) > _FEW


def _reconciled(seen: Dated, said: list[Dated]) -> Dated:
    """Structured data that agrees with the printed time adds its seconds; where they contradict each other, print
    wins.
    """
    for dated in said:
        if _same(dated.moment, seen.moment):
            return dated if dated.moment.has_time or not seen.moment.has_time else seen
    return seen


def _same(one: Moment, other: Moment) -> bool:
    if one.has_time and other.has_time:
        return abs((one.when - other.when).total_seconds()) < _MINUTE
    return one.when.astimezone(dates.VIETNAM).date() == other.when.astimezone(dates.VIETNAM).date()
