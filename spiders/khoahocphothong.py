"""Khoa học phổ thông (khoahocphothong.vn), a magazine of popular science."""

from newsarchive.platforms.neko import OneCmsLongform2024
from newsarchive.spider import NewsSpider


class KhoaHocPhoThongSpider(NewsSpider):
    """Its texts hold debris of Word (`_o3a_p`)."""

    name = "khoahocphothong"
    publisher = "Khoa học phổ thông"
    allowed_domains = ("khoahocphothong.vn",)
    feeds = ("https://khoahocphothong.vn/rss/trang-chu",)
    sections = ("/",)
    article_url = r"^/[a-z0-9-]+-(?P<id>\d{4,})\.html$"
    layouts = (OneCmsLongform2024,)
    evidence = "documented"
