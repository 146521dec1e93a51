"""What each finding most likely comes from, and what to do about it."""

from __future__ import annotations

from typing import NamedTuple


class Advice(NamedTuple):
    """The likely cause and the remedy; `{source}` stands for the source's name."""

    cause: str
    remedy: str


_REREAD = "save a page, `newsarchive extract` it, add a layout to spiders/{source}.py; old captures can be read again"

ADVICE = {
    "silent": Advice(
        "the site publishes nothing, or goes on serving an old feed or listing",
        "open its front page: if there is news, give spiders/{source}.py another feed, sitemap or section",
    ),
    "unlisted": Advice(
        "feeds and listings no longer name articles: their addresses, their markup or the article URLs have changed",
        "open the feeds and sections of spiders/{source}.py, correct them or article_url",
    ),
    "layout": Advice("the site has a new template", _REREAD),
    "fields": Advice("the template has changed where these fields stand", _REREAD),
    "body": Advice("the template has changed around the text, or the text is behind a wall", _REREAD),
    "dates": Advice("the template has changed where the date stands, or how it is written", _REREAD),
    "unread": Advice(
        "the pages are no articles any more: text made by scripts, a wall, or article_url takes in other pages",
        "look at one with `newsarchive extract URL`; correct article_url or the layouts of spiders/{source}.py",
    ),
    "refused": Advice(
        "the site refuses this crawler, or asks for a proof of being human",
        "stop its crawls, see that USER_AGENT names a contact, raise `delay` in spiders/{source}.py, write to the site",
    ),
    "unreachable": Advice(
        "the site is down, has moved, or this machine has no way to it",
        "open it in a browser; `newsarchive status {source}` has the reasons; then `newsarchive retry {source}`",
    ),
    "redirected": Advice(
        "the site has moved or removed its articles, or sends this crawler to its front page",
        "follow an article's link in a browser; correct allowed_domains and article_url of spiders/{source}.py",
    ),
    "robots": Advice(
        "the site has changed its robots.txt",
        "read it; it is obeyed. Take out of spiders/{source}.py what it forbids, or write to the site",
    ),
    "errors": Advice(
        "a fault in the spider or in newsarchive, brought out by a page",
        "the log of the run has the traceback; the pages are tried again by later crawls",
    ),
    "disk": Advice(
        "the disk of the archive is full, or broken",
        "make room, see MIN_FREE_BYTES; the same crawl then goes on; `newsarchive verify {source}` proves what stands",
    ),
    "died": Advice(
        "it was killed (memory, a power cut, kill -9), or the machine went down",
        "start the same crawl again: it goes on where it was; see the system's log where it happens again",
    ),
    "missed": Advice(
        "nothing starts the crawls: the timer is off, the machine was off, or other crawls take too long",
        "`newsarchive schedule` says what is due and why not now; look at the timer; `newsarchive run --due` starts it",
    ),
    "reports": Advice(
        "a disk fault, or another program has written there",
        "`newsarchive verify` proves the archive itself; move a file that cannot be read away",
    ),
}
