"""Ten newspapers of the loopback web, each on a host of its own: SCRAPY_SETTINGS_MODULE=loopback.dailies."""

from __future__ import annotations

from loopback.daily import article
from loopback.papers import robots, sitemap
from loopback.web import Answer, answer
from newsarchive.settings import *  # noqa: F403  a project's settings that begin with ours
from newsarchive.spider import NewsSpider

SPIDER_MODULES = ["loopback.dailies"]
REQUISITES = "none"
DOWNLOAD_DELAY = 0.0
NAMES = tuple(f"daily{number}" for number in range(10))


def host(name: str) -> str:
    return f"http://{name}.example"


for _name in NAMES:
    globals()[_name] = type(
        _name,
        (NewsSpider,),
        {
            "__module__": __name__,
            "name": _name,
            "allowed_domains": (f"{_name}.example",),
            "sitemaps": (f"{host(_name)}/sitemap.xml",),
            "article_url": r"^/tin/bai-viet-(?P<id>\d+)\.html$",
        },
    )


def answers(articles: int) -> dict[str, Answer]:
    """All of their pages, so many articles each."""
    found = {"/robots.txt": robots("Disallow:")}
    for name in NAMES:
        urls = [f"{host(name)}/tin/bai-viet-{number}.html" for number in range(articles)]
        found[f"{host(name)}/sitemap.xml"] = sitemap("urlset", "url", [(url, "2026-11-23") for url in urls])
        for number, url in enumerate(urls):
            found[url] = answer(article(number).replace("http://daily.example", host(name)))
    return found
