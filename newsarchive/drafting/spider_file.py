"""Spider file: the text of `spiders/<name>.py` for what was found on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newsarchive.drafting.address import pattern_of
from newsarchive.extraction.rules import Css

if TYPE_CHECKING:
    from newsarchive.drafting.look import Findings
    from newsarchive.extraction import Layout


def write(name: str, host: str, url: str, found: Findings) -> str:
    """The declaration, to be reviewed: what was not seen says so."""
    publisher = (found.publisher or host)[:80]
    layout = found.layout(name)
    lines = [f'"""{_plain(publisher)} ({host})."""', ""]
    if found.platform is not None:
        lines += [f"from {found.platform.__module__} import {found.platform.__name__}"]
    elif layout is not None:
        selects = any(isinstance(vars(layout).get(name), Css) for name in ("title", "lead"))
        lines += [f"from newsarchive.extraction import Layout, {'css, ' if selects else ''}paragraphs"]
    lines += ["from newsarchive.spider import NewsSpider", "", ""]
    if found.platform is None and layout is not None:
        lines += [*_declared(layout), "", ""]
    lines += [
        f"class {class_name(name)}(NewsSpider):",
        '    """Drafted from one page: check address pattern, sections, feeds and sitemaps."""',
        "",
        f"    name = {_quoted(name)}",
        f"    publisher = {_quoted(publisher)}",
        f"    allowed_domains = ({_quoted(host)},)",
        *([f"    feeds = ({', '.join(map(_quoted, found.feeds[:3]))},)"] if found.feeds else []),
        '    sections = ("/",)',
        f'    article_url = r"{pattern_of(url)}"',
        f"    layouts = ({layout.__name__},)" if layout else "    layouts = ()",
        '    evidence = "page"',
        "",
    ]
    return "\n".join(lines)


def class_name(name: str) -> str:
    """`baoquangtri` -> `BaoquangtriSpider`."""
    return "".join(part.capitalize() for part in name.split("_")) + "Spider"


def _declared(layout: type[Layout]) -> list[str]:
    """The class as it would be written by hand."""
    lines = [
        f"class {layout.__name__}(Layout):",
        '    """Drafted from one page: name its template and its first year."""',
        "",
        f"    fingerprint = {_quoted(layout.fingerprint)}",
        "",
    ]
    for name in ("title", "lead"):
        rule = vars(layout).get(name)
        if isinstance(rule, Css):
            lines.append(f"    {name} = css({_quoted(rule.selector)})")
    return [*lines, f"    body = paragraphs({_quoted(layout.fingerprint)})"]


def _plain(text: str) -> str:
    """What a page says, fit to stand in a docstring: nothing that would end it."""
    return text.replace("\\", "/").replace('"', "'")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
