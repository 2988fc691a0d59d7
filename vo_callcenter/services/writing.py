"""One message being written: where it goes, what it says, what is missing, whether it may leave."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from data.changes import note_change
from data.queries.contact import ContactFile, contact_file
from data.tables import LeadRow, MessageRow, OutboxRow, SiteRow, TouchRow
from rules import sms
from rules.contact import judge, needs_stop_mention
from rules.policy import Policy
from rules.policy.contact import OthersNumbers
from rules.refusal import Refusal
from rules.templates import Rendered, render, variables_of
from rules.values.contact import ChannelVerdict
from rules.values.message import Preview, TemplateChoice
from rules.vocabulary import Channel, EventKind, OutboxState, Purpose
from vo_callcenter.services.case import Case
from vo_callcenter.services.contact_gate import contact_facts, numbers_for
from vo_callcenter.services.message_values import Rows, clean, rows_of, values_of
from vo_callcenter.services.templates import template_of

WRITTEN = (Channel.EMAIL, Channel.SMS)
_MESSAGE_ID = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
_NO_DOMAIN = "vo-callcenter.invalid"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as it would leave."""

    channel: Channel
    address: str
    rendered: Rendered
    purpose: Purpose
    verdict: ChannelVerdict
    in_reply_to: str
    template_version_id: int | None

    def preview(self) -> Preview:
        text = self.rendered
        size = sms.size(text.body) if self.channel is Channel.SMS else None
        return Preview(
            address=self.address,
            subject=text.subject,
            body=text.body,
            resolved=text.resolved,
            missing=text.missing,
            missing_spans=text.missing_spans,
            verdict=self.verdict,
            encoding=size.encoding if size else "",
            units=size.units if size else 0,
            parts=size.parts if size else 0,
            odd_character=size.odd_character if size else "",
        )

    def check(self) -> None:
        """Raises ``Refusal`` for a message that must not be queued as it is."""
        if not self.address:
            raise Refusal("message_no_address", channel=self.channel.value)
        if self.rendered.missing:
            raise Refusal("message_variable_missing", name=self.rendered.missing[0])
        if not self.rendered.body.strip():
            raise Refusal("message_empty")
        if self.channel is Channel.EMAIL and not self.rendered.subject.strip():
            raise Refusal("message_no_subject")


def letter(
    session: Session,
    lead: LeadRow,
    policy: Policy,
    now: datetime,
    *,
    sender_id: int | None,
    channel: Channel,
    template: TemplateChoice | None,
    subject: str,
    body: str,
) -> Letter:
    """Put a message together. ``now`` is when it would leave. Raises Refusal for a template that cannot be read."""
    if channel not in WRITTEN:
        raise Refusal("message_channel", channel=channel.value)
    wanted = template.purpose if template else Purpose.ANSWER
    file = contact_file(session, lead)
    verdict = judge(channel, wanted, contact_facts(file, policy.contact), policy.contact, now)
    rows = rows_of(session, lead, sender_id, template.lang if template else "")
    address, in_reply_to = _addressed(session, lead, channel, file, policy.contact.others)
    subject = " ".join(subject.split(" ")).strip() if channel is Channel.EMAIL else ""
    body = _with_footers(session, rows, policy, verdict, body)
    names = (*variables_of(subject), *variables_of(body))
    rendered = render(subject, body, values_of(session, rows, names, policy.stock))
    return Letter(
        channel=channel,
        address=address,
        rendered=rendered,
        purpose=verdict.purpose,
        verdict=verdict,
        in_reply_to=in_reply_to,
        template_version_id=template.version_id if template else None,
    )


def write_down(case: Case, letter: Letter, staff_id: int | None, *, automatic: bool = False) -> int:
    """Keep the message with its lead; it does not leave yet. Returns its id."""
    return case.add(
        MessageRow(
            lead_id=case.id,
            direction="out",
            channel=letter.channel.value,
            address=letter.address,
            subject=letter.rendered.subject,
            body=letter.rendered.body,
            message_id=f"{secrets.token_hex(16)}@{_domain(case)}" if letter.channel is Channel.EMAIL else "",
            in_reply_to=letter.in_reply_to,
            is_automatic=automatic,
            purpose=letter.purpose.value,
            template_version_id=letter.template_version_id,
            staff_id=staff_id,
            at=case.now,
        )
    )


def put_in_outbox(case: Case, message_id: int, not_before: datetime | None = None) -> int:
    """Let a message that was written down leave, now or not before a moment. Returns the outbox id."""
    message = case.session.get_one(MessageRow, message_id)
    outbox_id = case.add(
        OutboxRow(
            message_id=message_id,
            lead_id=case.id,
            channel=message.channel,
            state=OutboxState.QUEUED.value,
            try_at=max(not_before, case.now) if not_before else case.now,
        )
    )
    case.record(
        EventKind.MESSAGE_QUEUED,
        message.staff_id,
        message=message_id,
        channel=message.channel,
        automatic=message.is_automatic,
    )
    note_change(case.session, "outbox", outbox_id, case.now)
    return outbox_id


def cancel_outbox(case: Case, outbox: OutboxRow, reason: str) -> None:
    """What waited to leave will not."""
    outbox.state = OutboxState.CANCELLED.value
    outbox.reason = reason
    outbox.finished_at = case.now
    case.session.add(outbox)
    assert outbox.id is not None
    note_change(case.session, "outbox", outbox.id, case.now)


def references_of(session: Session, message: MessageRow, limit: int = 10) -> tuple[str, ...]:
    """The Message-IDs of the conversation before this message, oldest first, the one it answers last."""
    received = session.exec(
        select(TouchRow.at, TouchRow.message_id).where(
            TouchRow.lead_id == message.lead_id, TouchRow.message_id != ""
        )
    ).all()
    sent = session.exec(
        select(MessageRow.at, MessageRow.message_id).where(
            MessageRow.lead_id == message.lead_id, MessageRow.message_id != "", MessageRow.id != message.id
        )
    ).all()
    before = [plain_id(text) for at, text in sorted((*received, *sent)) if at <= message.at]
    chain = [each for each in dict.fromkeys(before) if each and each != message.in_reply_to]
    if not message.in_reply_to:
        return ()
    return (*chain[-(limit - 1) :], message.in_reply_to)


def plain_id(text: str) -> str:
    """A Message-ID without its brackets; empty when what was received is none that a header could carry."""
    bare = text.strip().removeprefix("<").removesuffix(">")
    return bare if len(bare) <= 250 and _MESSAGE_ID.fullmatch(bare) else ""


def _addressed(
    session: Session, lead: LeadRow, channel: Channel, file: ContactFile, others: OthersNumbers
) -> tuple[str, str]:
    """Where the message goes and the Message-ID it answers: the portal's relay of the last mail comes first."""
    if channel is Channel.SMS:
        numbers = numbers_for(channel, file, others)
        return (numbers[0] if numbers else ""), ""
    touches = session.exec(
        select(TouchRow.message_id, TouchRow.address)
        .where(TouchRow.lead_id == lead.id)
        .order_by(col(TouchRow.at).desc(), col(TouchRow.id).desc())
    ).all()
    answered = next((plain_id(message_id) for message_id, _ in touches if message_id), "")
    reply = next((address for _, address in touches if "@" in address), "")
    if not reply:
        emails = file.emails
        own = [each.address for each in emails if not each.is_relay] or [each.address for each in emails]
        reply = own[0] if own else ""
    return reply, answered


def _with_footers(session: Session, rows: Rows, policy: Policy, verdict: ChannelVerdict, body: str) -> str:
    """The body with the information notice at first contact and the way to stop prospecting."""
    codes = []
    if _is_first(session, rows.lead):
        codes.append("footer_notice")
    if needs_stop_mention(verdict.purpose, verdict.channel, policy.contact):
        codes.append("footer_stop")
    separator = " " if verdict.channel is Channel.SMS else "\n\n"
    for code in codes:
        footer = template_of(session, code, verdict.channel, rows.lang)
        if footer is not None and footer.body not in body:
            body = body.rstrip() + separator + footer.body
    return body


def _is_first(session: Session, lead: LeadRow) -> bool:
    """Whether nothing was ever written to this customer that left or is leaving."""
    gone = (OutboxState.CANCELLED.value, OutboxState.FAILED.value, OutboxState.BOUNCED.value)
    written = session.exec(
        select(OutboxRow.id)
        # By the message, which has an index of its lead.
        .join(MessageRow, col(MessageRow.id) == OutboxRow.message_id)
        .join(LeadRow, col(LeadRow.id) == MessageRow.lead_id)
        .where(LeadRow.person_id == lead.person_id, col(OutboxRow.state).not_in(gone))
        .limit(1)
    ).first()
    return written is None


def _domain(case: Case) -> str:
    """The domain of our Message-IDs: the site's own mail domain."""
    site = case.session.get(SiteRow, case.lead.site_id) if case.lead.site_id else None
    domain = clean(site.email).rpartition("@")[2] if site else ""
    return domain if _MESSAGE_ID.fullmatch(f"x@{domain}") else _NO_DOMAIN
