"""Bytes to text when nothing, or something wrong, is said about their encoding."""

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CODECS = frozenset(
    {
        "ascii",
        "utf-8",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "iso8859-1",
        "iso8859-2",
        "iso8859-15",
        "cp1250",
        "cp1252",
        "cp1254",
        "cp850",
        "cp437",
        "mac-roman",
        "koi8-r",
        "cp1251",
        "gb2312",
        "gbk",
        "big5",
        "shift_jis",
        "euc_jp",
        "iso2022_jp",
    }
)
"""Names that a document may declare. Python's codecs hold more than charsets (zip, idna): never take any."""


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """The text of ``content`` and the encoding that gave it; never fails.

    Order: byte-order mark, UTF-16 seen by its zero bytes, strict UTF-8 (a wrong declaration is more common
    than UTF-8 that is none), the declared charset, Windows-1252, Latin-1.
    """
    for mark, name in _BOMS:
        if content.startswith(mark):
            try:
                return content.decode(name), name
            except UnicodeDecodeError:
                break
    if wide := _utf16_without_mark(content):
        try:
            return content.decode(wide), wide
        except UnicodeDecodeError:
            pass
    charset = _known(declared)
    for candidate in ("utf-8", charset, "cp1252"):
        if candidate is None:
            continue
        try:
            return content.decode(candidate), candidate
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1"), "latin-1"


def _known(declared: str | None) -> str | None:
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError, TypeError):
        return None
    # Mail and web declare Latin-1 and mean Windows-1252.
    return {"iso8859-1": "cp1252", "ascii": None}.get(name, name) if name in _TEXT_CODECS else None


def _utf16_without_mark(content: bytes) -> str | None:
    head = content[:400]
    if len(head) < 8 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.4 and not even:
        return "utf-16-le"
    if even > len(head) * 0.4 and not odd:
        return "utf-16-be"
    return None
