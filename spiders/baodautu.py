"""Báo Đầu tư (baodautu.vn): the investment daily, since 2026 a publication of Báo Tài chính - Đầu tư (Bộ Tài chính)."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class ItMedia2026(Layout):
    """Seen in March 2026. The headline is a div, the only date is the printed one, related links stand between sapo
    and text.
    """

    fingerprint = "#content_detail_news"

    title = css("div.title-detail") | css("h1.title-detail")
    lead = css(".sapo_detail")
    date = css("span.post-time")
    section = css("div.fs16.text-uppercase > a")
    body = paragraphs("#content_detail_news", drop=".list_news_relation_top, .news_relate_one")


class BaoDauTuSpider(NewsSpider):
    """Its feeds are empty channels (2026). The sitemaps are monthly and go back to 2013."""

    name = "baodautu"
    publisher = "Báo Đầu tư"
    allowed_domains = ("baodautu.vn",)
    dated_sitemaps = ("https://baodautu.vn/sitemaps/news-{year}-{month}.xml",)
    oldest = "2013-01-01"
    sections = (
        "/thoi-su-dau-tu-d1/",
        "/toan-canh-dau-tu-d2/",
        "/kinh-doanh-d3/",
        "/dau-tu-tai-chinh-d6/",
        "/thi-truong-dia-oc-d7/",
        "/tieu-dung-d8/",
        "/khoa-hoc-va-cong-nghe-d10/",
        "/doi-song-d27/",
        "/thong-tin-doanh-nghiep-d36/",
        "/dau-tu-va-phap-luat-d41/",
        "/phat-trien-ben-vung-d52/",
        "/du-lich-d55/",
        "/diem-tin-noi-bat-d76/",
        "/kinh-te-so-d77/",
        "/y-te---suc-khoe-d78/",
    )
    paging = "{section}/p{page}"
    article_url = r"^/[a-z0-9-]+-d(?P<id>\d+)\.html$"
    denied = ("amp.baodautu.vn",)
    layouts = (ItMedia2026,)
    evidence = "page"
