"""How a text travels as SMS: its alphabet, its size, and the character that makes it dear.

GSM 03.38 with its extension table, else UCS-2. One SMS holds 160 septets or 70 UTF-16 units; of several, each
holds 153 or 67, and neither an extension character nor a surrogate pair is split over two.
"""

from dataclasses import dataclass

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class SmsSize:
    """``units`` are septets or UTF-16 units, ``parts`` the number of SMS sent and paid."""

    encoding: str
    """``GSM-7`` or ``UCS-2``."""
    units: int
    parts: int
    room: int
    """Units that fit into ``parts`` SMS; less than a multiple where a pair could not be split."""
    odd_character: str = ""
    """The first character that GSM-7 lacks: the one that makes it UCS-2."""
    odd_at: int = -1
    """Its index."""


def size(text: str) -> SmsSize:
    """Alphabet, units and parts of ``text``. An empty text is one empty SMS."""
    odd_at = next((at for at, char in enumerate(text) if not _is_gsm(char)), -1)
    if odd_at < 0:
        encoding, alone, chained = "GSM-7", 160, 153
        costs = [2 if char in _GSM_EXTENSION else 1 for char in text]
    else:
        encoding, alone, chained = "UCS-2", 70, 67
        costs = [2 if ord(char) > 0xFFFF else 1 for char in text]
    units = sum(costs)
    parts = 1 if units <= alone else _chained_parts(costs, chained)
    odd = text[odd_at] if odd_at >= 0 else ""
    room = alone if parts == 1 else chained * parts
    return SmsSize(encoding, units, parts, room, odd, odd_at)


def _is_gsm(char: str) -> bool:
    return char in _GSM or char in _GSM_EXTENSION


def _chained_parts(costs: list[int], chained: int) -> int:
    parts, used = 1, 0
    for cost in costs:
        if used + cost > chained:
            parts, used = parts + 1, 0
        used += cost
    return parts
