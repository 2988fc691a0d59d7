"""Whether two cards speak of one person: strong keys decide, everything else is a suggestion with its reasons.

A strong key is the same normalised e-mail address, unless names and numbers all say that it is of strangers, or the same
E.164 number given under a name that does not contradict. A shared number, a relay address, a likeness of names: weak,
however much adds up. Weak signs add points; from the policy's threshold on, somebody is asked. Source: domain.md §2,
"Matching people".
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.name_likeness import Alike, Name, NameLikeness, compare_names, distance, name_keys, plain
from rules.policy.identity import IdentityPolicy
from rules.territory import department_of

CERTAIN = 100
AT_MOST = 99
"""What weak signs come to at most, in percent."""

LAST = {Alike.SAME: 30, Alike.PART: 22, Alike.TYPO: 22, Alike.OTHER: -35}
FIRST = {
    Alike.SAME: 22,
    Alike.SHORT_FORM: 18,
    Alike.PART: 16,
    Alike.TYPO: 16,
    Alike.INITIAL: 8,
    Alike.OTHER: -40,
}
SAME_PLACE, SAME_CITY, SAME_DEPARTMENT, OTHER_DEPARTMENT = 22, 16, 6, -8
SAME_NUMBER, SHARED_NUMBER, NEAR_NUMBER = 35, 12, 32
SAME_MAILBOX, NEAR_ADDRESS = 30, 34
NAMES_SWAPPED = -2

_SHORTEST_MAILBOX = 5
_ANYBODYS = frozenset(
    "contact info infos accueil bonjour hello mail email client clients commercial vente ventes service secretariat"
    " admin administration compta comptabilite direction magasin bureau garage societe noreply no-reply".split()
)
"""Names of mailboxes that say nothing of who writes."""
_NUMBER_LENGTH = range(9, 16)


NOBODY = Name()


class Match(StrEnum):
    """What follows from a comparison."""

    SAME = "same"
    SUGGESTION = "suggestion"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What is known of somebody, for a comparison. Addresses normalised, numbers E.164; relays are left out."""

    name: Name = NOBODY
    postcode: str = ""
    city: str = ""
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    heard_at: datetime | None = None
    """When they were last heard of, aware UTC."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One sign for or against; ``code`` is a key of the catalog ``identity``. Never personal text."""

    code: str
    points: int = 0
    params: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two cards are, in percent, why, and what follows."""

    match: Match
    percent: int
    reasons: tuple[Reason, ...]


def compare(
    one: PersonCard, other: PersonCard, policy: IdentityPolicy, shared: frozenset[str] = frozenset()
) -> Likeness:
    """Compare two cards. ``shared`` are numbers that several people answer: they identify nobody."""
    names = compare_names(one.name, other.name)
    strong = _strong(one, other, names, policy, shared)
    if strong is not None:
        return Likeness(Match.SAME, CERTAIN, (strong,))
    reasons = tuple(_reasons(one, other, names, shared))
    percent = max(0, min(AT_MOST, sum(reason.points for reason in reasons)))
    years = _years_apart(one, other)
    if one.emails & other.emails:
        # An address somebody made up, or one that several write from: only a person can tell.
        reasons = (Reason("address_of_strangers"), *reasons)
        return Likeness(Match.SUGGESTION, max(percent, policy.suggest_from), reasons)
    reused = (one.phones & other.phones) - shared
    if reused and _days_apart(one, other) >= policy.reused_after_days:
        # Numbers are given anew to others; whether this one was, only a person can tell.
        reasons = (Reason("number_reused", 0, {"years": years}), *reasons)
        return Likeness(Match.SUGGESTION, max(percent, policy.suggest_from), reasons)
    if percent < policy.suggest_from or _days_apart(one, other) > policy.suggestion_days:
        return Likeness(Match.NONE, percent, reasons)
    return Likeness(Match.SUGGESTION, percent, reasons)


def near_numbers(e164: str) -> Iterator[str]:
    """Every number that one wrong digit, or two exchanged ones, make of this one; the country's code stays."""
    head, digits = (e164[:3], e164[3:]) if e164.startswith("+") else ("", e164)
    if len(e164) - 1 not in _NUMBER_LENGTH:
        return
    for place, digit in enumerate(digits):
        for wrong in "0123456789":
            if wrong != digit:
                yield head + digits[:place] + wrong + digits[place + 1 :]
        following = digits[place + 1 : place + 2]
        if following and following != digit:
            yield head + digits[:place] + following + digit + digits[place + 2 :]


@dataclass(frozen=True, slots=True)
class Traces:
    """What somebody may be looked up by in an index. Every likeness worth a suggestion shares one of them."""

    last: str = ""
    """How the last name sounds."""
    first: str = ""
    place: str = ""
    emails: frozenset[str] = frozenset()
    mailboxes: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    """Numbers that one slip makes of theirs."""

    def lead_to(self, other: "Traces") -> bool:
        """Whether looking these up would find ``other``."""
        names, theirs = {self.last, self.first}, {other.last, other.first}
        if self.last and self.first and names == theirs:
            return True
        if self.place and self.place == other.place and (names & theirs) - {""}:
            return True
        if self.emails & other.emails or self.mailboxes & other.mailboxes:
            return True
        return bool((self.phones | self.near) & other.phones)


def traces_of(card: PersonCard) -> Traces:
    last, first = name_keys(card.name)
    return Traces(
        last=last,
        first=first,
        place=place_key(card.postcode, card.city),
        emails=card.emails,
        mailboxes=frozenset(filter(None, map(mailbox_of, card.emails))),
        phones=card.phones,
        near=frozenset(near for number in card.phones for near in near_numbers(number)),
    )


def mailbox_of(address: str) -> str:
    """The part of an address that stays when somebody changes provider; empty where it could be anybody's."""
    local, _, _ = address.casefold().partition("@")
    local = local.partition("+")[0]
    is_named = len(local) >= _SHORTEST_MAILBOX and local not in _ANYBODYS
    return local[:64] if is_named else ""


def place_key(postcode: str, city: str) -> str:
    """Where somebody lives, as it is looked up: the postcode, else the town in plain letters."""
    code = "".join(letter for letter in postcode if letter.isalnum())
    return code[:10] or " ".join("".join(c if c.isalpha() else " " for c in plain(city)).split())[:40]


def contradict(one: Name, other: Name) -> bool:
    """Whether two names are surely of different people."""
    return compare_names(one, other).contradicts


def _strong(
    one: PersonCard,
    other: PersonCard,
    names: NameLikeness,
    policy: IdentityPolicy,
    shared: frozenset[str],
) -> Reason | None:
    if one.emails & other.emails and not _are_strangers(one, other, names):
        return Reason("same_email", CERTAIN)
    if not (one.phones & other.phones) - shared or names.contradicts:
        return None
    if _days_apart(one, other) > policy.number_identifies_days and not names.is_whole:
        return None
    return Reason("same_number", CERTAIN)


def _are_strangers(one: PersonCard, other: PersonCard, names: NameLikeness) -> bool:
    """Everything but an address says that they are two; a couple has the last name or a number in common."""
    have_numbers = bool(one.phones and other.phones)
    return names.is_of_strangers and have_numbers and not one.phones & other.phones


def _reasons(
    one: PersonCard, other: PersonCard, names: NameLikeness, shared: frozenset[str]
) -> Iterator[Reason]:
    if names.last in LAST:
        yield Reason(f"last_name_{names.last}", LAST[names.last])
    if names.first in FIRST:
        yield Reason(f"first_name_{names.first}", FIRST[names.first])
    if names.is_swapped and Alike.OTHER not in (names.last, names.first):
        yield Reason("names_swapped", NAMES_SWAPPED)
    yield from _place(one, other)
    common = one.phones & other.phones
    if common - shared:
        yield Reason("number_same", SAME_NUMBER)
    elif common:
        yield Reason("number_shared", SHARED_NUMBER)
    elif any(_is_near(number, theirs) for number in one.phones for theirs in other.phones):
        yield Reason("number_near", NEAR_NUMBER)
    yield from _mailbox(one.emails - other.emails, other.emails - one.emails)


def _place(one: PersonCard, other: PersonCard) -> Iterator[Reason]:
    if one.postcode and other.postcode:
        if place_key(one.postcode, "") == place_key(other.postcode, ""):
            yield Reason("postcode_same", SAME_PLACE)
            return
        here, there = department_of(one.postcode), department_of(other.postcode)
        if here and there:
            is_near = here == there
            yield Reason(
                "department_same" if is_near else "department_other",
                SAME_DEPARTMENT if is_near else OTHER_DEPARTMENT,
            )
    elif one.city and other.city and place_key("", one.city) == place_key("", other.city):
        yield Reason("city_same", SAME_CITY)


def _mailbox(one: Iterable[str], other: Iterable[str]) -> Iterator[Reason]:
    theirs = tuple(other)
    for address in one:
        for known in theirs:
            if distance(address, known, 1) == 1 and min(len(address), len(known)) > 2 * _SHORTEST_MAILBOX:
                yield Reason("address_near", NEAR_ADDRESS)
                return
            if mailbox_of(address) and mailbox_of(address) == mailbox_of(known):
                yield Reason("mailbox_same", SAME_MAILBOX)
                return


def _is_near(one: str, other: str) -> bool:
    if len(one) != len(other) or one[:3] != other[:3]:
        return False
    return distance(one, other, 1) == 1


def _days_apart(one: PersonCard, other: PersonCard) -> int:
    if one.heard_at is None or other.heard_at is None:
        return 0
    return abs(one.heard_at - other.heard_at) // timedelta(days=1)


def _years_apart(one: PersonCard, other: PersonCard) -> int:
    return round(_days_apart(one, other) / 365)
