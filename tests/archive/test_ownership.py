"""Who owns a source's folder: the lock says it, whatever process number a file names."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from newsarchive.archive.ownership import Ownership


def test_the_lock_decides_not_the_number_of_somebody_elses_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_elses(*_: Any) -> None:
        raise PermissionError

    owner = Ownership(tmp_path)
    monkeypatch.setattr(os, "kill", somebody_elses)
    assert Ownership.is_held(tmp_path)
    owner.release()
    assert not Ownership.is_held(tmp_path)


@pytest.mark.parametrize("said", ["", "x", "9" * 20, "-1"])
def test_junk_in_the_file_holds_nothing(said: str, tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text(said)
    assert not Ownership.is_held(tmp_path)


def test_a_folder_in_its_place_holds_nothing(tmp_path: Path) -> None:
    (tmp_path / ".lock").mkdir()
    assert not Ownership.is_held(tmp_path)
