"""The visible text of an HTML page or mail, line by line, and where its links go."""

import re
from dataclasses import dataclass

from rules.reading.limits import MAX_LINKS, MAX_MAIL_TEXT

# Private-use marks: line break and table cell. They survive the parser, where white space is meaningless.
_BREAK, _CELL = "\ue000", "\ue001"
_BLOCK = re.compile(
    r"(?i)(?P<joined></(?:div|li)\s*>)(?=\s*<(?:div|li)\b)|<(?:br|/?(?:p|div|li|ul|ol|h[1-6]|blockquote|section|article|header|footer|dt|dd|hr|pre|title))\b[^<>]*>"
)
_TABLE = re.compile(r"(?i)<(/?)(table|thead|tbody|tfoot|tr|caption|t[dh])\b([^<>]*)>")
_MAY_HIDE = re.compile(r"(?i)style|hidden|^</|<title")
_UNSEEN = (
    "script, style, head, template, noscript, [hidden], [style*='display:none'], [style*='display: none']"
)


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    links: tuple[str, ...]


def read_page(html: str) -> Page:
    """Text with a line for each block and a tab between cells; hidden parts, scripts and styles are left out.

    Looks at the first ``MAX_MAIL_TEXT`` characters.
    """
    from selectolax.lexbor import LexborHTMLParser

    html = html[:MAX_MAIL_TEXT]

    # Tables become plain blocks: a parser moves text that stands between rows out of the table.
    marked = _TABLE.sub(_unrolled, _BLOCK.sub(_marked, html))
    tree = LexborHTMLParser(marked)
    links = []
    for anchor in tree.css("a[href]")[:MAX_LINKS]:
        if href := (anchor.attributes.get("href") or "").strip().strip(_BREAK + _CELL):
            links.append(href)
    for node in tree.css(_UNSEEN):
        node.decompose()
    text = tree.root.text(deep=True) if tree.root is not None else ""
    text = re.sub(r"[ \t\r\n\f\v\xa0]+", " ", text)
    lines = (_cells(line) for line in text.split(_BREAK))
    return Page(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), tuple(links))


def _marked(tag: re.Match[str]) -> str:
    """A line break; the tag itself stays only when it may hide something: deep nesting is slow to parse."""
    written = tag.group()
    if tag["joined"]:  # the block that follows begins the next line
        return written
    return _BREAK + (written if _MAY_HIDE.search(written) else "")


def _unrolled(tag: re.Match[str]) -> str:
    closing, name, rest = tag.groups()
    is_cell = name.lower() in ("td", "th")
    mark = "" if closing and is_cell else _CELL if is_cell else _BREAK
    if not closing and not _MAY_HIDE.search(rest):
        return mark
    return f"{mark}<{closing}{'span' if is_cell else 'div'}{rest}>"


def _cells(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.split(_CELL)).strip()
