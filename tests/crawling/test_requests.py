"""Requests on the disk: the same request comes back, or the error names what can't be kept."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy import FormRequest, Request, Spider

from newsarchive.crawling.requests import freeze, thaw
from newsarchive.errors import UnstorableRequest


class Tin(Spider):
    name = "tin"

    def parse_article(self, response: Any) -> None: ...

    def failed(self, failure: Any) -> None: ...


SPIDER = Tin()
ATTRIBUTES = ("url", "method", "headers", "body", "cookies", "meta", "encoding", "priority", "dont_filter", "flags",
              "cb_kwargs", "callback", "errback")  # fmt: skip


def again(request: Request) -> Request:
    return thaw(request.url, request.priority, freeze(request, SPIDER), SPIDER)


def test_a_request_comes_back_as_it_was() -> None:
    request = Request(
        "https://tin.example/?q=%C4%91%E1%BB%81",
        callback=SPIDER.parse_article,
        errback=SPIDER.failed,
        method="POST",
        headers={"X-A": ["1", "2"], "Referer": "https://tin.example/"},
        body="nội dung".encode(),
        cookies={"a": "b"},
        meta={"kind": "article", "depth": 3, "redirect_urls": ["https://tin.example/a"], "redirect_reasons": [301]},
        priority=-3,
        dont_filter=True,
        flags=["f"],
        cb_kwargs={"number": 2, "before": ("a", b"\xff"), "day": date(2026, 11, 23), "seen": {1, 2}},
    )
    found = again(request)
    for name in ATTRIBUTES:
        assert getattr(found, name) == getattr(request, name), name
    assert isinstance(found.cb_kwargs["before"], tuple)


def test_a_callback_is_found_under_whatever_name_it_has() -> None:
    class Aliased(Tin):
        other = Tin.parse_article
        parse_article = None  # type: ignore[assignment]

    spider = Aliased()
    request = Request("https://tin.example/", callback=spider.other)
    assert json.loads(freeze(request, spider))["callback"] == "other"


def test_a_plain_request_is_small() -> None:
    assert freeze(Request("https://tin.example/"), SPIDER) == '{"meta":{}}'


def test_a_form_request_stays_one() -> None:
    assert type(again(FormRequest("https://tin.example/", formdata={"a": "b"}))) is FormRequest


def test_passing_things_and_secrets_are_left_out() -> None:
    request = Request(
        "https://tin.example/",
        headers={"Proxy-Authorization": "Basic x", "If-None-Match": '"e"', "X-B": "1"},
        meta={
            "kind": "article", "capture": object(), "conditional": "sha1:X", "proxy": "http://p", "_scheme_proxy": True,
            "_auth_proxy": "http://p", "download_latency": 0.1,
        },
    )  # fmt: skip
    text = freeze(request, SPIDER)
    assert "Basic" not in text
    assert json.loads(text)["meta"] == {"kind": "article"}
    assert set(again(request).headers) == {b"X-B"}


def test_a_proxy_that_the_spider_chose_stays() -> None:
    assert again(Request("https://tin.example/", meta={"proxy": "http://p:1"})).meta == {"proxy": "http://p:1"}


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (Request("https://tin.example/x", callback=lambda _: None), "tin.example/x"),
        (
            Request("https://tin.example/x", meta={"deep": {"er": [object()]}}),
            r"request\.meta\.deep\.er holds a object",
        ),
        (Request("https://tin.example/x", cb_kwargs={"f": print}), "cb_kwargs.f holds a builtin"),
    ],
)
def test_what_cannot_be_stored_is_named(request_: Request, named: str) -> None:
    with pytest.raises(UnstorableRequest, match=named):
        freeze(request_, SPIDER)


@pytest.mark.parametrize(
    "text",
    [
        '{"callback":"gone","meta":{}}',
        "[]",
        "{",
        '{"meta":{"!bytes":7}}',
        '{"_class":"os.system"}',
        '{"_class":"torture.site.Site"}',
        '{"encoding":"nosuch"}',
        '{"meta":' + "[" * 100000 + "]" * 100000 + "}",
    ],
)
def test_what_cannot_come_back_is_told(text: str) -> None:
    with pytest.raises(UnstorableRequest, match=r"tin\.example"):
        thaw("https://tin.example/x", 0, text, SPIDER)


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.binary()
_VALUES = st.recursive(
    _SCALARS | st.dates() | st.datetimes(timezones=st.just(UTC)),
    lambda inner: (
        st.lists(inner)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.integers() | st.binary(), inner)
        | st.frozensets(st.integers()).map(set)
    ),
    max_leaves=12,
)


@given(st.dictionaries(st.text().filter(lambda key: key not in ("capture", "conditional", "outcome", "_scheme_proxy")
                                        and key not in ("download_latency", "_auth_proxy")), _VALUES))  # fmt: skip
def test_whatever_meta_holds_comes_back(meta: dict[str, Any]) -> None:
    assert again(Request("https://tin.example/", meta=meta)).meta == meta


def test_instants_keep_their_zone() -> None:
    moment = datetime(2026, 11, 23, 5, tzinfo=UTC)
    assert again(Request("https://tin.example/", meta={"at": moment})).meta == {"at": moment}
