"""The portal of the Party's Commission for Internal Affairs (noichinh.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class NoiChinhSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "noichinh"
    publisher = "Ban Nội chính Trung ương"
    allowed_domains = ("noichinh.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
