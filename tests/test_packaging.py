import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def test_scrapy_finds_the_sources_from_any_folder_below() -> None:
    for folder in (ROOT, ROOT / "tests"):
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "list"], cwd=folder, capture_output=True, text=True, check=True
        )
        assert {"baoquangtri", "vietnamvn"} <= set(done.stdout.split())


def test_the_wheel_holds_the_two_packages_and_the_sample_web(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    ignore = shutil.ignore_patterns("__pycache__")
    for name in ("newsarchive", "spiders", "archives"):
        shutil.copytree(ROOT / name, tree / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet", "-w", tmp_path, tree],
        check=True,
        capture_output=True,
    )
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {"newsarchive", "spiders"}
    assert {"newsarchive/py.typed", "newsarchive/article.schema.json", "newsarchive/sample/web.warc.gz"} <= set(names)
