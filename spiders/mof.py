"""The portal of the Ministry of Finance (mof.gov.vn)."""

from newsarchive.spider import NewsSpider


class MofSpider(NewsSpider):
    """Client-rendered: what the server sends holds no text, and no markup is documented. The address shape is not
    documented either; `/<root>/<section>/slug` is that of links to it. Before, an Oracle portal with `dDocName=<id>`.
    """

    name = "mof"
    publisher = "Bộ Tài chính"
    allowed_domains = ("mof.gov.vn",)
    sections = ("/",)
    denied = ("vst.mof.gov.vn", "irt.mof.gov.vn")
    article_url = (
        r"^/(?:[a-z0-9-]+/[a-z0-9-]+/(?=[a-z0-9]+(?:-+[a-z0-9]+){5})[a-z0-9-]+/?$"
        r"|webcenter/portal/[^?]+\?(?:.*&)?dDocName=(?P<id>[A-Z]+\d+))"
    )
    evidence = "documented"
