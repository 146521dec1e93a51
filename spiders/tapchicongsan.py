"""Tạp chí Cộng sản (tapchicongsan.org.vn): the Communist Party's journal of theory, also in English and Chinese."""

from newsarchive.extraction import Layout, css, paragraphs
from newsarchive.spider import NewsSpider


class Liferay2020(Layout):
    """Known since 2020, from a public scraper: Liferay's asset publisher, the title in an h2."""

    fingerprint = ".detailContent"

    lead = css(".sumary")
    date = css(".publishdate")
    body = paragraphs(".detailContent")


class TapChiCongSanSpider(NewsSpider):
    """Liferay: `/-/2018/<id>/<slug>`, whatever the year; stories have only a slug behind the publisher's name. Section
    pages link to the next one.
    """

    name = "tapchicongsan"
    publisher = "Tạp chí Cộng sản"
    allowed_domains = ("tapchicongsan.org.vn",)
    sections = (
        "/web/guest/chinh-tri-xay-dung-dang",
        "/web/guest/kinh-te",
        "/web/guest/van_hoa_xa_hoi",
        "/web/guest/quoc-phong-an-ninh-oi-ngoai1",
        "/web/guest/the-gioi-van-de-su-kien",
        "/web/guest/thuc-tien-kinh-nghiem1",
        "/web/guest/nghien-cu",
        "/web/guest/thong-tin-ly-luan",
    )
    article_url = r"^/(?:[a-z0-9_-]+/){1,6}-/(?:\d{4}/(?P<id>\d+)|asset_publisher/\w+/content)/[^/]+$"
    layouts = (Liferay2020,)
    language = None
    evidence = "documented"
