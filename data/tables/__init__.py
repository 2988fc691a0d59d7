"""The tables, one file a subject. Importing this package declares all of them.

Codes of the trade are kept as their text (``rules.vocabulary``), moments as aware UTC (``UtcMoment``),
money as whole euros. Personal text stands only in tables that can be erased (persons, touches, messages,
notes, questions, raw inputs), never in ``lead_event``.
"""

from data.tables.conversation import CallRow, MessageRow, NoteRow, OutboxRow, QuestionRow, TouchRow
from data.tables.customer import ConsentRow, ObjectionRow, PersonEmailRow, PersonPhoneRow, PersonRow
from data.tables.group import AbsenceRow, GroupRow, HoursRow, SiteRow, StaffRow, StaffSiteRow
from data.tables.identity import MergeRow, SuggestionRow
from data.tables.incoming import RawInputRow
from data.tables.lead import AnswerRow, ClockRunRow, LeadEventRow, LeadRow, PresenceRow, TradeInRow
from data.tables.mailbox import MailboxMessageRow, MailboxReadingRow, MailboxRow
from data.tables.portal import PortalVersionRow
from data.tables.sales import AppointmentRow, OfferRow, SaleRow, TaskRow
from data.tables.stock import CarListingRow, CarRow
from data.tables.system import ChangeRow, DraftRow, LeaseRow, PolicyVersionRow, SettingRow
from data.tables.template import TemplateRow, TemplateVersionRow
from data.tables.webhook import (
    AwaitedLeadRow,
    PhoneCallRow,
    WebhookActivityRow,
    WebhookRow,
    WebhookSeenRow,
)

__all__ = [
    "AbsenceRow",
    "AnswerRow",
    "AppointmentRow",
    "AwaitedLeadRow",
    "CallRow",
    "CarListingRow",
    "CarRow",
    "ChangeRow",
    "ClockRunRow",
    "ConsentRow",
    "DraftRow",
    "GroupRow",
    "HoursRow",
    "LeadEventRow",
    "LeadRow",
    "LeaseRow",
    "MailboxMessageRow",
    "MailboxReadingRow",
    "MailboxRow",
    "MergeRow",
    "MessageRow",
    "NoteRow",
    "ObjectionRow",
    "OfferRow",
    "OutboxRow",
    "PersonEmailRow",
    "PersonPhoneRow",
    "PersonRow",
    "PhoneCallRow",
    "PolicyVersionRow",
    "PortalVersionRow",
    "PresenceRow",
    "QuestionRow",
    "RawInputRow",
    "SaleRow",
    "SettingRow",
    "SiteRow",
    "StaffRow",
    "StaffSiteRow",
    "SuggestionRow",
    "TaskRow",
    "TemplateRow",
    "TemplateVersionRow",
    "TouchRow",
    "TradeInRow",
    "WebhookActivityRow",
    "WebhookRow",
    "WebhookSeenRow",
]
