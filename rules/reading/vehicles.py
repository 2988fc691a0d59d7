"""Marks and figures of a car as people write them: plate, VIN, mileage, price."""

import re

_SIV = re.compile(r"(?<![A-Z0-9])([A-HJ-NP-TV-Z]{2})[\s.\-]?(\d{3})[\s.\-]?([A-HJ-NP-TV-Z]{2})(?![A-Z0-9])")
_FNI = re.compile(
    r"(?<![A-Z0-9])([1-9]\d{0,3})[\s.\-]?([A-HJ-NP-TV-Z]{1,3})[\s.\-]?(\d{2}|2[AB]|97\d)(?![A-Z0-9])"
)
_FNI_IN_TEXT = re.compile(
    r"(?<![A-Z0-9])([1-9]\d{2,3})[ \-]([A-HJ-NP-TV-Z]{2,3})[ \-](0[1-9]|[1-8]\d|9[0-5]|2[AB]|97\d)(?![A-Z0-9])"
)
_VIN = re.compile(r"(?<![A-Z0-9])(?=[A-Z0-9]{0,16}\d)(?=[A-Z0-9]{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?![A-Z0-9])")
_NUMBER = r"(\d{1,3}(?:[ .,'’]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?!\d)"
_FIGURE = re.compile(_NUMBER)
_KM_IN_TEXT = re.compile(_NUMBER + r"\s*(?:kms?|kilom[eè]tres?)\b", re.I)
_PRICE_IN_TEXT = re.compile(_NUMBER + r"\s*(?:€|euros?\b|eur\b)", re.I)
_MILES = re.compile(r"(?i)\b(?:mi|mls|miles?)\b")
_THOUSANDS = re.compile(r"(?i)\s?k\s?(?:€|eur|euros?)?(?![a-z])")
MAX_MILEAGE = 3_000_000
MAX_PRICE = 10_000_000


def read_plate(raw: str) -> str | None:
    """``AB-123-CD`` (SIV, since 2009) or ``1234 AB 75`` (FNI); None for anything else."""
    text = raw.strip().upper()
    if len(text) > 20:
        return None
    if match := _SIV.fullmatch(text):
        return "-".join(match.groups())
    if match := _FNI.fullmatch(text):
        return " ".join(match.groups())
    return None


def plates_in_text(text: str) -> tuple[str, ...]:
    """Plates in free text, each in its usual form."""
    return tuple(dict.fromkeys(read_plate(plate) or plate for plate, _ in plate_places(text)))


def plate_places(text: str) -> list[tuple[str, int]]:
    """Plates in free text and where each stands. Capitals are asked for, and an old one needs its separators."""
    found = [match for pattern in (_SIV, _FNI_IN_TEXT) for match in pattern.finditer(text)]
    return [(match.group(), match.start()) for match in found]


def is_vin(text: str) -> bool:
    """17 characters without I, O, Q, letters and digits mixed. European VINs fail the check digit: not asked."""
    return bool(_VIN.fullmatch(text))


def vins_in_text(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(vin for vin, _ in vin_places(text)))


def vin_places(text: str) -> list[tuple[str, int]]:
    return [(match.group(), match.start()) for match in _VIN.finditer(text)]


def read_mileage(raw: str, unit: str | None = None) -> tuple[int | None, str]:
    """The figure and its unit, ``km`` unless miles are said: ``80,000``, ``48 200 km``, ``48k``, ``12000 miles``."""
    text = _narrow(raw)[:60]
    said = "mi" if _MILES.search(text) or (unit or "").strip().lower().startswith("mi") else "km"
    match = _FIGURE.search(text)
    if not match:
        return None, said
    value = _whole(match[1])
    if re.match(r"\s*k(?!m)\b", text[match.end() :], re.I) and value < 1_000:
        value *= 1_000
    return (value if 0 < value <= MAX_MILEAGE else None), said


def read_price(raw: str, currency: str | None = None) -> tuple[int | None, str]:
    """Whole units and the currency, EUR unless said; 0 is no price: ``12 990 €``, ``$1,234.56``,
    ``12.990,00``, ``12,9 k€``."""
    text = _narrow(raw)[:60]
    said = (currency or "").strip().upper()
    if not re.fullmatch(r"[A-Z]{3}", said):
        said = "USD" if "$" in text else "GBP" if "£" in text else "CHF" if "CHF" in text.upper() else "EUR"
    match = _FIGURE.search(text)
    if not match or "-" in text[: match.start()]:
        return None, said
    value = _whole(match[1]) + (1 if match[2] and int(match[2].ljust(2, "0")) >= 50 else 0)
    if value < 1_000 and _THOUSANDS.match(text[match.end() :]):
        value = _whole(match[1]) * 1_000 + int((match[2] or "0").ljust(3, "0"))
    return (value if 0 < value <= MAX_PRICE else None), said


def mileage_places(text: str) -> list[tuple[str, int]]:
    """Figures in free text followed by km, as written, and where each stands."""
    return [
        (match.group(), match.start())
        for match in _KM_IN_TEXT.finditer(_narrow(text))
        if 0 < _whole(match[1]) <= MAX_MILEAGE
    ]


def price_places(text: str) -> list[tuple[str, int]]:
    """Figures in free text followed by € or euros, as written, and where each stands."""
    return [
        (match.group(), match.start())
        for match in _PRICE_IN_TEXT.finditer(_narrow(text))
        if 100 <= _whole(match[1]) <= MAX_PRICE
    ]


def _narrow(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ").replace("\u2009", " ").replace("\t", " ")


def _whole(figure: str) -> int:
    digits = "".join(c for c in figure if c.isascii() and c.isdigit())[:12]
    return int(digits or "0")
