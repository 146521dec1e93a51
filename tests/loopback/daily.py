"""A newspaper of the loopback web, and the settings that install it: SCRAPY_SETTINGS_MODULE=loopback.daily."""

from __future__ import annotations

from newsarchive.settings import *  # noqa: F403  a project's settings that begin with ours
from newsarchive.spider import NewsSpider

SPIDER_MODULES = ["loopback.daily"]
SITE = "http://daily.example"


class Daily(NewsSpider):
    name = "daily"
    allowed_domains = ("daily.example",)
    sitemaps = (f"{SITE}/sitemap.xml",)
    sections = (f"{SITE}/tin/",)
    article_url = r"^/tin/bai-viet-(?P<id>\d+)\.html$"


def url_of(number: int) -> str:
    return f"{SITE}/tin/bai-viet-{number}.html"


def article(number: int, text: str = "Gió đã đổi chiều từ chiều qua.") -> str:
    """A page whose text says which it is; long enough that its payload is worth a revisit."""
    paragraphs = "".join(
        f"<p>Đoạn {part} của bài {number}: người trong làng kể lại chuyện mùa gặt, chuyện con đường mới mở qua cánh"
        f" đồng, và chuyện những đứa trẻ đi học xa mỗi ngày. {text if part == 2 else ''}</p>"
        for part in range(5)
    )
    return (
        f"<!doctype html><html lang='vi'><head><meta charset='utf-8'><title>Chuyện làng số {number}</title>"
        f"<link rel='canonical' href='{url_of(number)}'><meta property='og:type' content='article'></head>"
        f"<body><article><h1>Chuyện làng số {number}</h1><time>Thứ hai, 23/11/2026, 09:00 (GMT+7)</time>"
        f"<p class='sapo'>Một buổi sáng như mọi buổi sáng ở làng, trong bài số {number}.</p>"
        f"<figure><img src='/anh/{number}.jpg'><figcaption>Cánh đồng {number} - Ảnh: N.T</figcaption></figure>"
        f"{paragraphs}</article></body></html>"
    )
