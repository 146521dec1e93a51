import os
from pathlib import Path

import pytest

from newsarchive.replaying.registry import PUBLIC, host_of, registry_of


@pytest.fixture
def no_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/khong/co")


def npm_that_says(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    npm = folder / "npm"
    npm.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


@pytest.mark.usefixtures("no_npm")
def test_the_environment_comes_first_then_the_file(tmp_path: Path) -> None:
    assert registry_of({}, tmp_path) == PUBLIC
    (tmp_path / ".npmrc").write_text("fund=false\n registry = https://kho.example/npm/ \n", encoding="utf-8")
    assert registry_of({}, tmp_path) == "https://kho.example/npm"
    assert registry_of({"npm_config_registry": ""}, tmp_path) == "https://kho.example/npm"
    assert registry_of({"NPM_CONFIG_REGISTRY": "https://khac.example/"}, tmp_path) == "https://khac.example"


@pytest.mark.parametrize(
    "line", ["@ai:registry=https://kho.example/", "registry=${KHO}", "; registry=https://a.example"]
)
@pytest.mark.usefixtures("no_npm")
def test_other_lines_of_the_file_name_no_registry(line: str, tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text(line + "\n", encoding="utf-8")
    assert registry_of({}, tmp_path) == PUBLIC


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[ $1-$2-$3 = config-get-registry ] && echo https://npm.example/", "https://npm.example"),
        ("echo undefined", PUBLIC),
        ("echo https://npm.example/; exit 1", PUBLIC),
    ],
)
def test_npm_is_asked_where_it_is(text: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    npm_that_says(tmp_path, text, monkeypatch)
    assert registry_of({}, tmp_path) == expected


def test_a_message_shows_the_host_alone() -> None:
    assert host_of("https://ta:mat-khau@kho.example:8443/npm?x") == "kho.example"
    assert host_of("https://[") == "?"
