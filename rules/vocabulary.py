"""The words of the trade as codes: what the store keeps, the services exchange and the screens translate.

Every value is stored as its text, so a value is never renamed without a migration. What a user reads is
never here: words are added where they are shown (``rules.words``).
"""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is. What a role may do is policy (``rules.policy.desk``), not code."""

    OPERATOR = "operator"
    SALESPERSON = "salesperson"
    MANAGER = "manager"
    MARKETING = "marketing"
    ADMINISTRATOR = "administrator"


class Capability(StrEnum):
    """What somebody may do. A policy preset grants capabilities to roles."""

    TAKE = "take"  # claim leads from the queue
    CONTACT = "contact"  # call, write, note
    QUALIFY = "qualify"
    ROUTE = "route"  # offer a lead to a salesperson
    RECEIVE = "receive"  # be offered leads, accept and refuse them
    SELL = "sell"  # appointment, quote, sale, loss of a sale
    SORT = "sort"  # complete or file what could not be read
    SUPERVISE = "supervise"  # figures and the leads behind them, take over from others, reassign
    FIGURES = "figures"  # figures alone, without any lead
    ADMINISTER = "administer"  # people, sites, policy, templates
    PEOPLE = "people"  # add people and plan absences


class Stage(StrEnum):
    """How far a lead is. ``PARKED`` covers whatever stage it left and returns to."""

    NEW = "new"
    CLAIMED = "claimed"
    CONTACTED = "contacted"
    QUALIFIED = "qualified"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    APPOINTMENT = "appointment"
    PARKED = "parked"
    SOLD = "sold"
    LOST = "lost"
    DISQUALIFIED = "disqualified"
    DUPLICATE = "duplicate"


CLOSED_STAGES = frozenset({Stage.SOLD, Stage.LOST, Stage.DISQUALIFIED, Stage.DUPLICATE})
SALES_STAGES = frozenset({Stage.ACCEPTED, Stage.APPOINTMENT})
"""Stages in which a salesperson holds the lead."""


class Channel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    SMS = "sms"
    FORM = "form"
    WALK_IN = "walk_in"
    SOCIAL = "social"
    FILE = "file"


class Source(StrEnum):
    """Where a lead came from. Unknown portals are ``OTHER``; the portal's own name stays on the touch."""

    LEBONCOIN = "leboncoin"
    LA_CENTRALE = "la_centrale"
    ARGUS = "argus"
    PARUVENDU = "paruvendu"
    OUEST_FRANCE = "ouest_france"
    AUTOSCOUT24 = "autoscout24"
    SITE = "site"
    FACEBOOK = "facebook"
    PHONE = "phone"
    WALK_IN = "walk_in"
    ADF = "adf"
    FILE = "file"
    OTHER = "other"


class Clock(StrEnum):
    """The seven clocks; what starts and stops each is in ``rules.clocks``."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    OPEN_QUESTION = "open_question"
    QUALIFICATION = "qualification"
    ACCEPTANCE = "acceptance"
    SALES_FIRST_CONTACT = "sales_first_contact"
    FOLLOW_UP = "follow_up"


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    VOICEMAIL = "voicemail"
    WRONG_NUMBER = "wrong_number"
    HUNG_UP = "hung_up"
    CALL_BACK = "call_back"
    REFUSED = "refused"
    NOT_DIALLED = "not_dialled"  # begun by mistake: nobody was called, no attempt is left


SPOKE = frozenset({CallOutcome.REACHED, CallOutcome.CALL_BACK, CallOutcome.REFUSED})
"""Outcomes after which we have spoken with the customer."""


class CloseReason(StrEnum):
    BOUGHT_ELSEWHERE = "bought_elsewhere"
    BOUGHT_FROM_US = "bought_from_us"
    CAR_SOLD = "car_sold"
    PRICE = "price"
    TRADE_IN_TOO_LOW = "trade_in_too_low"
    FINANCE_REFUSED = "finance_refused"
    POSTPONED = "postponed"
    NOT_SERIOUS = "not_serious"
    UNSUITABLE = "unsuitable"
    OUT_OF_SCOPE = "out_of_scope"
    DUPLICATE = "duplicate"
    UNREACHABLE = "unreachable"
    DO_NOT_CONTACT = "do_not_contact"
    TEST = "test"


DISQUALIFYING = frozenset(
    {
        CloseReason.NOT_SERIOUS,
        CloseReason.UNSUITABLE,
        CloseReason.OUT_OF_SCOPE,
        CloseReason.DO_NOT_CONTACT,
        CloseReason.TEST,
    }
)
"""Reasons that say the lead never was a real demand: it ends disqualified rather than lost."""


class RefuseReason(StrEnum):
    """Why a salesperson refuses an offered lead."""

    OVERLOADED = "overloaded"
    ABSENT = "absent"
    NOT_MY_TERRITORY = "not_my_territory"
    NOT_MY_KIND = "not_my_kind"
    KNOWS_ANOTHER = "knows_another"
    POORLY_QUALIFIED = "poorly_qualified"


class SaleUndoReason(StrEnum):
    FINANCE_REFUSED = "finance_refused"
    WITHDRAWAL = "withdrawal"
    MISTAKE = "mistake"


class Temperature(StrEnum):
    """Hot buys within 15 days, knows the car and can be reached by phone; warm within 3 months; cold."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class EventKind(StrEnum):
    """What can happen to a lead. The data each kind carries is listed in ``rules.events``."""

    RECEIVED = "received"
    TOUCHED = "touched"
    CLAIMED = "claimed"
    RELEASED = "released"
    TAKEN_OVER = "taken_over"
    CLAIM_EXPIRED = "claim_expired"
    CALLED = "called"
    CALL_ENDED = "call_ended"
    MESSAGE_QUEUED = "message_queued"
    MESSAGE_ACCEPTED = "message_accepted"
    MESSAGE_BOUNCED = "message_bounced"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_CANCELLED = "message_cancelled"
    NOTED = "noted"
    FORM_FILLED = "form_filled"
    SCORED = "scored"
    QUALIFIED = "qualified"
    QUESTION_OPENED = "question_opened"
    QUESTION_ANSWERED = "question_answered"
    TASK_PLANNED = "task_planned"
    TASK_FIRED = "task_fired"
    TASK_DONE = "task_done"
    TASK_CANCELLED = "task_cancelled"
    PARKED = "parked"
    UNPARKED = "unparked"
    OFFERED = "offered"
    OFFER_ACCEPTED = "offer_accepted"
    OFFER_REFUSED = "offer_refused"
    OFFER_EXPIRED = "offer_expired"
    OFFER_WITHDRAWN = "offer_withdrawn"
    APPOINTMENT_MADE = "appointment_made"
    APPOINTMENT_ENDED = "appointment_ended"
    SOLD = "sold"
    SALE_UNDONE = "sale_undone"
    CLOSED = "closed"
    REOPENED = "reopened"
    MOVED_SITE = "moved_site"
    CAR_CHOSEN = "car_chosen"  # another car than the one that was asked for
    WARNED = "warned"
    BREACHED = "breached"
    OBJECTED = "objected"
    MERGED = "merged"
    PERSONS_MERGED = "persons_merged"
    ATTACHED = "attached"  # a document, by hand
    UNDONE = "undone"


class TaskKind(StrEnum):
    RELAUNCH = "relaunch"
    CALLBACK = "callback"
    CONFIRM = "confirm"  # confirm an appointment
    OTHER = "other"


class TaskState(StrEnum):
    OPEN = "open"
    FIRED = "fired"  # became due; waits for a person (or has sent what was planned)
    DONE = "done"
    CANCELLED = "cancelled"


class OfferState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class AppointmentKind(StrEnum):
    VISIT = "visit"
    TEST_DRIVE = "test_drive"
    REMOTE = "remote"
    HANDOVER = "handover"


class AppointmentState(StrEnum):
    PLANNED = "planned"
    HONOURED = "honoured"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class OutboxState(StrEnum):
    """Where an outgoing message is. ``UNKNOWN``: the provider may have it; a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    FAILED = "failed"
    HELD = "held"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"


class Purpose(StrEnum):
    """Why we contact somebody; the contact policy judges by it."""

    ANSWER = "answer"  # fresh answer to a request
    TRANSACTIONAL = "transactional"  # confirmation, reminder
    PROSPECTING = "prospecting"


class RawOutcome(StrEnum):
    """What became of one incoming thing."""

    PENDING = "pending"
    LEAD = "lead"
    TOUCH = "touch"
    TO_SORT = "to_sort"
    FILED = "filed"
    REPEATED = "repeated"  # the same document again: nothing to do


class FiledAs(StrEnum):
    """Why something that arrived is not a lead."""

    NOT_A_LEAD = "not_a_lead"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"
    FAVOURITE = "favourite"
    CALL_REPORT = "call_report"
    NEWSLETTER = "newsletter"
    JOB_APPLICATION = "job_application"
    SPAM = "spam"
    TEST = "test"
    OBJECTION = "objection"  # somebody we know nothing else of wants to be left alone
    SUPPLIER = "supplier"


class CarStatus(StrEnum):
    IN_STOCK = "in_stock"
    RESERVED = "reserved"
    SOLD = "sold"
    GONE = "gone"


class StaffStatus(StrEnum):
    """What somebody said of themselves with F2."""

    AVAILABLE = "available"
    BUSY = "busy"
    BREAK = "break"
    OFF = "off"


class Lane(StrEnum):
    """The lanes of the queue, in the order of their keys 1 to 7."""

    TO_TAKE = "to_take"
    MINE = "mine"
    CALLBACKS = "callbacks"
    TO_ANSWER = "to_answer"
    WITH_SALES = "with_sales"
    TO_SORT = "to_sort"
    ALL = "all"


class NumberOwner(StrEnum):
    """Who answers a customer's number."""

    OWN = "own"  # the customer
    SHARED = "shared"  # the customer and others: it identifies nobody
    OTHERS = "others"  # somebody else, whom the customer named


class PhoneKind(StrEnum):
    MOBILE = "mobile"
    FIXED = "fixed"
    VOIP = "voip"
    FICTION = "fiction"  # blocks reserved for fiction, which demo and tests use
    OTHER = "other"
    UNREADABLE = "unreadable"
