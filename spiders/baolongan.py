"""Long An's provincial paper (baolongan.vn)."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoLongAnSpider(NewsSpider):
    """Merged into baotayninh.vn in July 2025: an archive that is closed."""

    name = "baolongan"
    publisher = "Báo Long An"
    allowed_domains = ("baolongan.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
