"""Numbers and addresses that people write in their own words, and whose each is.

Most are the writer's. One said to be somebody else's (« mon mari : 06… ») may be called for them and identifies
nobody; one that they called, ours or a fax is no contact of theirs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from rules.reading.demand import ReadPhone
from rules.reading.emails import emails_in_text
from rules.reading.limits import MAX_VALUES
from rules.reading.phones import phone_key, phone_places

OWN_PHONE, OTHER_PHONE = "said_phone", "other_phone"
"""Fields of what was found in words, beside those that labels have."""
MOST = 3
"""Numbers, and addresses, that are taken of each kind: more are a list of something."""
_BEFORE, _AFTER = 160, 60
"""Characters before and after a number that may say whose it is."""
_WRAPPED = 55
"""Characters of a line that a mail program may have broken: shorter ones end where their writer ended them."""

_THING = (
    r"(?:num[ée]ros?|n[°o]|portables?|mobiles?|t[ée]l\w*|lignes?|fixes?|gsm|coordonn[ée]es|(?:e-?)?mails?|courriel|"
    r"adresse|phone|number|cell\w*|address)\b"
)
_FAMILY = (
    r"(?:mari|femme|[ée]poux|[ée]pouse|conjointe?|compagnon|compagne|copain|copine|concubine?|p[èe]re|m[èe]re|papa|"
    r"maman|parents?|fr[èe]re|s(?:œ|oe)ur|fils|fille|enfants?|gendre|bru|beau[- ]\w+|belle[- ]\w+|oncle|tante|"
    r"cousine?|neveu|ni[èe]ce|grand[- ](?:p|m)[èe]re|amie?s?|voisine?|coll[èe]gue|associ[ée]e?|patron(?:ne)?|"
    r"employeur|secr[ée]taire|assistante?|comptable|tuteur|tutrice|chauffeur)\b"
)
_FAMILY_EN = (
    r"(?:husband|wife|partner|father|mother|dad|mum|mom|parents?|brother|sister|son|daughter|(?:boy|girl)?friend|"
    r"neighbou?r|colleague|boss|employer|assistant|secretary|accountant)\b"
)
_PLACE = (
    r"(?:garage|garagiste|m[ée]canicien(?:ne)?|banque|banqui(?:er|[èe]re)|assurance|assureur|courtier|notaire|"
    r"propri[ée]taire|vendeur|vendeuse|travail|bureau|boulot|entreprise|soci[ée]t[ée]|office|work|mechanic|bank)\b"
)
_OWN = re.compile(
    rf"(?i)\b(?:mon|mes|ma|notre|nos|my|our)\s(?:(?:nouve\w+|autres?|vrai|bonn?e?|seul|propre|second|new|other|"
    rf"work|n[°o]|num[ée]ro)\s(?:de\s)?){{0,3}}{_THING}|"
    r"\b(?:me|nous|m['’])\s?(?:re)?(?:joindre|contacter|appeler|t[ée]l[ée]phoner|[ée]crire)\b|"
    r"\b(?:r?appel|contact|joign|[ée]criv|r[ée]pond|t[ée]l[ée]phon|envoy)ez?[- ](?:moi|nous)\b|"
    r"\bje\s(?:suis|reste)\s(?:joignable|disponible|dispo)|\b(?:call|reach|text|e?-?mail|write to) (?:me|us)\b"
)
_OTHER = re.compile(
    rf"(?i)\b(?:mon|ma|mes|notre|nos|son|sa|leur|une?|(?:ex|futur)[- ])\s?(?:\w+\s)?{_FAMILY}|"
    rf"\b(?:my|our|his|her|their|a)\s{_FAMILY_EN}|"
    rf"\b(?:le|la|l['’]|du|au|de l['’]|à l['’]|mon|ma|notre|son|sa|un|une|the|at|my)\s?(?:\w+\s)?{_PLACE}"
)
_THEIRS = re.compile(rf"(?i)\b(?:son|sa|leur|leurs|his|her|their)\s(?:nouve\w+\s)?{_THING}")
_NOBODYS = re.compile(
    r"(?i)\b(?:votre|vos|your)\s(?:\w+\s)?(?:num[ée]ro|n[°o]|ligne|standard|t[ée]l|vendeu|coll[èe]gue|concession|garage|"
    r"agence|accueil|secr[ée]tariat|service|site|showroom|number|phone|dealer|garage)\w*|"
    r"\b(?:appel[ée]e?s?|compos[ée]|contact[ée]|joint|essay[ée]|tent[ée]|called|tried|dialled)\b"
    r"(?=(?:\s[\w'’]+){0,3}\s?:?\s*$)|(?<!t[ée]l\s/\s)(?<!t[ée]l/)\b(?:fax|t[ée]l[ée]copie)\W{0,5}$"
)
_STOP = re.compile(r"[.!?]\s+(?=[A-ZÀ-Þ])|\n\s*\n")
_GOES_ON = re.compile(
    r"(?i)(?:[:,]|\b(?:au|le|la|est|num[ée]ro|t[ée]l|portable|mobile|ou|et|mon|ma|son|sa|de|du))\s*$"
)
_SAID_AFTER = re.compile(
    r"(?i)[\s,]{0,2}(?:[(–-]|c['’]est\b|it['’]?s\b|celui\b|chez\b)\s?(?:(?:le|celui|num[ée]ro|portable|chez|de|d['’])\s?){0,4}"
)
"""What joins a number to whose it is: « 06… (mon mari) », « 06…, celui de ma femme »."""


class Whose(StrEnum):
    """Who answers a number."""

    WRITER = "writer"
    OTHER = "other"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class SaidContacts:
    """What a text gives of contacts, as written."""

    phones: tuple[ReadPhone, ...] = ()
    others: tuple[ReadPhone, ...] = ()
    """Numbers of somebody else."""
    emails: tuple[str, ...] = ()
    """The writer's own; another's are left in the words, for whoever writes to an address is known by it."""

    @property
    def fields(self) -> dict[str, str]:
        """As fields of a demand, raw."""
        raw = {
            OWN_PHONE: " / ".join(phone.raw for phone in self.phones),
            OTHER_PHONE: " / ".join(phone.raw for phone in self.others),
            "email": " ".join(self.emails),
        }
        return {field: value for field, value in raw.items() if value}


NOTHING_SAID = SaidContacts()


def said_contacts(text: str, *, unsaid: Whose = Whose.WRITER) -> SaidContacts:
    """The contacts in somebody's own words, signature and all; quotations must have been cut off before.

    ``unsaid`` is whose a number is of which nothing is said.
    """
    plain, places = phone_places(text)
    own: dict[str, ReadPhone] = {}
    others: dict[str, ReadPhone] = {}
    for number, (phone, start, end) in enumerate(places[:MAX_VALUES]):
        after = places[number + 1][1] if number + 1 < len(places) else None
        whose = _whose(plain, start, end, places[number - 1][2] if number else 0, after) or unsaid
        if whose is not Whose.NOBODY:
            (own if whose is Whose.WRITER else others).setdefault(phone_key(phone), phone)
    emails = [
        address
        for address, start in _email_places(plain)
        if (_whose(plain, start, start + len(address), 0, None) or unsaid) is Whose.WRITER
    ]
    others = {key: phone for key, phone in others.items() if key not in own}
    return SaidContacts(
        tuple(own.values())[:MOST], tuple(others.values())[:MOST], tuple(dict.fromkeys(emails))[:MOST]
    )


def _whose(text: str, start: int, end: int, since: int, next_start: int | None) -> Whose | None:
    """By what is joined to the number right behind it, else by the words nearest before it in its sentence; None
    where neither says."""
    behind = text[end : min(end + _AFTER, next_start or len(text))].partition("\n")[0]
    joined = _SAID_AFTER.match(behind)
    # What stands between two numbers without brackets is about the second one.
    is_next_near = next_start is not None and next_start <= end + len(behind) and "(" not in behind[:3]
    if joined and not is_next_near and _OTHER.match(behind, joined.end()):
        return Whose.OTHER
    before = _said_before(text, start, since)
    marks = [
        (match.end(), whose)
        for pattern, whose in ((_OWN, Whose.WRITER), (_OTHER, Whose.OTHER), (_NOBODYS, Whose.NOBODY))
        for match in pattern.finditer(before)
    ]
    if theirs := _THEIRS.search(before):  # of whom? In a report it is the customer's own
        is_others = _OTHER.search(text[max(start - 2 * _BEFORE, 0) : start])
        marks.append((theirs.end(), Whose.OTHER if is_others else Whose.WRITER))
    return max(marks, key=lambda mark: mark[0])[1] if marks else None


def _said_before(text: str, start: int, since: int) -> str:
    """The words of the same sentence before a place, over lines that a program or a colon broke."""
    said = text[max(since, start - _BEFORE) : start]
    stops = list(_STOP.finditer(said))
    said = said[stops[-1].end() :] if stops else said
    lines = said.split("\n")
    kept = [lines.pop()]
    while lines and (_GOES_ON.search(lines[-1]) or len(lines[-1]) >= _WRAPPED):
        kept.insert(0, lines.pop())
    return " ".join(kept)


def _email_places(text: str) -> Iterator[tuple[str, int]]:
    for address in list(dict.fromkeys(emails_in_text(text)))[:MAX_VALUES]:
        yield address, text.find(address)
