"""Requests as JSON, and back: what the frontier keeps. No pickle: an archive that comes from elsewhere must not run.

Values may be what JSON knows, and bytes, tuples, sets, dates and instants. Callbacks are methods of the spider.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.request import request_from_dict

from newsarchive.errors import UnstorableRequest

if TYPE_CHECKING:
    from scrapy import Spider

# Of this crawl only, or filled in anew when the request's turn comes.
_PASSING = frozenset({"capture", "conditional", "outcome", "download_latency", "_auth_proxy"})
_PASSING_HEADERS = (b"proxy-authorization", b"if-none-match", b"if-modified-since")
_OF_PROXY = ("_scheme_proxy", "proxy")  # set by the environment, together
_DEFAULTS: dict[str, Any] = {
    "callback": None,
    "errback": None,
    "method": "GET",
    "headers": {},
    "body": b"",
    "cookies": {},
    "cb_kwargs": {},
    "encoding": "utf-8",
    "dont_filter": False,
    "flags": [],
}


def freeze(request: Request, spider: Spider) -> str:
    """A request as JSON, without its URL. Raise UnstorableRequest that names what can't be kept."""
    values = {name: getattr(request, name) for name in request.attributes}
    del values["url"], values["priority"]
    values["callback"] = _method(request, request.callback, spider)
    values["errback"] = _method(request, request.errback, spider)
    if type(request) is not Request:
        values["_class"] = f"{type(request).__module__}.{type(request).__name__}"
    meta = {key: value for key, value in values["meta"].items() if key not in _PASSING}
    if "_scheme_proxy" in meta:
        for key in _OF_PROXY:
            meta.pop(key, None)
    values["meta"] = meta
    passing = _PASSING_HEADERS if request.meta.get("conditional") else _PASSING_HEADERS[:1]
    values["headers"] = {k: v for k, v in values["headers"].items() if k.lower() not in passing}
    kept = {name: value for name, value in values.items() if name == "meta" or value != _DEFAULTS.get(name)}
    return json.dumps(_plain(kept, request, "request"), separators=(",", ":"))  # ASCII: text may hold lone surrogates


def thaw(url: str, priority: int, text: str, spider: Spider) -> Request:
    """The request again. Raise UnstorableRequest where the spider no longer has its callback."""
    try:
        values = _rich(json.loads(text))
        name = values.get("_class")
        if name is not None and not _is_request_class(name):
            raise UnstorableRequest(f"{url}: {name} is no class of requests")
        return request_from_dict({"url": url, "priority": priority, **values}, spider=spider)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnstorableRequest(f"{url}: {error}") from error


def _is_request_class(name: str) -> bool:
    """Whether a class of requests goes by that name; no module is imported for it."""
    module, _, cls = name.rpartition(".")
    found = getattr(sys.modules.get(module), cls, None)
    return isinstance(found, type) and issubclass(found, Request)


def _method(request: Request, function: Any, spider: Spider) -> str | None:
    """The name of a callback, most often its own; Scrapy's to_dict looks at all that a spider has, each time."""
    if function is None:
        return None
    if function is not NO_CALLBACK:
        own = getattr(function, "__func__", None)
        for name in (getattr(function, "__name__", ""), *dir(type(spider))):
            if own is not None and getattr(getattr(spider, name, None), "__func__", None) is own:
                return str(name)
    raise UnstorableRequest(f"{request}: {function} is not a method of {spider}")


def _plain(value: Any, request: Request, where: str) -> Any:
    """`value` in JSON's own types; what JSON has no form for becomes an object with one key that begins with `!`."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, list):
        return [_plain(item, request, where) for item in value]
    if isinstance(value, dict):
        return _plain_dict(value, request, where)
    if isinstance(value, bytes):
        return {"!bytes": b64encode(value).decode("ascii")}
    if isinstance(value, tuple | set | frozenset):
        return {f"!{'tuple' if isinstance(value, tuple) else 'set'}": [_plain(v, request, where) for v in value]}
    if isinstance(value, datetime | date):
        return {f"!{type(value).__name__}": value.isoformat()}
    raise UnstorableRequest(f"{request}: {where} holds a {type(value).__name__}, which the frontier can't keep")


def _plain_dict(value: dict[Any, Any], request: Request, where: str) -> dict[str, Any]:
    if all(isinstance(key, str) and not key.startswith("!") for key in value):
        return {key: _plain(item, request, f"{where}.{key}") for key, item in value.items()}
    pairs = [[_plain(key, request, where), _plain(item, request, f"{where}.{key}")] for key, item in value.items()]
    return {"!dict": pairs}


def _rich(value: Any) -> Any:
    if isinstance(value, list):
        return [_rich(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next(iter(value), "") if len(value) == 1 else ""
    if not tag.startswith("!"):
        return {key: _rich(item) for key, item in value.items()}
    held = value[tag]
    if tag == "!bytes":
        return b64decode(held)
    if tag == "!dict":
        return {_rich(key): _rich(item) for key, item in held}
    if tag in ("!tuple", "!set"):
        return (tuple if tag == "!tuple" else set)(_rich(item) for item in held)
    return (datetime if tag == "!datetime" else date).fromisoformat(held)
