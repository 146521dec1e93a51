"""Content-Encoding undone, streamed under a limit: the one decoder that spider, verify and extract share."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple, cast

import brotli
from isal import isal_zlib

from newsarchive.errors import CodingError

if sys.version_info >= (3, 14):
    from compression import zstd as zstd
else:
    from backports import zstd as zstd


MOST_CODINGS: Final = 4  # nobody sends more; each one multiplies the work
# Bytes fed at once: few at a member's start, since what is left of a step is copied at the member's end.
_FIRST_STEP, _LAST_STEP = 1 << 10, 1 << 20
_BROTLI_STEP = 1 << 16
_ZSTD_WINDOW_LOG = 23  # RFC 9659: no more than 8 MB of window in the zstd content-coding
# Seen as Content-Encoding where nothing was encoded.
_NO_CODING = frozenset({"", "identity", "none", "utf-8", "utf8", "8bit", "7bit", "binary", "chunked"})
# isal's stub calls its error an instance.
_ZLIB_ERRORS = (cast("type[Exception]", isal_zlib.error), zlib.error)
_BROTLI_ERROR: type[Exception] = brotli.error
_ERRORS: tuple[type[Exception], ...] = (*_ZLIB_ERRORS, _BROTLI_ERROR, zstd.ZstdError)


class Decoded(NamedTuple):
    """Bytes with the codings undone; `cut` says that the input ended early and `body` is what could be had."""

    body: bytes
    cut: bool


def decode(body: bytes, content_encoding: str | None, *, limit: int) -> Decoded:
    """Undo a Content-Encoding header, a list from its end. A plain body under a false header comes back as it is.

    Raise CodingError: `too_large` (more than `limit` bytes would come out, at any stage), `corrupt`,
    `unknown_coding` or `too_many_codings`. Several gzip members are one body; garbage behind the last is dropped.
    """
    names = [name.strip() for name in (content_encoding or "").lower().replace('"', "").split(",")]
    names = [name for name in names if name not in _NO_CODING]
    if len(names) > MOST_CODINGS:
        raise CodingError("too_many_codings", f"{len(names)} content-codings")
    cut = False
    for name in reversed(names):
        undo = _CODINGS.get(name)
        if undo is None:
            raise CodingError("unknown_coding", f"content-coding {name[:40]!r}")
        try:
            body, ended_early = undo(body, limit)
        except _ERRORS as error:
            raise CodingError("corrupt", f"{name}: {error}") from error
        cut = cut or ended_early
    if len(body) > limit:
        raise _too_large(limit)
    return Decoded(body, cut)


def _too_large(limit: int) -> CodingError:
    return CodingError("too_large", f"more than {limit} bytes")


def _is_plain(body: bytes) -> bool:
    """Tell whether a body is the text that a false header calls encoded."""
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:1] in (b"<", b"{", b"[") or not any(c < 9 or 13 < c < 32 or c == 127 for c in head)


def _member(stream: Any, body: bytes, start: int, room: int) -> tuple[list[bytes], int]:
    """Output of one member or frame from `start`, `room` bytes and one more at most; and where the input is used up."""
    out: list[bytes] = []
    step = _FIRST_STEP
    while not stream.eof and start < len(body) and room >= 0:
        out.append(stream.decompress(body[start : start + step], room + 1))
        room -= len(out[-1])
        start += step
        step = min(step * 4, _LAST_STEP)
    fed = min(start, len(body))
    return out, fed - len(stream.unused_data) if stream.eof else fed


def _members(body: bytes, limit: int, *, new: Callable[[], Any], starts: Callable[[bytes], bool]) -> Decoded:
    """Undo members back to back; a body that does not start like one is plain."""
    if not starts(body[:4]):
        return Decoded(body, False)
    out: list[bytes] = []
    size, position, cut = 0, 0, False
    while position < len(body) and (position == 0 or starts(body[position : position + 4])):
        stream = new()
        pieces, position = _member(stream, body, position, limit - size)
        size += sum(map(len, pieces))
        if size > limit:
            raise _too_large(limit)
        out += pieces
        cut = not stream.eof
    return Decoded(b"".join(out), cut)


def _starts_gzip(head: bytes) -> bool:
    return head[:2] == b"\x1f\x8b" or head == b"\x1f"


def _starts_zstd(head: bytes) -> bool:
    """A frame, or one that is to be skipped (RFC 8878)."""
    return (
        head == b"\x28\xb5\x2f\xfd"
        or (head[1:] == b"\x2a\x4d\x18" and head[0] >> 4 == 5)
        or (len(head) < 4 and head == b"\x28\xb5\x2f"[: len(head)])
    )


def _new_zstd() -> Any:
    return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _ZSTD_WINDOW_LOG})


def _deflate(body: bytes, limit: int) -> Decoded:
    """RFC 9110 means zlib by `deflate`; servers that send the raw stream are as common."""
    if len(body) < 5 and _is_plain(body):
        return Decoded(body, False)  # too short for any raw stream that says something
    is_zlib = len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0
    failure: Exception | None = None
    for wbits in (15, -15) if is_zlib else (-15,):
        stream = isal_zlib.decompressobj(wbits=wbits)
        try:
            pieces, _ = _member(stream, body, 0, limit)
        except _ZLIB_ERRORS as error:
            failure = failure or error
            continue
        out = b"".join(pieces)
        if len(out) > limit:
            raise _too_large(limit)
        return Decoded(out, not stream.eof) if out or stream.eof or not _is_plain(body) else Decoded(body, False)
    if failure is not None and not _is_plain(body):
        raise failure
    return Decoded(body, False)


def _br(body: bytes, limit: int) -> Decoded:
    stream = brotli.Decompressor()
    out: list[bytes] = []
    size = 0
    try:
        for start in range(0, len(body), _BROTLI_STEP):
            piece = stream.process(body[start : start + _BROTLI_STEP], output_buffer_limit=_BROTLI_STEP)
            # It may accept more input and still hold output back: drain it, or a cut body loses what it has.
            while piece or not stream.can_accept_more_data():
                out.append(piece)
                size += len(piece)
                if size > limit:
                    raise _too_large(limit)
                piece = b"" if stream.is_finished() else stream.process(b"", output_buffer_limit=_BROTLI_STEP)
            if stream.is_finished():
                break
    except _BROTLI_ERROR:
        if size or not _is_plain(body):
            raise
        return Decoded(body, False)
    return (
        Decoded(b"".join(out), not stream.is_finished())
        if size or stream.is_finished() or not _is_plain(body)
        else Decoded(body, False)
    )


_gzip = partial(_members, new=partial(isal_zlib.decompressobj, wbits=31), starts=_starts_gzip)
_CODINGS: dict[str, Callable[[bytes, int], Decoded]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _br,
    "zstd": partial(_members, new=_new_zstd, starts=_starts_zstd),
}
