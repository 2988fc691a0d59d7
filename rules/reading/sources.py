"""Which of the known portals a name means."""

import re

from rules.vocabulary import Source

_NAMES = (
    (re.compile(r"le\s*bon\s*coin"), Source.LEBONCOIN),
    (re.compile(r"la\s*centrale"), Source.LA_CENTRALE),
    (re.compile(r"\bargus\b"), Source.ARGUS),
    (re.compile(r"paru\s*vendu"), Source.PARUVENDU),
    (re.compile(r"ouest[\s-]*france"), Source.OUEST_FRANCE),
    (re.compile(r"auto\s*scout"), Source.AUTOSCOUT24),
    (re.compile(r"facebook|\bmeta\b"), Source.FACEBOOK),
    (re.compile(r"walk[\s-]?in|visite|passage|showroom"), Source.WALK_IN),
    (re.compile(r"^(?:t[eé]l[eé]phone|appel|phone|call)"), Source.PHONE),
    (re.compile(r"site (?:web|internet)|^site$|website|^web$"), Source.SITE),
)


def source_named(name: str | None, otherwise: Source) -> Source:
    """The portal that ``name`` means, else ``otherwise``."""
    text = (name or "").lower()
    return next((source for pattern, source in _NAMES if pattern.search(text)), otherwise)
