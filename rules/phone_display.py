"""Telephone numbers as people read them, from E.164 alone and without a metadata library."""

_FRENCH = ("33", "262", "590", "594", "596")
"""Calling codes whose national numbers have ten digits written in pairs after a 0."""
_TWO_DIGIT_CODES = (
    "20 27 30 31 32 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
    "81 82 84 86 90 91 92 93 94 95 98"
)
_TWO_DIGITS = frozenset(_TWO_DIGIT_CODES.split())


def phone_for_display(number: str) -> str:
    """``06 39 98 12 34`` for ``+33639981234``, other countries grouped after their code.

    Anything that is not E.164 (a raw number that could not be read) comes back as it is.
    """
    if not (
        number.startswith("+") and number[1:].isascii() and number[1:].isdigit() and 7 < len(number) < 17
    ):
        return number
    digits = number[1:]
    for code in _FRENCH:
        if digits.startswith(code) and len(digits) == len(code) + 9:
            return _pairs("0" + digits[len(code) :])
    if digits.startswith("1") and len(digits) == 11:
        return f"+1 {digits[1:4]} {digits[4:7]} {digits[7:]}"
    width = 1 if digits[0] in "17" else 2 if digits[:2] in _TWO_DIGITS else 3
    rest = digits[width:]
    head = rest[: 3 if len(rest) % 2 else 2]
    return f"+{digits[:width]} {head} {_pairs(rest[len(head) :])}".rstrip()


def _pairs(digits: str) -> str:
    return " ".join(digits[i : i + 2] for i in range(0, len(digits), 2))
