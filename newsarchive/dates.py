"""Time stamps as news prints them (Vietnamese first), ISO 8601 and RFC 822, to aware datetimes; what is impossible is no date.

A text without zone is Vietnam's. Nothing is guessed: a day that does not exist, a year before 1990, a two-digit year without
a printed weekday that proves it, a month without a day are no dates.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

VIETNAM = timezone(timedelta(hours=7))
UTC = timezone.utc
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_MARGIN = timedelta(days=2)  # clocks and zones differ; an article is not announced earlier than that
_LONGEST = 2000  # characters of a text that are looked at
_LONGEST_RELATIVE = 120  # "2 giờ trước" dates a page only when it stands alone, not in running text


class Moment(NamedTuple):
    """An instant, or without `has_time` a day: midnight of its zone. `has_zone`: the zone was printed, else it is Vietnam's.

    Without `has_day` (only from a URL) it is a month: its first midnight.
    """

    when: datetime
    has_time: bool
    has_zone: bool
    has_day: bool = True


_MONTH_LISTS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sept oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil aout sep octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_MONTHS = {name: number for names in _MONTH_LISTS for number, name in enumerate(names.split(), 1)}
_VI_MONTHS = {
    name: number
    for names in ("một hai ba tư năm sáu bảy tám chín mười mười_một mười_hai", "giêng hai ba bốn năm sáu bẩy")
    for number, name in enumerate(names.split(), 1)
}
_HALVES = {"pm": 12, "p.m": 12, "ch": 12, "chiều": 12, "tối": 12, "am": 0, "a.m": 0, "sa": 0, "sáng": 0, "trưa": -1}
_ZONES = {
    "ict": 7,
    "giờ việt nam": 7,
    "giờ hà nội": 7,
    "est": -5,
    "edt": -4,
    "cst": -6,
    "cdt": -5,
    "mst": -7,
    "mdt": -6,
    "pst": -8,
    "pdt": -7,
}
_VI_DAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def _any(names: dict[str, int]) -> str:
    return "|".join(re.escape(n).replace("_", r"\s") for n in sorted(names, key=len, reverse=True))


_YEAR = r"(?P<y>(?:19|20)\d{2})"
# Not inside a longer number, version, range or IP; but a clock may be glued on: "17:0509/01/2025", "09/01/202517:05".
_OPEN = r"(?:(?<!\d)(?<!\d[./-])|(?<=[:h]\d\d)|(?<=[:h]\d\d-))"
_SHUT = r"(?!\d(?!\d:\d\d))(?![./-]\d(?!\d?\s?[:hg]\s?\d))(?!/[^\W\d_])"
_END = r"(?![^\W\d_])"
_WEEKDAY = (
    r"(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s?nhật|cn|t[2-7]"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)(?![^\W\d_])"
)
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OPEN}(?P<a>\d{{1,2}})\s?(?P<s>[/-])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?{_YEAR}{_SHUT}",
        rf"{_OPEN}(?<!v)(?P<d>\d{{1,2}})\.(?P<m>\d{{1,2}})\.{_YEAR}{_SHUT}",
        rf"(?<!\d)(?<!\d[./-]){_YEAR}(?P<s>[/.-])(?P<m>\d{{1,2}})(?P=s)(?P<d>\d{{1,2}}){_SHUT}",
        rf"(?<!\d){_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})(?=t?\d{{6}}(?!\d)|t\d{{4}}(?!\d))",
        rf"(?<!\d)(?P<d>\d{{1,2}})\s?(?:tháng\s?|thg\.?\s?|th\.?\s?(?=\d))(?P<vi>\d{{1,2}}|{_any(_VI_MONTHS)})"
        rf"[\s,/-]{{1,3}}(?:năm\s?)?{_YEAR}(?!\d)",
        rf"(?:tháng\s?|thg\.?\s?|(?<![^\W\d_])th\.?\s?(?=\d))(?P<vi>\d{{1,2}}|{_any(_VI_MONTHS)})\s(?P<d>\d{{1,2}}),?\s{_YEAR}(?!\d)",
        rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[\s-]?(?:(?:of|de)\s)?(?P<name>{_any(_MONTHS)}){_END}\.?,?[\s-]?(?:de\s)?{_YEAR}(?!\d)",
        rf"(?<![^\W\d_])(?P<name>{_any(_MONTHS)}){_END}\.?\s?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?(?P<d>\d{{1,2}})\s?[日일]",
        rf"(?P<wd>{_WEEKDAY})[\s,.]{{1,3}}(?:ngày\s)?(?P<d>\d{{1,2}})(?P<s>[/.-])(?P<m>\d{{1,2}})(?P=s)(?P<y>\d{{2}})(?!\d|[./-]\d)",
    )
)
_MAYBE = re.compile(r"(?:19|20)\d\d|\d[/.-]\d\d(?!\d)")
_CLOCK = (
    r"(?P<h>\d{1,2})(?:\s?(?:[:hg]|giờ)\s?(?P<mi>\d{2})(?!\d)(?:\s?(?::|phút|m)\s?(?P<sec>\d{2})(?!\d)(?:[.,]\d{1,9})?)?(?:\s?phút)?|\s?(?:h|giờ)(?![^\W_]))"
    r"(?:\s?(?P<half>a\.?m|p\.?m|sa|ch|sáng|trưa|chiều|tối)(?![^\W\d_])\.?)?"
)
_ZONE = (
    r"\s?[(\[]?\s?(?P<zone>(?:gmt|utc?)(?:\s?(?P<sign>[+-])\s?(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?)?|z"
    rf"|(?P<bare>[+-])(?P<bh>\d{{2}}):?(?P<bm>\d{{2}})|{_any(_ZONES)})(?![^\W_])\s?[)\]]?"
)
_MARKS = r"[\s,;|•·–—)\]-]{0,6}"
_AFTER = re.compile(
    rf"(?:t|{_MARKS}(?:\(?{_WEEKDAY}\)?[\s,]{{1,2}})?(?:(?:vào\s)?(?:lúc|hồi|at|à)\s?:?\s?)?[(\[]?){_CLOCK}(?:{_ZONE})?"
)
_AFTER_COMPACT = re.compile(rf"t?(?P<h>\d{{2}})(?P<mi>\d{{2}})(?P<sec>\d{{2}})?(?P<half>)(?:{_ZONE})?")
_BEFORE = re.compile(
    rf"(?<![\d:.,/-]){_CLOCK}(?:{_ZONE})?{_MARKS}(?:\(?{_WEEKDAY}\)?[\s,.-]{{0,3}})?(?:(?:ngày|on|le)\s?:?\s?)?[(\[]?$"
)
_ZONE_ALONE = re.compile(_ZONE)

_COUNTS = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "vài": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_UNITS = {
    "giây": 1,
    "s": 1,
    "phút": 60,
    "p": 60,
    "m": 60,
    "giờ": 3600,
    "tiếng": 3600,
    "h": 3600,
    "ngày": 86400,
    "d": 86400,
}
_COUNT = rf"(?P<n>\d{{1,3}}|{_any(_COUNTS)})\s?(?P<u>giây|phút|giờ|tiếng|ngày|sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|[hp])"
_RELATIVE = re.compile(
    rf"(?<![^\W_]){_COUNT}\s(?:trước|ago){_END}|cách\sđây\s{_COUNT.replace('<n>', '<n2>').replace('<u>', '<u2>')}{_END}"
)
_DAY_WORD = re.compile(
    rf"(?<![^\W_])(?:(?P<d0>hôm\snay|today|vừa\sxong|just\snow)|(?P<d1>hôm\squa|yesterday)|(?P<d2>hôm\skia)){_END}"
)
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def parse(text: str, *, fetched_at: datetime | None = None, day_first: bool = True) -> Moment | None:
    """First possible date of a line of text or a machine-readable stamp; None where there is none.

    `fetched_at` (aware) rules out what lies more than two days behind it, and is what "2 giờ trước" counts from.
    `day_first` false reads 9/5/2026 as 5 September.
    """
    return next(_moments(text, fetched_at, day_first), None)


def find_all(text: str, *, fetched_at: datetime | None = None, day_first: bool = True) -> list[Moment]:
    """All possible dates of a text, in its order."""
    return list(_moments(text, fetched_at, day_first))


def _moments(text: str, fetched_at: datetime | None, day_first: bool) -> Iterator[Moment]:
    text = " ".join(unicodedata.normalize("NFKC", text[:_LONGEST].translate(_UNSEEN)).lower().split())
    taken, seen = 0, False
    for start, end, day, is_numeric in _days(text, day_first):
        if start < taken:
            continue
        moment, taken = _moment(text, start, end, day, taken, is_numeric)
        if fetched_at is None or moment.when - fetched_at <= _MARGIN:
            seen = True
            yield moment
    if not seen and fetched_at is not None and len(text) <= _LONGEST_RELATIVE:
        relative = _relative(text, fetched_at)
        if relative is not None:
            yield relative


def _days(text: str, day_first: bool) -> list[tuple[int, int, date, bool]]:
    """Days of a text in order: start, end, day, and whether it is written 9/1/2025."""
    if not _MAYBE.search(text):
        return []
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            day = _day(match.groupdict(), day_first)
            if day is not None:
                start = match.start("d") if "wd" in match.re.groupindex else match.start()
                found.append((start, match.end(), day, "a" in match.re.groupindex))
    return sorted(found)


def _day(parts: dict[str, str], day_first: bool) -> date | None:
    year = int(parts["y"])
    if "a" in parts:
        day, month = (int(parts["a"]), int(parts["b"])) if day_first else (int(parts["b"]), int(parts["a"]))
    else:
        day, month = int(parts["d"]), _month(parts)
    if "wd" in parts:
        year += 2000 if year < 90 else 1900
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if "wd" not in parts or _weekday(parts["wd"]) == found.weekday() else None


def _month(parts: dict[str, str]) -> int:
    if "vi" in parts:
        return int(parts["vi"]) if parts["vi"].isdigit() else _VI_MONTHS[parts["vi"].replace(" ", "_")]
    return _MONTHS[parts["name"]] if "name" in parts else int(parts["m"])


def _weekday(word: str) -> int:
    """Number of a weekday word, Monday 0; Vietnamese counts Monday as the second day."""
    if word[-1].isdigit():
        return int(word[-1]) - 2
    if word[:3] in _EN_DAYS:
        return _EN_DAYS.index(word[:3])
    return _VI_DAYS.get(word.removeprefix("thứ").strip(), 6)


def _moment(text: str, start: int, end: int, day: date, taken: int, is_numeric: bool) -> tuple[Moment, int]:
    """A day with the clock that stands before it, else behind it; and where the next one may begin."""
    for match in (
        _BEFORE.search(text[max(taken, start - 70) : start]),
        _AFTER.match(text, end),
        _AFTER_COMPACT.match(text, end),
    ):
        clock = _clock(match) if match else None
        if match is None or clock is None:
            continue
        stop = end if match.re is _BEFORE else match.end()
        zone = _zone(match, is_numeric)
        if zone is None and match.re is _BEFORE and (alone := _ZONE_ALONE.match(text, end)):
            zone, stop = _zone(alone, is_numeric), alone.end()
        return Moment(
            datetime(day.year, day.month, day.day, *clock, tzinfo=zone or VIETNAM), True, zone is not None
        ), stop
    return Moment(datetime(day.year, day.month, day.day, tzinfo=VIETNAM), False, False), end


def _clock(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Hour, minute, second; AM and PM count only where a 12-hour clock can have printed them (13:01 PM is 13:01)."""
    hour, minute, second = int(match["h"]), int(match["mi"] or 0), int(match["sec"] or 0)
    half = _HALVES.get((match["half"] or "").replace("a.m", "am").replace("p.m", "pm"))
    if half == 12 and 1 <= hour < 12 or half == -1 and 1 <= hour < 4:
        hour += 12
    elif half == 0 and hour == 12:
        hour = 0
    return (hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _zone(match: re.Match[str], is_numeric: bool) -> tzinfo | None:
    name = match["zone"]
    if name is None:
        return None
    sign, hours, minutes = match["sign"], match["zh"], match["zm"]
    if match["bare"]:
        sign, hours, minutes = match["bare"], match["bh"], match["bm"]
        if sign == "-" and is_numeric:
            return None  # 09/01/2025 08:00-11:30 is a span of hours
    if sign is None:
        return timezone(timedelta(hours=_ZONES[name])) if name in _ZONES else UTC
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if offset > timedelta(hours=14) or int(minutes or 0) % 15:
        return None
    return timezone(-offset if sign == "-" else offset)


def _relative(text: str, fetched_at: datetime) -> Moment | None:
    """ "2 giờ trước", "hôm qua 17:05": an instant for hours and less, a Vietnamese day for days; months are too vague."""
    here = fetched_at.astimezone(VIETNAM)
    if match := _RELATIVE.search(text):
        count, unit = (match["n"], match["u"]) if match["n"] else (match["n2"], match["u2"])
        number = int(count) if count.isdigit() else _COUNTS[count]
        seconds = _UNITS.get(unit) or _UNITS[unit[0]]
        if not number:
            return None
        if seconds < 86400:
            return Moment((here - timedelta(seconds=seconds * number)).replace(microsecond=0), True, False)
        return Moment(datetime.combine(here - timedelta(days=number), datetime.min.time(), VIETNAM), False, False)
    if match := _DAY_WORD.search(text):
        day = (here - timedelta(days=int((match.lastgroup or "d0")[1:]))).date()
        return _moment(text, match.start(), match.end(), day, 0, True)[0]
    return None


_URL_STAMP = re.compile(r"(?<![0-9a-z])((?:199|20\d)\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{0,4}(?![0-9a-z])")
_URL_DAY = re.compile(
    r"/((?:199|20\d)\d)(?:/(\d{1,2})/(\d{1,2})(?=[/_-]|$)|(\d\d)(\d\d)(?=/|$)|-(\d\d)-(\d\d)(?![0-9a-z]))"
)
_URL_MONTH = re.compile(r"/((?:199|20\d)\d)(?:(\d\d)|/(\d{1,2}))/")


def from_url(url: str) -> Moment | None:
    """Date in a URL's path: a stamp yyyymmddHHMMSS in the slug, /YYYY/MM/DD/, /YYYYMMDD/, /YYYY-MM-DD; else a month, /YYYYMM/ or /YYYY/MM/.

    A stamp is when the page was made, which may be hours before its publication.
    """
    path = re.split(r"[?#]", url[:_LONGEST], maxsplit=1)[0].lower()
    for pattern in (_URL_STAMP, _URL_DAY, _URL_MONTH):
        for match in pattern.finditer(path):
            numbers = [int(group) for group in match.groups() if group is not None]
            try:
                when = datetime(*(numbers if len(numbers) > 2 else [*numbers, 1]), tzinfo=VIETNAM)  # type: ignore[arg-type,misc]
            except ValueError:
                continue
            return Moment(when, pattern is _URL_STAMP, False, pattern is not _URL_MONTH)
    return None


def iso(moment: Moment) -> str:
    """ISO 8601: `2025-01-09T17:05:00+07:00`, `2025-01-09` without a time, `2025-01` without a day."""
    if not moment.has_day:
        return moment.when.strftime("%Y-%m")
    return moment.when.isoformat(timespec="seconds") if moment.has_time else moment.when.date().isoformat()


def utc(dt: datetime) -> str:
    """WARC-Date form: UTC, always six digits of a second, Z. Raise ValueError for a naive datetime."""
    if dt.tzinfo is None:
        raise ValueError(f"naive datetime: {dt}")
    return dt.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
