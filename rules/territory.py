"""Where a French postcode lies: its département and its time zone."""

_OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
MAINLAND_ZONE = "Europe/Paris"


def department_of(postcode: str) -> str | None:
    """The département of a French postcode (``69``, ``2A``, ``974``); None when it is not one.

    Corsica's postcodes do not tell its two départements apart by two digits: 200 and 201 are 2A, the others 2B.
    """
    code = postcode.strip()
    if len(code) != 5 or not (code.isascii() and code.isdigit()) or code[:2] in ("00", "96", "99"):
        return None
    if code.startswith("20"):
        return "2A" if code[2] in "01" else "2B"
    if code[:2] in ("97", "98"):
        return code[:3]
    return code[:2]


def timezone_of(postcode: str) -> str:
    """The IANA time zone people of that postcode live by; mainland France when nothing says otherwise."""
    return (
        _OVERSEAS_ZONES.get(postcode.strip()[:3], MAINLAND_ZONE) if department_of(postcode) else MAINLAND_ZONE
    )
