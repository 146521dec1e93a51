"""Bà Rịa - Vũng Tàu's provincial paper (baobariavungtau.com.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoBaRiaVungTauSpider(NewsSpider):
    """The province became part of Ho Chi Minh City in July 2025: an archive that is closed."""

    name = "baobariavungtau"
    publisher = "Báo Bà Rịa - Vũng Tàu"
    allowed_domains = ("baobariavungtau.com.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
