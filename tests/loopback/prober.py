"""A spider of no newspaper: asks for what a file lists, one "METHOD URL" a line, and reads nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider


class Prober(Spider):
    """The plainest Scrapy spider, as any project may have one."""

    name = "prober"
    custom_settings = {"HTTPERROR_ALLOW_ALL": True}  # noqa: RUF012  Scrapy's own way

    def __init__(self, requests: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = Path(requests).read_text(encoding="utf-8").splitlines()

    async def start(self) -> AsyncIterator[Request]:
        for line in self.lines:
            method, url = line.split(" ", 1)
            body = b"ten=Qu%E1%BA%A3ng+Tr%E1%BB%8B" if method == "POST" else b""
            yield Request(url, method=method, body=body, dont_filter=True, errback=self.parse)

    def parse(self, response: Any) -> None:
        """Nothing is read."""
