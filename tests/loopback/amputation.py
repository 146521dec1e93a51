"""Takes one private name after the other away; prints, as JSON, why the fallback was chosen then (null: it was not).

Run as a script: it installs a reactor.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress

from scrapy.core.downloader.handlers import http11
from scrapy.utils.reactor import install_reactor
from scrapy.utils.test import get_crawler

from newsarchive.crawling.capture import Capture
from newsarchive.crawling.recorder import Recorder

_WIRE = "newsarchive.crawling.wire"
_CLASSES = ("_LenientHTTPClientParser", "_LenientHTTP11ClientProtocol", "_LenientHTTP11ClientFactory", "_ScrapyAgent")
_OF_THE_HANDLER = ("_pool", "_contextFactory", "_bind_address", "_default_maxsize", "_default_warnsize",
                   "_fail_on_dataloss", "_crawler", "_tls_verbose_logging")  # fmt: skip


@contextmanager
def _without(owner: type, name: str) -> Iterator[None]:
    """Take `name` away from every class of `owner`'s line that defines it."""
    kept = [(cls, vars(cls)[name]) for cls in owner.__mro__ if name in vars(cls)]
    for cls, _ in kept:
        delattr(cls, name)
    try:
        yield
    finally:
        for cls, value in kept:
            setattr(cls, name, value)


@contextmanager
def _without_class(name: str) -> Iterator[None]:
    kept = getattr(http11, name)
    delattr(http11, name)
    try:
        yield
    finally:
        setattr(http11, name, kept)


@contextmanager
def _without_attribute(name: str) -> Iterator[None]:
    """Let Scrapy's handler lose an attribute once it is built."""
    build = http11.HTTP11DownloadHandler.__init__

    def build_without(self, crawler):
        build(self, crawler)
        delattr(self, name)

    http11.HTTP11DownloadHandler.__init__ = build_without
    try:
        yield
    finally:
        http11.HTTP11DownloadHandler.__init__ = build


def main(archives: str) -> None:
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    crawler = get_crawler(
        settings_dict={"ADDONS": {"newsarchive.crawling.addon.Archive": 500}, "ARCHIVES_DIR": archives}
    )
    needed = importlib.import_module(_WIRE).NEEDED
    cases = {name: _without_class(name) for name in _CLASSES}
    cases |= {f"{owner.__name__}.{name}": _without(owner, name) for owner, names in needed.items() for name in names}
    cases |= {f"handler.{name}": _without_attribute(name) for name in _OF_THE_HANDLER}
    told: list[str] = []
    Recorder.warn_reconstructing = lambda self, missing: told.append(str(missing))  # type: ignore[method-assign]
    chosen: dict[str, str | None] = {}
    for case, amputated in {"nothing": nullcontext(), **cases}.items():
        sys.modules.pop(_WIRE, None)
        told.clear()
        # The fallback is Scrapy's own handler, which the loss may hurt as well: what counts is that it was chosen.
        with amputated, suppress(AttributeError, NameError, TypeError):
            Capture.from_crawler(crawler)
        chosen[case] = told[0] if told else None
    sys.stdout.write(json.dumps(chosen))


if __name__ == "__main__":
    main(sys.argv[1])
