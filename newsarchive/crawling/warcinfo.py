"""What the warcinfo record of each segment says of its crawl (WARC 1.1, 6.2)."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, cast

from newsarchive.version import __version__

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


def warcinfo(name: str, settings: BaseSettings) -> dict[str, str]:
    """Software, source, robots policy, host, user agent, operator; what is replayed."""
    info = {
        "software": f"newsarchive/{__version__}",
        "isPartOf": name,
        "robots": "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore",
        "hostname": socket.gethostname(),
        "http-header-user-agent": cast("str", settings.get("USER_AGENT")),
        "operator": cast("str | None", settings.get("OPERATOR")) or "",
        "replayed-from": Path(str(settings["REPLAY"])).name if settings.get("REPLAY") else "",
    }
    return {key: value for key, value in info.items() if value}
