"""Labelled digests as WARC records have them, held against bytes."""

from __future__ import annotations

import base64
import binascii
import hashlib

_ALGORITHMS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


def sha1(data: bytes) -> str:
    """A digest as most writers of WARC label it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")


def is_known(said: str) -> bool:
    """Tell whether the label is one that `fits` can judge."""
    return _algorithm(said) in _ALGORITHMS


def fits(said: str, data: bytes) -> bool:
    """Whether the labelled digest (Base32 or hex, any case) is that of `data`; False for a label nobody knows."""
    algorithm, text = _algorithm(said), said.partition(":")[2]
    size = _ALGORITHMS.get(algorithm)
    if size is None:
        return False
    digest = hashlib.new(algorithm, data, usedforsecurity=False).digest()
    try:
        given = bytes.fromhex(text) if len(text) == 2 * size else base64.b32decode(text.upper())
    except (ValueError, binascii.Error):
        return False
    return given == digest


def _algorithm(said: str) -> str:
    return said.partition(":")[0].lower().replace("-", "")
