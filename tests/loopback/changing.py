"""A loopback newspaper with a layout of its own, which it can leave: SCRAPY_SETTINGS_MODULE=loopback.changing."""

from __future__ import annotations

from loopback import daily
from loopback.papers import robots, sitemap
from loopback.web import Web, answer
from newsarchive.extraction import Layout, css
from newsarchive.settings import *  # noqa: F403  a project's settings that begin with ours
from newsarchive.spider import NewsSpider

SPIDER_MODULES = ["loopback.changing"]
REQUISITES = "none"
SITE = "http://changing.example"


class Wide2020(Layout):
    fingerprint = "article.wide-2020"
    lead = css("p.sapo")


class Changing(NewsSpider):
    name = "changing"
    allowed_domains = ("changing.example",)
    sitemaps = (f"{SITE}/sitemap.xml",)
    article_url = r"^/tin/bai-viet-(?P<id>\d+)\.html$"
    layouts = (Wide2020,)


def publish(web: Web, numbers: range, *, old: bool = True) -> None:
    """Put these articles, and the sitemap that names them and the one before; `old`: in the layout that is known."""
    web.put("/robots.txt", robots("Disallow:"))
    urls = [f"{SITE}/tin/bai-viet-{number}.html" for number in range(max(0, numbers.start - 1), numbers.stop)]
    web.put(f"{SITE}/sitemap.xml", sitemap("urlset", "url", [(url, "2026-11-23") for url in urls]))
    for number in numbers:
        page = daily.article(number).replace(daily.SITE, SITE)
        if old:
            page = page.replace("<article>", "<article class='wide-2020'>")
        else:
            page = page.replace("<p class='sapo'>", "<p>").replace(
                "<time>Thứ hai, 23/11/2026, 09:00 (GMT+7)</time>", ""
            )
        web.put(f"{SITE}/tin/bai-viet-{number}.html", answer(page))
