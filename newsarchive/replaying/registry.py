"""Which npm registry this machine uses: what the environment says, else ~/.npmrc, else npm, else the public one."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

PUBLIC: Final = "https://registry.npmjs.org"
_LINE = re.compile(r"""\s*registry\s*=\s*["']?([^"'\s]+)["']?\s*""")
_SECONDS = 20  # npm starts slowly on a busy machine


def registry_of(environment: Mapping[str, str], home: Path) -> str:
    """The address of the registry, without a slash at its end, as npm would choose it for a user at `home`."""
    said = next((value for name, value in environment.items() if name.lower() == "npm_config_registry" and value), None)
    return (said or _from_file(home / ".npmrc") or _from_npm() or PUBLIC).rstrip("/")


def host_of(registry: str) -> str:
    """The registry's host, which is all that a message may show: an address may carry a password."""
    try:
        return urlsplit(registry).hostname or "?"
    except ValueError:
        return "?"


def _from_file(npmrc: Path) -> str | None:
    try:
        lines = npmrc.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    found = [match[1] for line in lines if (match := _LINE.fullmatch(line))]
    return found[-1] if found and _is_http(found[-1]) else None


def _from_npm() -> str | None:
    npm = shutil.which("npm")
    if npm is None:
        return None
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        call = [npm, "config", "get", "registry"]
        said = subprocess.run(call, capture_output=True, text=True, timeout=_SECONDS, check=True).stdout.strip()  # noqa: S603  no shell, no input of others
        return said if _is_http(said) else None
    return None


def _is_http(address: str) -> bool:
    return address.startswith(("https://", "http://"))
