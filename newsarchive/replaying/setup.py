"""ReplayWeb.page from its npm package into a cache folder. It is AGPL-3.0, and nothing of it is in this repository."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import io
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.request import Request, urlopen

from newsarchive.errors import ReplayerUnavailable
from newsarchive.replaying.registry import host_of
from newsarchive.version import __version__

_DOWNLOAD = 16_000_000  # bytes; the tarball has 2.4 MB
_FILE = 16_000_000  # bytes; the largest file has 1.3 MB
_SECONDS = 60


class Release(NamedTuple):
    """A version of the npm package, and the digest of its tarball as package-lock.json writes it (SRI)."""

    name: str
    version: str
    integrity: str


REPLAYER: Final = Release(
    "replaywebpage",
    "2.5.3",
    "sha512-nCj2PSON3BxeSJKE8AsYPyULv0XPZKJWfy4l9PyQre9SqwLZ+WKZVs/sfLqPOQ4GrH+0YkjbwOhr8cSTH08gsQ==",
)
# What is taken out of the tarball, and its name in the cache. No name from the tarball becomes a file's name.
_WANTED: Final = {"package/ui.js": "ui.js", "package/sw.js": "sw.js", "package/LICENSE": "LICENSE"}


def cache_folder(environment: Mapping[str, str], home: Path, release: Release = REPLAYER) -> Path:
    """Where the replayer is kept: below XDG_CACHE_HOME where that is absolute, else below `home`/.cache."""
    said = environment.get("XDG_CACHE_HOME", "")
    root = Path(said) if said.startswith("/") else home / ".cache"
    return root / "newsarchive" / f"{release.name}-{release.version}"


def is_installed(folder: Path) -> bool:
    """Tell whether all the files are there; the folder appears under its name when it is whole."""
    return all((folder / name).is_file() for name in _WANTED.values())


def install(folder: Path, registry: str, release: Release = REPLAYER) -> bool:
    """Fetch `release` from the registry's address into `folder`; False where it is there already.

    Raise ReplayerUnavailable where the registry gives nothing or something else than what is pinned, OSError where
    the disk refuses; nothing is left behind then.
    """
    if is_installed(folder):
        return False
    files = _unpacked(_checked(_download(registry, release), registry, release), release)
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, data in files.items():
            (scratch / name).write_bytes(data)
        _put(scratch, folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return True


def _put(scratch: Path, folder: Path) -> None:
    """Give the folder its name; an incomplete one under it goes, a whole one of another setup stays."""
    with contextlib.suppress(FileNotFoundError):
        if not is_installed(folder):
            shutil.rmtree(folder)
    try:
        scratch.rename(folder)
    except OSError:
        if not is_installed(folder):
            raise


def _download(registry: str, release: Release) -> bytes:
    host = host_of(registry)
    if not registry.startswith(("https://", "http://")):
        raise ReplayerUnavailable("the npm registry is no http(s) address: look at npm_config_registry and ~/.npmrc")
    address = f"{registry}/{release.name}/-/{release.name}-{release.version}.tgz"
    request = Request(address, headers={"User-Agent": f"newsarchive/{__version__}"})  # noqa: S310  http(s), see above
    try:
        with urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            data: bytes = answer.read(_DOWNLOAD + 1)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise ReplayerUnavailable(f"{_called(release)} could not be fetched from {host}: {error}") from error
    if len(data) > _DOWNLOAD:
        raise ReplayerUnavailable(f"{_called(release)} from {host} is larger than {_DOWNLOAD} bytes: not used")
    return data


def _checked(data: bytes, registry: str, release: Release) -> bytes:
    digest = f"sha512-{base64.b64encode(hashlib.sha512(data).digest()).decode()}"
    if digest != release.integrity:
        raise ReplayerUnavailable(
            f"{_called(release)} from {host_of(registry)} is not what is pinned and not used: "
            f"{digest}, not {release.integrity}"
        )
    return data


def _unpacked(data: bytes, release: Release) -> dict[str, bytes]:
    """The wanted files by their names in the cache."""
    files: dict[str, bytes] = {}
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tarball:
            for member in tarball:
                name = _WANTED.get(member.name)
                if name is None or name in files or not member.isreg() or member.size > _FILE:
                    continue
                stream = tarball.extractfile(member)
                files[name] = stream.read() if stream is not None else b""
    except (tarfile.TarError, OSError, EOFError, zlib.error) as error:
        raise ReplayerUnavailable(f"the tarball of {_called(release)} can't be read: {error}") from error
    missing = sorted(set(_WANTED.values()) - set(files))
    if missing:
        raise ReplayerUnavailable(f"the tarball of {_called(release)} has no {', '.join(missing)}")
    return files


def _called(release: Release) -> str:
    return f"{release.name} {release.version}"


__all__ = ["REPLAYER", "Release", "cache_folder", "install", "is_installed"]
