"""The visible text of an HTML page or mail, line by line, and where its links go."""

import re
from dataclasses import dataclass

from rules.reading.limits import MAX_LINKS

# Private-use marks: line break and table cell. They survive the parser, where white space is meaningless.
_BREAK, _CELL = "\ue000", "\ue001"
_BLOCK = re.compile(
    r"(?i)<(?:br\b[^<>]*|/?(?:p|div|tr|li|ul|ol|h[1-6]|table|blockquote|section|article|header|footer|dt|dd|hr|pre|title)\b[^<>]*)>"
)
_CELL_END = re.compile(r"(?i)</t[dh]\s*>")
_UNSEEN = (
    "script, style, head, template, noscript, [hidden], [style*='display:none'], [style*='display: none']"
)


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    links: tuple[str, ...]


def read_page(html: str) -> Page:
    """Text with a line for each block and a tab between cells; hidden parts, scripts and styles are left out."""
    from selectolax.lexbor import LexborHTMLParser

    marked = _CELL_END.sub(
        lambda tag: _CELL + tag.group(), _BLOCK.sub(lambda tag: _BREAK + tag.group(), html)
    )
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


def _cells(line: str) -> str:
    return "\t".join(cell.strip() for cell in line.split(_CELL)).strip()
