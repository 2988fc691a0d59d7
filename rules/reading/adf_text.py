"""Finding ADF documents inside whatever carries them, and mending their XML before it is parsed.

ADF 1.0 arrives bare, without its envelope, HTML-escaped in an HTML mail, in undeclared quoted-printable,
as a string in JSON, with unquoted attributes, bare ampersands, links that a mail client wrote into tags.
"""

import html
import json
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rules.reading.limits import MAX_JSON, MAX_XML

_OPEN = re.compile(r"<(?:[\w.-]{1,20}:)?(adf|prospect)(?=[\s>/])", re.I | re.A)
_CLOSE = {name: re.compile(rf"</(?:[\w.-]{{1,20}}:)?{name}\s*>", re.I | re.A) for name in ("adf", "prospect")}
_ESCAPED = re.compile(r"&lt;\s*(?:adf|prospect)(?=\s|&gt;)", re.I | re.A)
_DOCTYPE = re.compile(r"<!DOCTYPE\s+([\w:.-]{1,60})([^<>\[]{0,2000})(\[)?", re.I)
_TAG = re.compile(r"<(/?)([A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?)((?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)>")
_ATTRIBUTE = re.compile(r"\s*([A-Za-z_][\w:.-]*)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)")
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#x([0-9a-f]{1,7})|([a-z][\w]{0,31}));?", re.I)
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_VOID = frozenset({"br", "hr", "img", "wbr"})


@dataclass(frozen=True, slots=True)
class AdfText:
    """One ADF document cut out of its carrier, mended, ready for an XML parser."""

    xml: str
    notes: tuple[str, ...] = ()
    is_refused: bool = False
    """It declares a DTD or entities: nothing of it is trusted without a person."""
    goes_on: bool = False
    """It is longer than what is read of it."""


def holds_adf(text: str) -> bool:
    """Whether ADF can be seen in ``text`` in any of its carriers, or a document type that calls itself ADF."""
    return bool(_OPEN.search(text) or _ESCAPED.search(text) or _adf_doctype(text))


def adf_texts(text: str) -> tuple[AdfText, ...]:
    """Every ADF document in ``text``, whatever wraps it; empty when there is none."""
    return tuple(_found(text))


def _found(text: str) -> Iterator[AdfText]:
    if text.lstrip()[:1] in ("{", "["):
        inner = [piece for piece in _json_strings(text) if holds_adf(piece)]
        if inner:
            for piece in inner:
                yield from _found(piece.lstrip("{[ \t\r\n"))
            return
    notes: tuple[str, ...] = ()
    if not _OPEN.search(text) and _ESCAPED.search(text):
        text, notes = html.unescape(text), ("html_escaped",)
    is_refused = _adf_doctype(text)
    for piece, is_closed in _cut_out(text):
        goes_on = len(piece) > MAX_XML
        piece = piece[:MAX_XML]
        found = notes
        if goes_on or not is_closed:
            found += ("cut",)
        if re.search(r"=3D[\"']", piece):
            piece = quopri.decodestring(piece.encode("utf-8", "replace")).decode("utf-8", "replace")
            found += ("undeclared_quoted_printable",)
        refused = is_refused or "<!ENTITY" in piece or "<!DOCTYPE" in _without(piece, "<![CDATA[", "]]>")
        yield AdfText(mended(piece, drops_entities=refused), found, refused, goes_on)


def _adf_doctype(text: str) -> bool:
    """A document type other than HTML's that points outside or declares anything."""
    return any(
        match[1].lower() != "html" and bool(match[3] or re.search(r"(?i)\b(?:SYSTEM|PUBLIC)\b", match[2]))
        for match in _DOCTYPE.finditer(text)
    )


def _cut_out(text: str) -> Iterator[tuple[str, bool]]:
    """The stretches from an opening to its closing tag, and whether there is one."""
    position = 0
    wanted = "adf" if any(match[1].lower() == "adf" for match in _OPEN.finditer(text)) else "prospect"
    for opening in _OPEN.finditer(text):
        if opening[1].lower() != wanted or opening.start() < position:
            continue
        start = opening.start()
        closing = _CLOSE[wanted].search(text, opening.end())
        end = closing.end() if closing else len(text)
        position = end
        yield text[start:end], closing is not None


def _json_strings(text: str) -> list[str]:
    if len(text) > MAX_JSON:
        return []
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return []
    found: list[str] = []
    waiting: list[Any] = [value]
    while waiting and len(found) < 10_000:
        item = waiting.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found


def mended(xml: str, *, drops_entities: bool = False) -> str:
    """``xml`` with what recovery parsers stumble over put right; character data is not touched.

    Tag and attribute names in lower case, attributes quoted, ``<https://…>`` and ``<`` that open no tag
    escaped, bare ampersands escaped, HTML entities resolved, CDATA turned into escaped text. With
    ``drops_entities`` references to entities the document made up vanish instead of staying visible.
    """
    parts = []
    position = 0
    for start, end in _sections(xml, "<![CDATA[", "]]>"):
        parts.append(_mended_markup(xml[position:start], drops_entities))
        parts.append(html.escape(xml[start + 9 : end - 3], quote=False))
        position = end
    parts.append(_mended_markup(xml[position:], drops_entities))
    return _NOT_XML.sub("\ufffd", "".join(parts))


def _sections(text: str, opening: str, closing: str) -> Iterator[tuple[int, int]]:
    """Where the closed stretches between two marks begin and end. Patterns would be quadratic on unclosed ones."""
    start = text.find(opening)
    while start >= 0:
        end = text.find(closing, start + len(opening))
        if end < 0:
            return
        yield start, end + len(closing)
        start = text.find(opening, end + len(closing))


def _without(text: str, opening: str, closing: str) -> str:
    if opening not in text:
        return text
    parts, position = [], 0
    for start, end in _sections(text, opening, closing):
        parts.append(text[position:start])
        position = end
    return "".join(parts) + text[position:]


def _mended_markup(text: str, drops_entities: bool) -> str:
    text = _without(text, "<!--", "-->")
    out = []
    position = 0
    for tag in _TAG.finditer(text):
        out.append(_mended_data(text[position : tag.start()], drops_entities))
        out.append(_mended_tag(tag))
        position = tag.end()
    out.append(_mended_data(text[position:], drops_entities))
    return "".join(out)


def _mended_tag(tag: re.Match[str]) -> str:
    closing, name, rest = tag[1], tag[2].lower(), tag[3]
    if name in ("http", "https", "mailto", "www") or name.startswith(("http:", "https:", "mailto:", "www.")):
        return html.escape(tag[0], quote=False)
    name = name.rpartition(":")[2]
    if closing:
        return "" if name in _VOID else f"</{name}>"
    attributes: dict[str, str] = {}
    for attribute in _ATTRIBUTE.finditer(rest):
        value = attribute[2]
        if value[0] not in "\"'":
            value = value.removesuffix("/") if rest.endswith("/") and attribute.end() == len(rest) else value
        value = html.unescape(value.strip("\"'"))
        attributes.setdefault(attribute[1].lower().rpartition(":")[2], value)
    written = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items() if key != "xmlns")
    is_empty = rest.rstrip().endswith("/") or name in _VOID
    return f"<{name}{written}{'/' if is_empty else ''}>"


def _mended_data(text: str, drops_entities: bool) -> str:
    """Character data between tags. Comments and processing instructions are left out."""
    if "<" in text:
        text = _without(text, "<?", "?>")
    text = text.replace("<", "&lt;").replace(">", "&gt;")

    def reference(match: re.Match[str]) -> str:
        whole = match[0]
        if match[1] or match[2]:
            return html.escape(html.unescape(whole), quote=False)
        name = match[3]
        if not whole.endswith(";"):
            return "&amp;" + whole[1:]
        if name.lower() in _XML_NAMES:
            return whole.lower()
        known = html.unescape(whole)
        if known != whole:
            return html.escape(known, quote=False)
        return "" if drops_entities else "&amp;" + whole[1:]

    return re.sub(r"&(?!#?\w)", "&amp;", _REFERENCE.sub(reference, text)) if "&" in text else text
