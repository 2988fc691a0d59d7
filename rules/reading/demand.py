"""What was read from one incoming thing: the demand, and what should become of it."""

import re
from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast

from rules.reading.found import Found, FoundField
from rules.reading.limits import MAX_FIELD, MAX_MESSAGE, MAX_VALUES
from rules.reading.notice import CallEvent, LeadNotice
from rules.vocabulary import Channel, FiledAs, PhoneKind, RawOutcome, Source


@dataclass(frozen=True, slots=True)
class ReadPhone:
    """One telephone number as it was written, and as E.164 when it could be read."""

    raw: str
    e164: str | None
    kind: PhoneKind
    extension: str | None = None
    region: str | None = None
    """Two-letter region of the number, such as FR or RE."""
    is_preferred: bool = False
    is_doubtful: bool = False
    """Well formed, but its range is not known to be in service."""
    identifies: bool = True
    """False for a number said to be somebody else's, or one that people make up: it tells nobody from others."""
    is_others: bool = False
    """Said to be somebody else's (« mon mari : 06… »)."""


@dataclass(frozen=True, slots=True)
class ReadVehicle:
    """One car as a demand names it. Texts are as written, without surrounding blanks; None when absent."""

    interest: str | None = None
    """buy, lease, sell, trade-in, test-drive, or the document's own word; None when not said."""
    status: str | None = None
    """new or used as written; None counts as used."""
    year: str | None = None
    make: str | None = None
    model: str | None = None
    trim: str | None = None
    vin: str | None = None
    stock: str | None = None
    plate: str | None = None
    """As ``AB-123-CD`` or ``1234 AB 75`` when it has that form."""
    colour: str | None = None
    body: str | None = None
    fuel: str | None = None
    gearbox: str | None = None
    mileage: int | None = None
    """In ``mileage_unit``."""
    mileage_unit: str = "km"
    price: int | None = None
    """In whole units of ``currency``; never 0."""
    currency: str = "EUR"
    text: str | None = None
    """The car as one line of the source, when it was not split into make and model."""
    comments: str | None = None

    @property
    def mileage_km(self) -> int | None:
        if self.mileage is None:
            return None
        return round(self.mileage * 1.609344) if self.mileage_unit == "mi" else self.mileage

    @property
    def label(self) -> str:
        """One line that names the car: make, model and trim, else the line of the source, else its marks."""
        named = " ".join(part for part in (self.make, self.model, self.trim) if part)
        return named or self.text or self.plate or self.vin or self.stock or self.body or ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said of the car beyond what is wanted with it."""
        return not (self.label or self.year or self.mileage or self.price or self.comments or self.colour)


@dataclass(frozen=True, slots=True)
class Demand:
    """What a person asks for, as one touch said it. Nothing is checked against the store here."""

    source: Source
    channel: Channel
    first_name: str | None = None
    last_name: str | None = None
    full_name: str | None = None
    title: str | None = None
    emails: tuple[str, ...] = ()
    """Valid addresses of the customer as written; compare them by ``rules.reading.emails.email_key``."""
    invalid_emails: tuple[str, ...] = ()
    phones: tuple[ReadPhone, ...] = ()
    """In the order of the document, without faxes and repetitions."""
    faxes: tuple[ReadPhone, ...] = ()
    """Never called, never texted."""
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    wanted: tuple[ReadVehicle, ...] = ()
    trade_ins: tuple[ReadVehicle, ...] = ()
    message: str = ""
    """What the customer wrote, with line breaks; raw text, never markup."""
    extra: tuple[tuple[str, str], ...] = ()
    """Labels and values that no field is made for, in the order of the document."""
    portal: str | None = None
    """The name of the portal or provider as it says it."""
    vendor: str | None = None
    """The site or dealership that the document names."""
    lead_ref: str | None = None
    listing_ref: str | None = None
    listing_url: str | None = None
    requested_at: datetime | None = None
    """Aware UTC, only when the document names its zone or the portal's is known."""
    requested_raw: str | None = None
    preferred_channel: Channel | None = None
    reachable_when: str | None = None
    timeframe: str | None = None
    subject: str | None = None
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    relay_address: str | None = None
    """The portal's address for this conversation: it identifies a thread, never a person."""
    thread: str | None = None
    """What names the conversation where no address does (Messenger's page and sender)."""
    is_live_call: bool = False
    is_missed_call: bool = False
    is_resend: bool = False
    """The provider says that it sends this demand again."""
    notes: tuple[str, ...] = ()
    """Codes of what was odd."""

    @property
    def best_phone(self) -> ReadPhone | None:
        """The number to call first: the preferred one, else a readable mobile, else any readable one; somebody
        else's last."""

        def rank(phone: ReadPhone) -> tuple[bool, bool, bool, bool]:
            is_mobile = phone.kind is PhoneKind.MOBILE
            return phone.e164 is None, not phone.is_preferred, not phone.identifies, not is_mobile

        return min(self.phones, key=rank, default=None)

    @property
    def has_contact(self) -> bool:
        """Whether the customer could be answered, or at least an attempt to leave a number is visible."""
        return bool(self.emails or self.phones or self.relay_address)

    @property
    def remarks(self) -> str:
        """The message followed by every label no field is made for: nothing of the document is hidden."""
        lines = [self.message] if self.message else []
        return "\n".join(lines + [f"{label}: {value}" for label, value in self.extra])


@dataclass(frozen=True, slots=True)
class BouncedTo:
    """What a delivery report says of one recipient (RFC 3464)."""

    recipient: str
    action: str
    """failed, delayed, delivered, relayed, expanded; failed when an odd bounce does not say."""
    status: str | None = None
    """Such as 5.1.1."""
    diagnostic: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A notice about a message of ours."""

    original_message_id: str | None
    recipients: tuple[BouncedTo, ...]

    @property
    def is_failure(self) -> bool:
        return any(to.action == "failed" for to in self.recipients)


@dataclass(frozen=True, slots=True)
class Reading:
    """What should become of one incoming thing, or of one row or prospect in it."""

    outcome: RawOutcome
    """LEAD; TOUCH when it answers a message (a lead when no such message is known); TO_SORT; FILED."""
    reader: str
    """Which reader it was: adf, a portal's name, labels, sheet, mail, none."""
    demand: Demand | None = None
    """What could be read; also beside TO_SORT, to be completed by a person."""
    reason: str | None = None
    """Why it is to sort or filed (``reading.reason.<code>``)."""
    filed_as: FiledAs | None = None
    line: int | None = None
    """Line of the row in a sheet, from 1."""
    part: str | None = None
    """The attachment it was read from."""
    excerpt: str = ""
    """The row or part as it came, cut, for whoever sorts it."""
    report: DeliveryReport | None = None
    detail: str = ""
    """What the reason is about: a column, a limit, an address."""
    found: tuple[FoundField, ...] = ()
    """Where each value of a mail stands, raw."""
    writer: str = ""
    """The address of the person who wrote it in their own words; a form has none."""
    notice: LeadNotice | None = None
    """PENDING: the lead itself is to be fetched by this number."""
    call: CallEvent | None = None
    """LEAD: what comes of it depends on what was heard of the call before."""
    row_key: str = ""
    """What the row, object or prospect of a file says (``rules.reading.row_key``); empty for anything else."""


T = TypeVar("T")
_NOT_STORABLE = re.compile(r"[\x00\ud800-\udfff]")
_LONG = frozenset({"message", "excerpt", "comments", "value"})


def kept(text: str, limit: int = MAX_FIELD) -> str:
    """``text`` as a store can hold it: NUL and lone surrogates become U+FFFD, cut at ``limit``."""
    text = text[:limit]
    if not _NOT_STORABLE.search(text):
        return text
    return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in text)


def sealed(value: T) -> T:
    """The same frozen value with every text in it storable and every list cut to its limit."""
    changes: dict[str, Any] = {}
    for name, limit in _texts_of(cast(type, type(value))):
        old = getattr(value, name)
        if old is None or old == "" or old == ():
            continue
        new = _sealed(old, limit)
        if new is not old:
            changes[name] = new
    return replace(value, **changes) if changes else value  # type: ignore[type-var] # only our frozen values come here


@cache
def _texts_of(kind: type) -> tuple[tuple[str, int], ...]:
    """The fields of a value with the characters each may hold."""
    return tuple((field.name, MAX_MESSAGE if field.name in _LONG else MAX_FIELD) for field in fields(kind))


def _sealed(value: Any, limit: int) -> Any:
    if type(value) is str:
        return kept(value, limit)
    if type(value) is tuple:
        items = tuple(_sealed(item, limit) for item in value[:MAX_VALUES])
        is_same = len(items) == len(value) and all(a is b for a, b in zip(items, value, strict=True))
        return value if is_same else items
    if type(value) in (
        Demand,
        ReadPhone,
        ReadVehicle,
        DeliveryReport,
        BouncedTo,
        FoundField,
        Found,
        LeadNotice,
        CallEvent,
    ):
        return sealed(value)
    return value
