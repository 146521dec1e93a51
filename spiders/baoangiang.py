"""An Giang's paper and broadcaster (baoangiang.com.vn), with Kiên Giang's since July 2025."""

from newsarchive.platforms.mekong import ContentFck2018
from newsarchive.spider import NewsSpider


class BaoAnGiangSpider(NewsSpider):
    """Read by the platform's layout; nothing beyond it is documented."""

    name = "baoangiang"
    publisher = "Báo và phát thanh, truyền hình An Giang"
    allowed_domains = ("baoangiang.com.vn",)
    sections = ("/",)
    article_url = r"^/[a-z0-9/-]*-a(?P<id>\d+)\.html$"
    layouts = (ContentFck2018,)
    evidence = "documented"
