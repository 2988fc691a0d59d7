"""What a customer wrote in a reply, without the message quoted below it."""

import re

from rules.reading.limits import MAX_REPLY_TEXT

_QUOTE_HEAD = re.compile(
    r"(?im)^[ \t>]*(?:le .{4,80}?(?:\n.{0,80}?)?a [ée]crit\s*:?|on .{4,80}?(?:\n.{0,80}?)?wrote:|"
    r"-{2,}\s*(?:message d['’]origine|"
    r"original message|message transf[ée]r[ée]|forwarded message)|_{20,}|"
    r"de\s*:\s.{1,120}\n\s*(?:envoy[ée]|date|[àa])\s*:|from:\s.{1,120}\n\s*"
    r"(?:sent|date|to):)"
)
_BLANK_LINES = re.compile(r"\n\s*\n")
_SENT_FROM = re.compile(
    r"(?im)^[ \t]*(?:envoy[ée] (?:de|depuis|avec|à partir d[eu]|d['’])\b.{0,60}|sent (?:from|via)\b.{0,60}|"
    r"(?:obtenir|télécharger|get) outlook (?:pour|for)\b.{0,40})$"
)


def visible_reply(text: str) -> str:
    """The newest part of a reply. When everything looks quoted, the whole text: nothing is ever lost to a guess."""
    text = text[:MAX_REPLY_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    head = text
    if match := _QUOTE_HEAD.search(text):
        head = text[: match.start()]
    lines = [line for line in head.split("\n") if not line.lstrip().startswith(">")]
    visible = _SENT_FROM.sub("", _parsed("\n".join(lines))).strip()
    return visible or text.strip()


def without_device(text: str) -> str:
    """The text without « Envoyé de mon iPhone »."""
    return _SENT_FROM.sub("", text).strip()


def _parsed(text: str) -> str:
    """Without the signature and « Envoyé de mon iPhone », by the library's phrases for both languages."""
    from mailparser_reply import EmailReplyParser

    # Its patterns take minutes over thousands of blank lines and slow down on lines that no person writes.
    text = _BLANK_LINES.sub("\n\n", text)
    if any(len(line) > 2_000 for line in text.split("\n")):
        return text
    replies = EmailReplyParser(languages=["fr", "en"]).read(text).replies
    body = replies[0].body if replies else ""
    return body if isinstance(body, str) and body.strip() else text
