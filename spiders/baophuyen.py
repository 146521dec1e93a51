"""Phú Yên's provincial paper (phuyen.baodaklak.vn; before baophuyen.vn and baophuyen.com.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoPhuYenSpider(NewsSpider):
    """Merged into baodaklak.vn in July 2025. About 2016 `/<number>/<number>/slug.html`."""

    name = "baophuyen"
    publisher = "Báo Phú Yên"
    allowed_domains = ("phuyen.baodaklak.vn", "baophuyen.vn", "baophuyen.com.vn")
    sections = ("/",)
    article_url = (
        r"^/(?:\d+/(?=\d+/[a-z0-9-]+\.html$)"
        r"|(?:[a-z0-9-]+/){1,3}20\d{4}/[a-z0-9-]+-(?=[0-9a-f]{5,}/?$))"
        r"(?P<id>[0-9a-f]+)(?:/[a-z0-9-]+\.html|/?)$"
    )
    layouts = (MediaSoft2012,)
    evidence = "documented"
