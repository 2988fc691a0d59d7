"""What a customer wrote in a reply, without the message quoted below it."""

import re

from rules.reading.limits import MAX_LINE, MAX_REPLY_TEXT

_QUOTE_HEAD = re.compile(
    r"(?im)^[ \t>]*(?:le .{4,80}?(?:\n.{0,80}?)?a [ée]crit\s*:?|on .{4,80}?(?:\n.{0,80}?)?wrote:|"
    r"-{2,}\s*(?:message d['’]origine|"
    r"original message|message transf[ée]r[ée]|forwarded message)|_{20,}|"
    r"de\s*:\s.{1,120}\n\s*(?:envoy[ée]|date|[àa])\s*:|from:\s.{1,120}\n\s*"
    r"(?:sent|date|to):)"
)
WROTE = re.compile(r"(?i)(?<!['’])(?<!nous )\b(?:a [ée]crit|wrote)\s*:\s*$")
"""The end of the line that announces a quotation; « votre vendeur m'a écrit : » announces none."""
_ON = re.compile(r"(?i)\s*(?:le|on)\b.*\d")
_ADDRESS_LINE = re.compile(r"\s*<[^<>\s]{3,254}>\s*$")
_FROM = re.compile(r"(?i)[ \t*]*(?:de|from)[ \t*]*:.*\S")
_SENT = re.compile(r"(?i)[ \t*]*(?:envoy[ée]|date|sent|[àa]|to)[ \t*]*:")
_ORIGINAL = re.compile(
    r"(?i)\s*-{2,12}\s*(?:message d['’]origine|original message)\s*-{0,12}\s*$|\s*_{5,}\s*$"
)
_ANNOUNCED = re.compile(
    r"(?i)[ \t*]*-{2,12}\s*(?:(?:message|e?-?mail|courriel) (?:d['’]origine|original|initial|transf[ée]r[ée]|"
    r"r[ée]exp[ée]di[ée])|(?:original|forwarded) (?:message|e-?mail))\b|"
    r"\s*d[ée]but du message (?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])\b|"
    r".{0,200}(?<!['’])(?<!nous )\b(?:a [ée]crit(?: le .{0,60})?|wrote|ha scritto|escribi[óo]|"
    r"(?:schrieb|schreef)\b.{0,80})\s*:\s*$"
)
"""A line below which somebody else may speak; « votre vendeur m'a écrit : » announces it too where doubt costs."""
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


def own_words(text: str) -> str:
    """What a person wrote themselves in a mail, signature and all.

    Lines marked « > » are not, nor what stands below « Le 23 nov. 2026, Julie Roux a écrit : » or below the headers
    of another mail. What stands below marked lines is. When everything looks quoted, the whole text.
    """
    own = _own_lines(text.split("\n"))
    while own and (not own[-1].strip() or _ORIGINAL.match(own[-1])):
        own.pop()
    return "\n".join(own).strip() or text.strip()


def newly_written(text: str) -> str:
    """The same where nothing of others may be among it: what stands below a line that announces another mail, marked
    or not, is left out, and when everything looks quoted there is nothing."""
    own = _own_lines(text[:MAX_REPLY_TEXT].split("\n"))
    over = next((number for number, line in enumerate(own) if _ANNOUNCED.match(line[:MAX_LINE])), None)
    return "\n".join(own[:over]).strip()


def _own_lines(lines: list[str]) -> list[str]:
    own: list[str] = []
    for number, line in enumerate(lines):
        below = next((each[:MAX_LINE] for each in lines[number + 1 : number + 4] if each.strip()), "")
        if _FROM.match(line[:MAX_LINE]) and _SENT.match(below):
            break
        # The name may have been folded onto a second line, and the address onto one more.
        folded = 2 if own and _ADDRESS_LINE.match(own[-1][:MAX_LINE]) else 1
        begins = [line, *reversed(own[-folded:])]
        head = next((back for back, each in enumerate(begins) if _ON.match(each[:MAX_LINE])), None)
        if head is not None and len(line) <= MAX_LINE and WROTE.search(line):
            del own[len(own) - head :]
            if not below.startswith(">"):
                break
        elif not line.startswith(">"):
            own.append(line)
    return own


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
