"""Where archives/ is: the setting, else beside scrapy.cfg, else in the current folder."""

from __future__ import annotations

import os
from pathlib import Path

_VARIABLE = "NEWSARCHIVE_ARCHIVES"


def archives_dir(setting: str | os.PathLike[str] | None, start: Path | None = None) -> Path:
    """The absolute archives folder. Order: `setting`, the environment's NEWSARCHIVE_ARCHIVES, beside the closest
    scrapy.cfg at or above `start` (the current folder), else `start`/archives.
    """
    chosen = setting or os.environ.get(_VARIABLE)
    if chosen:
        return Path(chosen).expanduser().absolute()
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / "scrapy.cfg").is_file():
            return folder / "archives"
    return here / "archives"
