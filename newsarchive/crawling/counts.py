"""What Scrapy's stats say of the exchanges that were archived, and of those that could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.errors import PrivateHostRefused

if TYPE_CHECKING:
    from scrapy.statscollectors import StatsCollector

    from newsarchive.archive.exchange import Exchange
    from newsarchive.archive.segment import Captured


def count_written(stats: StatsCollector, exchange: Exchange, captured: Captured | None) -> None:
    """Count an exchange whose records were written, `captured` being its response."""
    stats.inc_value("capture/exchanges")
    stats.inc_value("capture/wire_bytes", len(exchange.request) + len(exchange.response))
    if captured is not None and captured.capture.refers_to is not None:
        stats.inc_value("capture/revisits")
    if exchange.truncated:
        stats.inc_value(f"capture/truncated/{exchange.truncated}")
    if exchange.error == PrivateHostRefused.__name__:
        stats.inc_value("capture/refused/private_host")
    elif exchange.error:
        stats.inc_value(f"capture/errors/{exchange.error}")


def count_unwritten(stats: StatsCollector, error: Exception) -> None:
    """Count an exchange of which no record was written, by the name of what kept it from that."""
    stats.inc_value(f"capture/unwritten/{type(error).__name__}")
