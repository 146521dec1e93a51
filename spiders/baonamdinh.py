"""Nam Định's provincial paper (baonamdinh.vn)."""

from newsarchive.platforms.mediasoft import MediaSoft2012
from newsarchive.spider import NewsSpider


class BaoNamDinhSpider(NewsSpider):
    """Merged into Ninh Bình's in July 2025. Older addresses begin `/channel/<number>/`."""

    name = "baonamdinh"
    publisher = "Báo Nam Định"
    allowed_domains = ("baonamdinh.vn",)
    sections = ("/",)
    article_url = r"^/(?:[a-z0-9-]+/){1,3}(?:19|20)\d{4}/[a-z0-9-]+-(?P<id>[0-9a-f]{5,})/?$"
    layouts = (MediaSoft2012,)
    evidence = "documented"
