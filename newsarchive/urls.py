"""URLs: the canonical form that names a page, the SURT key that sorts captures, links made absolute; nothing raises."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import SplitResult, quote_from_bytes, unquote_to_bytes, urljoin, urlsplit

from w3lib.url import safe_url_string

MAX_LENGTH: Final = 4096  # characters of the ASCII form; longer ones are traps or data
_DEFAULT_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,7}(?:/[A-Za-z0-9._~/-]*)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_EDGES = " \t\r\n\f\v\x00\u00a0\u200b\ufeff"
_HOST = re.compile(r"(?:[a-z0-9_][a-z0-9_-]{0,62}\.)*[a-z0-9_][a-z0-9_-]{0,62}|\[[0-9a-f:.]{2,45}\]")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# Added by those who share or count a link, not read by the page. zarsrc and gidzl are Zalo's, vn_ and itm_ VnExpress'.
_TRACKING = re.compile(
    r"(?:utm_\w*|itm_\w*|vn_(?:source|medium|campaign|term|thumb|content)|fb_(?:action_ids|action_types|ref|source)"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|li_fat_id|zarsrc|gidzl|_ga|_gl"
    r"|mc_[ce]id|mkt_tok|ref_src|srsltid|_hsenc|_hsmi|__twitter_impression)",
    re.IGNORECASE,
)
# Session ids that SURT keys leave out by the rules of the Wayback Machine.
_PATH_SESSIONS = (
    re.compile(r"(.*/)(?:\((?:[a-z]\([0-9a-z]{24}\))+\)/)([^?]+\.aspx.*)"),
    re.compile(r"(.*/)(?:\([0-9a-z]{24}\)/)([^?]+\.aspx.*)"),
)
_QUERY_SESSIONS = tuple(
    re.compile(rf"(.*){session}(?:&(.*))?")
    for session in (
        "jsessionid=[0-9a-z]{32}",
        "phpsessid=[0-9a-z]{32}",
        "sid=[0-9a-z]{32}",
        "aspsessionid[a-z]{8}=[a-z]{24}",
        "cfid=[^&]+&cftoken=[^&]+",
    )
)
_SURT_SAFE = "".join(chr(c) for c in range(33, 127) if chr(c) not in "#%")


def is_http(url: str) -> bool:
    """Tell whether a URL can be fetched: http or https, with a host that can exist."""
    return _safe(url) is not None


def host(url: str) -> str:
    """Host in lower case (IDN as punycode, IPv6 without brackets), no port; an empty string if it has none."""
    safe = _safe(url)
    return (urlsplit(safe).hostname or "").rstrip(".") if safe else ""


def resolve(base: str, href: str | None) -> str | None:
    """Absolute http(s) URL of a link on the page at `base`, ASCII, with its fragment; None for other schemes, junk."""
    if href is None or len(href) > MAX_LENGTH:
        return None
    try:
        joined = urljoin(base, _forward(_CONTROL.sub("", href.strip(_EDGES))))
    except ValueError:
        return None
    safe = _safe(joined)
    return f"{safe}/" if safe and safe.count("/") == 2 and "?" not in safe else safe


def canonical(url: str) -> str:
    """URL that names the page: ASCII, scheme and host lower case, no default port, fragment or tracking parameters.

    Path and other parameters stay, in order. What is no http(s) URL comes back stripped, else unchanged.
    """
    safe = _safe(url)
    if safe is None:
        return url.strip()
    parts = urlsplit(safe)
    path = _ESCAPE.sub(_normal_escape, parts.path) or "/"
    arguments = _ESCAPE.sub(_normal_escape, parts.query).split("&")
    query = "&".join(a for a in arguments if a and not _TRACKING.fullmatch(a.partition("=")[0]))
    return f"{parts.scheme}://{_authority(parts)}{path}{'?' if query else ''}{query}"


def surt(url: str) -> str:
    """SURT key (Sort-friendly URI Reordering Transform) as pywb and cdxj-indexer write it: `vn,baomau)/a/b?x=1&y=2`.

    Lower case; www., user and default port gone; arguments sorted. Sort the keys bytewise. What is no http(s) URL
    comes back in lower case without white space.
    """
    safe = _safe(url)
    if safe is None:
        return re.sub(r"\s+", "%20", url.strip().lower())
    parts = urlsplit(safe)
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    name = re.sub(r"^www\d*\.", "", (parts.hostname or "").rstrip("."))
    query = _surt_query(parts.query)
    return f"{','.join(reversed(name.split('.')))}{port}){_surt_path(parts.path)}{'?' if query else ''}{query}"


def search(pattern: re.Pattern[str], url: str) -> re.Match[str] | None:
    """First match of a source's `article_url` in a URL's path, else in path?query."""
    path = re.sub(r"^[a-z]+://[^/?]*", "", url.partition("#")[0], flags=re.IGNORECASE) or "/"
    bare, mark, _ = path.partition("?")
    return pattern.search(bare) or (pattern.search(path) if mark else None)


def without_id(url: str, pattern: re.Pattern[str] | None) -> str:
    """The URL with its article's id blanked where that is a whole segment: six or eight digits there are no date."""
    match = search(pattern, url) if pattern is not None and "id" in pattern.groupindex else None
    number = match["id"] if match else None
    return url.replace(f"/{number}/", "/-/") if number and number.isdigit() else url


def article_key(url: str, pattern: re.Pattern[str] | None, merged: Sequence[str] = ()) -> str:
    """Name of an article within its source: group `id` of `pattern`, searched in the canonical URL's path, path?query;
    behind the host's name where that is one of `merged`, whose ids were given by another paper.

    Else it is the first 16 hex digits of the canonical URL's SHA-256.
    """
    name = canonical(url)
    if pattern is not None and "id" in pattern.groupindex:
        match = search(pattern, name)
        if match and match["id"]:
            other = next((own for own in merged if (at := host(url)) == own or at.endswith(f".{own}")), None)
            return f"{other}/{match['id']}" if other else match["id"]
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _forward(url: str) -> str:
    """A backslash in front of the query is a slash, as every browser reads it."""
    head, mark, query = url.partition("?")
    return head.replace("\\", "/") + mark + query


def _safe(url: str) -> str | None:
    """The ASCII form of an absolute URL as a browser would send it; None if it is no http(s) URL with a host."""
    if len(url) > MAX_LENGTH:
        return None
    if _PLAIN.fullmatch(url):
        return url
    try:
        url = safe_url_string(_LONE_PERCENT.sub("%25", _forward(_CONTROL.sub("", url.strip(_EDGES)))))
        parts = urlsplit(url)
        name, _ = parts.hostname or "", parts.port
    except (ValueError, LookupError):
        return None
    name = f"[{name}]" if ":" in name else name.removesuffix(".")
    possible = parts.scheme in _DEFAULT_PORTS and len(name) <= 253 and _HOST.fullmatch(name)
    return url if possible and len(url) <= MAX_LENGTH and url.isascii() else None


def _authority(parts: SplitResult) -> str:
    """Host and, where it is not the scheme's own, port; user and password are no part of a page's name."""
    name = (parts.hostname or "").rstrip(".")
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _normal_escape(match: re.Match[str]) -> str:
    """RFC 3986 6.2.2: an escaped unreserved character is the character; other escapes have capital digits."""
    letter = chr(int(match[0][1:], 16))
    return letter if letter in _UNRESERVED else match[0].upper()


def _unescaped(text: str) -> bytes:
    """Escapes undone until none is left."""
    raw = text.encode("ascii")
    while (bare := unquote_to_bytes(raw)) != raw:
        raw = bare
    return raw


def _surt_escape(raw: bytes) -> str:
    """Lower case; what is no printable ASCII, and # and %, escaped once."""
    return quote_from_bytes(raw, safe=_SURT_SAFE).lower()


def _surt_path(path: str) -> str:
    kept: list[bytes] = []
    for part in _unescaped(path).split(b"/"):
        if part == b".." and kept:
            kept.pop()
        elif part not in (b"", b"."):
            kept.append(part)
    path = _surt_escape(b"/" + b"/".join(kept))
    for session in _PATH_SESSIONS:
        if match := session.fullmatch(path):
            path = match[1] + match[2]
    return path


def _surt_query(query: str) -> str:
    query = _surt_escape(_unescaped(query))
    for session in _QUERY_SESSIONS:
        if match := session.fullmatch(query):
            query = match[1] + (match[2] or "")
    return "&".join("=".join(pair) for pair in sorted(argument.split("=", 1) for argument in query.split("&")))
