import base64
import socket
import tarfile
from pathlib import Path

import pytest
from replaying.conftest import FILES, Registry, release_of, tarball

from newsarchive.errors import ReplayerUnavailable
from newsarchive.replaying import setup
from newsarchive.replaying.setup import REPLAYER, cache_folder, install, is_installed


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def test_three_files_are_taken_under_fixed_names(tmp_path: Path, registry: Registry) -> None:
    registry.data = tarball({"package/index.html": b"no", **FILES})
    folder = tmp_path / "cache" / "replaywebpage-9.9.9"
    assert install(folder, registry.address, release_of(registry.data)) is True
    assert registry.paths == ["/replaywebpage/-/replaywebpage-9.9.9.tgz"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
        "ui.js": b"ui();",
        "sw.js": b"sw();",
        "LICENSE": b"AGPL",
    }
    assert names(tmp_path / "cache") == {
        folder.name,
        *(f"{folder.name}/{name}" for name in ("ui.js", "sw.js", "LICENSE")),
    }


def test_a_second_time_asks_nobody(tmp_path: Path, registry: Registry) -> None:
    registry.data = tarball(dict(FILES))
    release = release_of(registry.data)
    install(tmp_path / "x", registry.address, release)
    assert install(tmp_path / "x", registry.address, release) is False
    assert len(registry.paths) == 1


def test_an_incomplete_folder_is_made_whole(tmp_path: Path, registry: Registry) -> None:
    registry.data = tarball(dict(FILES))
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "ui.js").write_bytes(b"old")
    assert not is_installed(folder)
    assert install(folder, registry.address, release_of(registry.data))
    assert (folder / "ui.js").read_bytes() == b"ui();"
    assert is_installed(folder)
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_hostile_members_leave_nothing_outside(tmp_path: Path, registry: Registry) -> None:
    link = tarfile.TarInfo("package/sw.js")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
    hostile = {"../../evil": b"x", "/evil": b"x", "package/../../evil.js": b"x", "package/ui.js/../x": b"x"}
    registry.data = tarball({**hostile, **FILES})
    install(tmp_path / "a" / "b" / "x", registry.address, release_of(registry.data))
    assert names(tmp_path) == {"a", "a/b", "a/b/x", "a/b/x/ui.js", "a/b/x/sw.js", "a/b/x/LICENSE"}
    registry.data = tarball({**FILES, "package/sw.js": link})
    with pytest.raises(ReplayerUnavailable, match=r"has no sw\.js"):
        install(tmp_path / "y", registry.address, release_of(registry.data))
    assert not (tmp_path / "y").exists()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (tarball(dict(FILES))[:60], "can't be read"),
        (b"no tarball", "can't be read"),
        (tarball({"package/ui.js": b"x"}), "has no LICENSE, sw.js"),
    ],
    ids=["cut", "no tarball", "files missing"],
)
def test_what_is_no_such_tarball_is_told(data: bytes, says: str, tmp_path: Path, registry: Registry) -> None:
    registry.data = data
    with pytest.raises(ReplayerUnavailable, match=says):
        install(tmp_path / "x", registry.address, release_of(data))
    assert list(tmp_path.iterdir()) == []


def test_another_digest_than_the_pinned_one_is_refused(tmp_path: Path, registry: Registry) -> None:
    good = tarball(dict(FILES))
    registry.data = good[:30] + bytes([good[30] ^ 1]) + good[31:]
    with pytest.raises(ReplayerUnavailable, match=r"127\.0\.0\.1 is not what is pinned"):
        install(tmp_path / "x", registry.address, release_of(good))
    assert list(tmp_path.iterdir()) == []


def test_too_much_is_refused_unread(tmp_path: Path, registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_DOWNLOAD", 100)
    registry.data = b"x" * 101
    with pytest.raises(ReplayerUnavailable, match="larger than 100 bytes"):
        install(tmp_path / "x", registry.address, release_of(registry.data))
    registry.data = b"x" * 100
    with pytest.raises(ReplayerUnavailable, match="can't be read"):
        install(tmp_path / "x", registry.address, release_of(registry.data))


def test_a_registry_that_has_it_not_is_told(tmp_path: Path, registry: Registry) -> None:
    registry.status = 404
    with pytest.raises(
        ReplayerUnavailable, match=r"replaywebpage 2\.5\.3 could not be fetched from 127\.0\.0\.1: .*404"
    ):
        install(tmp_path / "x", registry.address)
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_registry_is_told_without_its_password(tmp_path: Path, registry: Registry) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ReplayerUnavailable, match=r"could not be fetched from 127\.0\.0\.1"):
        install(tmp_path / "x", f"http://127.0.0.1:{port}")
    with pytest.raises(ReplayerUnavailable) as told:
        install(tmp_path / "x", f"ftp://ta:mat-khau@127.0.0.1:{port}")
    assert "mat-khau" not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_the_cache_is_where_the_standard_says(tmp_path: Path) -> None:
    name = Path("newsarchive") / "replaywebpage-2.5.3"
    assert cache_folder({"XDG_CACHE_HOME": "/kho"}, tmp_path) == Path("/kho") / name
    assert cache_folder({"XDG_CACHE_HOME": "kho"}, tmp_path) == tmp_path / ".cache" / name
    assert cache_folder({}, tmp_path) == tmp_path / ".cache" / name


def test_the_pinned_digest_is_a_sha512() -> None:
    assert len(base64.b64decode(REPLAYER.integrity.removeprefix("sha512-"), validate=True)) == 64
