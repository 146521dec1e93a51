"""Moments: when an article was published and changed; the printed time beats structured data that contradicts it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from newsarchive import dates
from newsarchive.extraction.rules import json_ld, meta
from newsarchive.text import fold

if TYPE_CHECKING:
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
    r"|thg)\b|(?:19|20)\d{2}|\btrước$|\bago$",
    re.IGNORECASE,
)
_INSTANT: Final = re.compile(r"20[0-4]\d-\d\d-\d\dT[0-2]\d:\d\d:\d\d[+-](?:0\d|1[0-3]):[03]0$")
_AHEAD: Final = timedelta(days=1)  # what is later is for the full reading to judge
_CHANGED: Final = re.compile(r"cap nhat|updated|modified|sua luc|chinh sua")
_MINUTE = 60
_BEST = 4  # a printed time of publication


class Dated(NamedTuple):
    """A moment and the rule that gave it."""

    moment: Moment
    rule: str


def published(page: Page, near: list[Block], far: list[Block]) -> Dated | None:
    """The publication: printed beside the title (`near`: behind it first), said by the head, printed elsewhere
    (`far`), in the URL.
    """
    said = _said(page, PUBLISHED)
    seen = printed(page, near)
    if seen is not None:
        return _reconciled(seen, said)
    if said:
        return said[0]
    shown = printed(page, far)
    if shown is not None:
        return shown
    stamp = dates.from_url(page.url)
    if stamp is not None and _names_day(page.url):
        return Dated(stamp._replace(has_time=False), "url")
    return None


def modified(page: Page, near: list[Block], first: Dated | None) -> Dated | None:
    """The last change, where the page names one that differs from the publication."""
    candidates = [_with_zone_of(dated, first, page) for dated in _said(page, MODIFIED)]
    for block in near:
        if len(block.text) <= 120 and _CHANGED.search(fold(block.text)) and (moments := dates.find_all(block.text)):
            candidates.insert(0, Dated(moments[-1], "generic"))
    for dated in candidates:
        if first is None or not _same(dated.moment, first.moment):
            return dated
        return None
    return None


def _with_zone_of(changed: Dated, first: Dated | None, page: Page) -> Dated:
    """Where the head gives the printed clock time of the publication with a false zone, the zone of the change is as
    false.
    """
    if first is None or first.rule != "generic" or not first.moment.has_time:
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
    moment = _stamp(text, page.fetched_at) or dates.parse(text, fetched_at=page.fetched_at)
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
        moment = moment_of(hit.values[0], page) if hit else None
        if hit and moment is not None:
            found.append(Dated(moment, hit.rule))
    return found


def printed(page: Page, blocks: list[Block]) -> Dated | None:
    """The first dated line; one with a time is better, one that only names the last change is worse."""
    best: tuple[int, Dated] | None = None
    for block in blocks:
        text = block.text
        if not 5 <= len(text) <= 160 or not _DATE_LIKE.search(text):
            continue
        moment = moment_of(text, page)
        if moment is None:
            continue
        rank = (2 if moment.has_time else 1) * 2 - (1 if _CHANGED.search(fold(text)) else 0)
        if best is None or rank > best[0]:
            best = (rank, Dated(moment, "generic"))
        if rank == _BEST:
            break
    return best[1] if best else None


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


def _names_day(url: str) -> bool:
    return bool(re.search(r"(?:19|20)\d{6}|(?:19|20)\d{2}/\d{1,2}/\d{1,2}", url))
