"""Small questions to an XML element that was read leniently: names in lower case, absent elements allowed."""

import re
from typing import Any

from rules.reading.names import NOTHING

# Elements are lxml's; it is imported only where a document is parsed, so they are Any here.
_BREAK = re.compile(r"(?i)[ \t]*<(?:br|/p)\s{0,9}/?>[ \t]*\n?")


def tag(element: Any) -> str:
    """The name, which mending has put in lower case without a prefix; empty for what is no element."""
    name = element.tag
    return name if isinstance(name, str) else ""


def children(element: Any, name: str) -> list[Any]:
    return [] if element is None else list(element.findall(name))


def child(element: Any, name: str) -> Any:
    """The first child of that name that says anything, else the first one, else None."""
    found = children(element, name)
    return next((one for one in found if said(one) or len(one)), found[0] if found else None)


def text_of(element: Any) -> str:
    """All text in the element, with a line break for each ``<br>``."""
    if element is None:
        return ""
    if len(element) == 0:
        return broken(element.text or "")
    from lxml import etree

    parts = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            if node is not element and tag(node) in ("br", "p", "div"):
                parts.append("\n")
            parts.append(node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
    return broken("".join(parts))


def broken(text: str) -> str:
    """Escaped line breaks of HTML (``<br />`` inside CDATA) as line breaks; any other markup stays text."""
    if "<" in text:
        text = _BREAK.sub("\n", text)
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))


def is_said(value: str) -> bool:
    return value.strip().lower() not in NOTHING


def said(element: Any) -> str | None:
    """The text on one line; None when absent, blank or one of the words machines write for nothing."""
    if element is None:
        return None
    value = " ".join(text_of(element).split())
    return value if is_said(value) else None


def attribute(element: Any, name: str) -> str | None:
    """The attribute in lower case without blanks around; None when absent or blank."""
    value = element.get(name)
    return value.strip().lower() or None if isinstance(value, str) else None
