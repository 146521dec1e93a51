"""Two more newspapers on the daily's pages: one whose sitemaps no index lists, one without any."""

from __future__ import annotations

from loopback.daily import SITE, Daily


class Dated(Daily):
    name = "dated"
    sitemaps = ()
    sections = ()
    dated_sitemaps = (f"{SITE}/sitemaps/{{year}}-{{month:02}}-{{day:02}}.xml",)
    oldest = "2026-10-31"


class Sectional(Daily):
    name = "sectional"
    sitemaps = ()
