"""The pages that we write ourselves: the list of articles, and the frame around the replayer. Neither has a script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from newsarchive.replaying.pages import Listed

PER_PAGE = 200

STYLE = """\
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
li { margin: .6rem 0; }
small { color: #555; overflow-wrap: anywhere; }
nav a { margin-right: 1rem; }
"""

_LIST = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/list.css">
</head>
<body>
<h1>{name}</h1>
<p>{count} pages in the list, newest capture first. Each opens in a tab of its own, from the archive alone.
<a href="{replay}" target="_blank" rel="noopener noreferrer">All of the archive in ReplayWeb.page</a></p>
<ol start="{first}">
{items}
</ol>
<nav>{nav}</nav>
<p><small>Played by ReplayWeb.page of Webrecorder, <a href="{replay}LICENSE">AGPL-3.0</a>.</small></p>
</body>
</html>
"""

_ITEM = """\
<li><a href="{link}" target="_blank" rel="noopener noreferrer">{title}</a><br>
<small>captured <time datetime="{captured}">{shown}</time> &middot; {url}</small></li>"""

_FRAME = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Replay of {name}</title>
<link rel="icon" href="data:,">
<style>html, body {{ margin: 0; height: 100%; }}</style>
<script src="/ui.js"></script>
</head>
<body>
<replay-web-page source="{source}" replaybase="/replay/" embed="default" deepLink></replay-web-page>
</body>
</html>
"""


def list_page(name: str, pages: Sequence[Listed], number: int, replay: str) -> str:
    """The HTML of page `number` (from 1; the nearest there is) of the list, with links to the origin `replay`."""
    last = max(1, -(-len(pages) // PER_PAGE))
    number = min(max(number, 1), last)
    first = (number - 1) * PER_PAGE
    nav = [f'<a href="/?page={to}">{said}</a>' for to, said in _around(number, last)]
    return _LIST.format(
        name=escape(name),
        count=len(pages),
        replay=escape(f"{replay}/"),
        first=first + 1,
        items="\n".join(_item(page, replay) for page in pages[first : first + PER_PAGE]),
        nav="\n".join(nav),
    )


def frame_page(name: str, source: str) -> str:
    """The HTML around the replayer, which plays the package at the path `source`; the URL and the time of the page
    that is wanted stand behind the # of the address.
    """
    return _FRAME.format(name=escape(name), source=escape(source))


def _item(page: Listed, replay: str) -> str:
    wanted = urlencode({"url": page.url, "ts": page.stamp} if page.stamp else {"url": page.url})
    return _ITEM.format(
        link=escape(f"{replay}/#{wanted}"),
        title=escape(page.title),
        captured=escape(page.captured),
        shown=escape(page.captured[:16].replace("T", " ") or "at an unknown time"),
        url=escape(page.url),
    )


def _around(number: int, last: int) -> list[tuple[int, str]]:
    links = []
    if number > 1:
        links.append((number - 1, "newer"))
    if number < last:
        links.append((number + 1, "older"))
    return links
