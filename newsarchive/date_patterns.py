"""The words and patterns of printed dates, clocks, zones and spans, for lower-case NFKC text one space apart."""

from __future__ import annotations

import re
from typing import Final

_MONTH_LISTS = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sept oct nov dec",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil aout sep octobre novembre decembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
)
_VI_MONTH_LISTS = ("một hai ba tư năm sáu bảy tám chín mười mười_một mười_hai", "giêng hai ba bốn năm sáu bẩy")
MONTHS: Final = {name: number for names in _MONTH_LISTS for number, name in enumerate(names.split(), 1)}
VI_MONTHS: Final = {
    name.replace("_", " "): number for names in _VI_MONTH_LISTS for number, name in enumerate(names.split(), 1)
}
VI_WEEKDAYS: Final = {
    "hai": 0,
    "ba": 1,
    "tư": 2,
    "năm": 3,
    "sáu": 4,
    "bảy": 5,
    "bẩy": 5,
}  # Monday 0, as datetime counts
EN_WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PM: Final = frozenset({"pm", "p.m", "ch", "chiều", "tối"})
AM: Final = frozenset({"am", "a.m", "sa", "sáng"})
NOON: Final = "trưa"
# Hours east of Greenwich: Vietnamese words, and the American names of RFC 822.
ZONES: Final = {"ict": 7, "giờ việt nam": 7, "giờ hà nội": 7} | {
    name: hours - (name[1] == "s")
    for hours, letter in zip((-4, -5, -6, -7), "ecmp", strict=True)
    for name in (f"{letter}st", f"{letter}dt")
}
COUNTS: Final = {"một": 1, "hai": 2, "ba": 3, "bốn": 4, "năm": 5, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_SECONDS = {1: "giây s", 60: "phút p m", 3600: "giờ tiếng h", 86400: "ngày d"}
SECONDS: Final = {unit: seconds for seconds, units in _SECONDS.items() for unit in units.split()}


def _any(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_DAY = r"(?P<d>\d{1,2})"
_MONTH = r"(?P<m>\d{1,2})"
_VI_MONTH = rf"(?P<vi>\d{{1,2}}|{_any(VI_MONTHS)})"
_NAME = rf"(?P<name>{_any(MONTHS)})"
_YEAR = r"(?P<y>(?:19|20)\d{2})"
# Not inside a longer number, version, range or IP; but a clock may be glued on: 17:0509/01/2025, 09/01/202517:05.
_OPEN = r"(?:(?<!\d)(?<!\d[./-])|(?<=[:h]\d\d)|(?<=[:h]\d\d-))"
_SHUT = r"(?!\d(?!\d:\d\d))(?![./-]\d(?!\d?\s?[:hg]\s?\d))(?!/[^\W\d_])"
_END = r"(?![^\W\d_])"
_WEEKDAY = (
    r"(?:thứ\s?(?:hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|chủ\s?nhật|cn|t[2-7]"
    rf"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?){_END}"
)
# Groups: y; a and b (day and month in the caller's order) or d and one of m, vi, name; wd where it must prove the year.
DATES: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_OPEN}(?P<a>\d{{1,2}})\s?(?P<s>[/-])\s?(?P<b>\d{{1,2}})\s?(?P=s)\s?{_YEAR}{_SHUT}",
        rf"{_OPEN}(?<!v){_DAY}\.{_MONTH}\.{_YEAR}{_SHUT}",
        rf"(?<!\d)(?<!\d[./-]){_YEAR}(?P<s>[/.-]){_MONTH}(?P=s){_DAY}{_SHUT}",
        rf"(?<!\d){_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})(?=t?\d{{6}}(?!\d)|t\d{{4}}(?!\d))",
        rf"(?<!\d){_DAY}\s?(?:tháng\s?|thg\.?\s?|th\.?\s?(?=\d)){_VI_MONTH}[\s,/-]{{1,3}}(?:năm\s?)?{_YEAR}(?!\d)",
        rf"(?:tháng\s?|thg\.?\s?|(?<![^\W\d_])th\.?\s?(?=\d)){_VI_MONTH}\s{_DAY},?\s{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|\.)?[\s-]?(?:(?:of|de)\s)?{_NAME}{_END}\.?,?[\s-]?(?:de\s)?{_YEAR}(?!\d)",
        rf"(?<![^\W\d_]){_NAME}{_END}\.?\s?{_DAY}(?:st|nd|rd|th)?(?:,\s?|\s){_YEAR}(?!\d)",
        rf"(?<![^\W\d_]){_NAME}{_END},\s?{_DAY}/{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s?[年년]\s?{_MONTH}\s?[月월]\s?{_DAY}\s?[日일]",
        rf"(?P<wd>{_WEEKDAY})[\s,.]{{1,3}}(?:ngày\s)?{_DAY}(?P<s>[/.-]){_MONTH}(?P=s)(?P<y>\d{{2}})(?!\d|[./-]\d)",
    )
)
US_STAMP: Final = re.compile(r"\s*\d{1,2}/\d{1,2}/(?:19|20)\d\d \d{1,2}:\d\d:\d\d [AP]M\s*$")
MAYBE_DATE: Final = re.compile(r"(?:19|20)\d\d|\d[/.-]\d\d(?!\d)")

_SECOND = r"(?:\s?(?::|phút|m)\s?(?P<sec>\d{2})(?!\d)(?:[.,]\d{1,9})?)?"
_CLOCK = (
    rf"(?P<h>\d{{1,2}})(?:\s?(?:[:hg]|giờ)\s?(?P<mi>\d{{2}})(?!\d){_SECOND}(?:\s?phút|['’′])?|\s?(?:h|giờ)(?![^\W_]))"
    rf"(?:\s?(?P<half>a\.?m|p\.?m|sa|ch|sáng|trưa|chiều|tối){_END}\.?)?"
)
_ZONE = (
    r"\s?[(\[]?\s?(?P<zone>(?:gmt|utc?)(?:\s?(?P<sign>[+-])\s?(?P<zh>\d{1,2})(?::?(?P<zm>\d{2}))?)?|z"
    rf"|(?P<bare>[+-])(?P<bh>\d{{2}}):?(?P<bm>\d{{2}})|{_any(ZONES)})(?![^\W_])\s?[)\]]?"
)
_MARKS = r"[\s,;|•·–—)\]-]{0,6}"
_LINK = rf"(?:t|{_MARKS}(?:\(?{_WEEKDAY}\)?[\s,]{{1,2}})?(?:(?:vào\s)?(?:lúc|hồi|at|à)\s?:?\s?)?[(\[]?)"
_LEAD = rf"{_MARKS}(?:\(?{_WEEKDAY}\)?[\s,.-]{{0,3}})?(?:(?:ngày|on|le)\s?:?\s?)?[(\[]?"
# A clock where a date ends, its digits alone (ISO 8601 basic), and a clock whose end is where a date starts.
CLOCK_BEHIND: Final = re.compile(rf"{_LINK}{_CLOCK}(?:{_ZONE})?")
CLOCK_DIGITS: Final = re.compile(rf"t?(?P<h>\d{{2}})(?P<mi>\d{{2}})(?P<sec>\d{{2}})?(?P<half>)(?:{_ZONE})?")
CLOCK_BEFORE: Final = re.compile(rf"(?<![\d:.,/-]){_CLOCK}(?:{_ZONE})?{_LEAD}$")
ZONE: Final = re.compile(_ZONE)

_AGO = (
    rf"(?P<n>\d{{1,3}}|{_any(COUNTS)})\s?"
    r"(?P<u>giây|phút|giờ|tiếng|ngày|sec(?:ond)?s?|min(?:ute)?s?|hours?|hrs?|days?|[hp])"
)
AGO: Final = (re.compile(rf"(?<![^\W_]){_AGO}\s(?:trước|ago){_END}"), re.compile(rf"cách\sđây\s{_AGO}{_END}"))
# The group's digit counts the days back.
DAY_WORD: Final = re.compile(
    rf"(?<![^\W_])(?:(?P<d0>hôm\snay|today|vừa\sxong|just\snow)|(?P<d1>hôm\squa|yesterday)|(?P<d2>hôm\skia)){_END}"
)

_URL_YEAR = r"((?:199|20\d)\d)"
URL_STAMP: Final = re.compile(rf"(?<![0-9a-z]){_URL_YEAR}(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{{0,4}}(?![0-9a-z])")
# VCCorp's ids: three digits for the paper, yymmddHHMMSS, three more.
URL_ID: Final = re.compile(r"-[1-9]\d\d([123]\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d{3}\.(?:html?|chn)$")
URL_DAY: Final = re.compile(
    rf"/{_URL_YEAR}(?:/(\d{{1,2}})/(\d{{1,2}})(?=[/_-]|$)|(\d\d)(\d\d)(?=/|$)|-(\d\d)-(\d\d)(?![0-9a-z]))"
)
URL_MONTH: Final = re.compile(rf"/{_URL_YEAR}(?:(\d\d)|/(\d{{1,2}}))/")
