"""A demand typed in by hand, as bytes that are kept and as what they say.

The bytes name who typed and whom they chose: they are read as an entry only where our own console wrote them.
"""

import json
import re
from dataclasses import asdict, dataclass

from rules.reading.demand import Demand, Reading, ReadPhone, ReadVehicle, sealed
from rules.reading.emails import emails_in_text, is_nobodys
from rules.reading.names import name_from_parts
from rules.reading.phones import only_fills, phone_key, read_phones
from rules.values.entry import Entry
from rules.vocabulary import Channel, RawOutcome, Source

READER = "entry"
MOST = 4_000
"""Characters of one field that are taken."""
_NUMBER = re.compile(r"(?<![\w@.])\(?\+?\d(?:[ .\-/()\u00a0\u202f]*\d){3,}(?![\w@])")
_TAKEN = "\x00"
_MARKS = " ,;:/-()="
_LEADING_TO = frozenset(
    (
        "",
        *"ou et au or and at tel tél téléphone telephone phone port portable mobile fixe mail email e-mail".split(),
    )
)
"""« Dupont, tél 06… ou 04… »: words before a number or an address, and marks that stand alone."""
_CHANNELS = {Source.PHONE: Channel.PHONE, Source.WALK_IN: Channel.WALK_IN}


@dataclass(frozen=True, slots=True)
class Who:
    """A line somebody typed in a hurry, taken apart."""

    name: str
    phones: tuple[ReadPhone, ...]
    emails: tuple[str, ...]
    filler_phones: tuple[ReadPhone, ...] = ()
    """Such as « 06 00 00 00 00 », nobody's: kept as in whatever arrives."""
    filler_emails: tuple[str, ...] = ()
    """Such as « aucun@orange.fr », the same."""

    @property
    def is_empty(self) -> bool:
        return not (self.name or self.phones or self.emails)


def who_of(*texts: str) -> Who:
    """Addresses, numbers and the name in what was typed, in any order. A number of three digits or less is none."""
    names: list[str] = []
    phones: dict[str, ReadPhone] = {}
    fillers: dict[str, ReadPhone] = {}
    emails: list[str] = []
    for text in texts:
        rest = text[:MOST].replace(_TAKEN, " ")
        for address in emails_in_text(rest):
            emails.append(address)
            rest = rest.replace(address, f" {_TAKEN} ")
        for found in _NUMBER.findall(rest):
            for phone in read_phones(found):
                (fillers if only_fills(phone.raw) else phones).setdefault(phone_key(phone), phone)
        names.append(_name_in(_NUMBER.sub(f" {_TAKEN} ", rest)))
    return Who(
        " ".join(name for name in names if name),
        tuple(phones.values()),
        tuple(dict.fromkeys(address for address in emails if not is_nobodys(address))),
        tuple(fillers.values()),
        tuple(dict.fromkeys(filter(is_nobodys, emails))),
    )


def _name_in(rest: str) -> str:
    """What is left beside numbers and addresses, which ``_TAKEN`` stands for, without the words that led to them."""
    words: list[str] = []
    for word in rest.split():
        if word == _TAKEN:
            while words and words[-1].strip(f"{_MARKS}.").casefold() in _LEADING_TO:
                words.pop()
        else:
            words.append(word)
    return " ".join(words).strip(_MARKS)


def entry_bytes(entry: Entry, staff_id: int) -> bytes:
    """What is kept of an entry: everything typed and chosen, and by whom."""
    return json.dumps({"staff": staff_id, **asdict(entry)}, ensure_ascii=True, sort_keys=True).encode("ascii")


def read_entry(content: bytes) -> tuple[Entry, int]:
    """The entry and who typed it. Raises ValueError, TypeError or KeyError for bytes that are no entry."""
    said = json.loads(content)
    staff = said.pop("staff")
    entry = Entry(**{**said, "source": Source(said["source"])})
    if not isinstance(staff, int):
        raise TypeError(staff)
    return entry, staff


def _unplaced(entry: Entry) -> str:
    """Words added to somebody who is known, and so has a name: nothing typed is to vanish."""
    is_known = entry.person_id is not None or entry.lead_id is not None
    return who_of(entry.more).name if is_known else ""


def entry_reading(content: bytes) -> Reading:
    """The demand in an entry; a car chosen in stock is named beside it. Raises as ``read_entry``."""
    entry, _ = read_entry(content)
    who = who_of(entry.who, entry.more)
    name = name_from_parts(None, None, who.name or None)
    about = " ".join(entry.about.split())
    wanted = ReadVehicle(interest="buy", text=about) if about and entry.car_id is None else None
    demand = Demand(
        source=entry.source,
        channel=_CHANNELS[entry.source],
        first_name=name.first,
        last_name=name.last,
        full_name=name.full,
        title=name.title,
        emails=who.emails,
        invalid_emails=who.filler_emails,
        phones=who.phones + who.filler_phones,
        wanted=(wanted,) if wanted else (),
        message="\n".join(filter(None, (entry.request[:MOST].strip(), _unplaced(entry)))),
        is_live_call=True,
    )
    return Reading(RawOutcome.LEAD, READER, sealed(demand))
