"""Composing: choose a template, see the message as it would leave, queue it.

A message is refused while a variable has no value, and when the contact policy forbids it: the same gate is
passed again when it leaves (``vo_callcenter.services.delivery``).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, select

from data.tables import DraftRow, LeadRow, MessageRow, OutboxRow, PersonRow
from rules.action import Action
from rules.refusal import Refusal
from rules.values.message import Draft, Preview, TemplateChoice
from rules.values.staff import Actor
from rules.vocabulary import Channel, Purpose
from vo_callcenter.services.case import Case, opened
from vo_callcenter.services.contact_gate import judged, pass_gate
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit, require_sight
from vo_callcenter.services.templates import choices_for, chosen, template_of
from vo_callcenter.services.writing import Letter, letter, put_in_outbox, write_down

ACKNOWLEDGEMENT = "acknowledgement"
FIRST_ANSWER = "first_answer"
_SENDS = {Channel.EMAIL: Action.EMAIL, Channel.SMS: Action.SMS}


class ComposeService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def templates(self, actor: Actor, lead_id: int, channel: Channel) -> Sequence[TemplateChoice]:
        """Those of the channel: the customer's language first, the first answer first to who has had none."""
        with self._office.store.reading() as session:
            lead = _seen(session, actor, lead_id)
            lang = session.get_one(PersonRow, lead.person_id).lang
            choices = choices_for(session, channel, list(dict.fromkeys((lang, "fr", "en"))))
            if lead.first_contact_at is not None:
                return choices
            return sorted(choices, key=lambda each: (each.lang != lang, each.code != FIRST_ANSWER))

    def preview(
        self, actor: Actor, lead_id: int, channel: Channel, template_id: int | None, subject: str, body: str
    ) -> Preview:
        with self._office.store.reading() as session:
            lead = _seen(session, actor, lead_id)
            template = chosen(session, template_id) if template_id is not None else None
            return letter(
                session,
                lead,
                self._office.policy(),
                self._office.now(),
                sender_id=actor.id,
                channel=channel,
                template=template,
                subject=subject,
                body=body,
            ).preview()

    def send(
        self,
        actor: Actor,
        lead_id: int,
        channel: Channel,
        template_id: int | None,
        subject: str,
        body: str,
        at: datetime | None = None,
    ) -> int:
        """Message, outbox row and event in one transaction. Raises Refusal with nothing written."""
        if channel not in _SENDS:
            raise Refusal("message_channel", channel=channel.value)
        with opened(self._office, lead_id) as case:
            permit(_SENDS[channel], case, actor)
            template = chosen(case.session, template_id) if template_id is not None else None
            written = compose(case, actor.id, channel, template, subject, body, at)
            message_id = write_down(case, written, actor.id)
            _forget_draft(case.session, actor.id, lead_id, channel.value)
            return put_in_outbox(case, message_id, at)

    def draft(self, actor: Actor, lead_id: int, kind: str) -> Draft | None:
        with self._office.store.reading() as session:
            row = _draft(session, actor.id, lead_id, kind)
            if row is None:
                return None
            content = row.content
            return Draft(content.get("template_id"), content.get("subject", ""), content.get("body", ""))

    def keep_draft(self, actor: Actor, lead_id: int, kind: str, draft: Draft | None) -> None:
        """Keep what was begun; None forgets it."""
        with self._office.store.writing() as session:
            _seen(session, actor, lead_id)
            _forget_draft(session, actor.id, lead_id, kind)
            if draft is None:
                return
            content = {"template_id": draft.template_id, "subject": draft.subject, "body": draft.body}
            session.add(
                DraftRow(
                    staff_id=actor.id, lead_id=lead_id, kind=kind, content=content, at=self._office.now()
                )
            )


def compose(
    case: Case,
    sender_id: int | None,
    channel: Channel,
    template: TemplateChoice | None,
    subject: str,
    body: str,
    at: datetime | None = None,
) -> Letter:
    """The message, checked and through the gate at the moment it would leave. Raises Refusal."""
    written = letter(
        case.session,
        case.lead,
        case.policy,
        max(at, case.now) if at else case.now,
        sender_id=sender_id,
        channel=channel,
        template=template,
        subject=subject,
        body=body,
    )
    # A policy that only warns has warned in the preview.
    pass_gate(written.verdict, anyway=True)
    written.check()
    return written


def prepare(case: Case, actor: Actor, channel: Channel, template_id: int, at: datetime) -> int:
    """Write a planned message down for a relaunch due at ``at``; it leaves by ``release``. Returns its message id."""
    template = chosen(case.session, template_id)
    written = compose(case, actor.id, channel, template, template.subject, template.body, at)
    return write_down(case, written, actor.id)


def release(case: Case, message_id: int) -> int:
    """Queue a prepared message if it is still lawful. Returns its outbox id. Raises Refusal otherwise."""
    message = case.session.get_one(MessageRow, message_id)
    waiting = case.session.exec(select(OutboxRow.id).where(OutboxRow.message_id == message_id)).first()
    if waiting is not None:
        return waiting
    channel, purpose = Channel(message.channel), Purpose(message.purpose)
    verdict = judged(case.session, case.lead, channel, purpose, case.policy.contact, case.now)
    if (
        verdict.purpose is Purpose.PROSPECTING
        and purpose is not Purpose.PROSPECTING
        and not verdict.is_warning
    ):
        # Written as an answer, it lacks the way to say STOP that prospecting owes.
        raise Refusal("message_no_longer_answer")
    pass_gate(verdict, anyway=True)
    return put_in_outbox(case, message_id)


def acknowledge(case: Case) -> int | None:
    """Queue the automatic acknowledgement of a new lead, where there is an address for it. It stops no clock."""
    lang = case.session.get_one(PersonRow, case.lead.person_id).lang
    template = template_of(case.session, ACKNOWLEDGEMENT, Channel.EMAIL, lang)
    if template is None:
        return None
    try:
        written = compose(case, None, Channel.EMAIL, template, template.subject, template.body)
    except Refusal:
        return None
    return put_in_outbox(case, write_down(case, written, None, automatic=True))


def _seen(session: Session, actor: Actor, lead_id: int) -> LeadRow:
    lead = session.get(LeadRow, lead_id)
    if lead is None:
        raise Refusal("no_such_lead", lead=lead_id)
    require_sight(actor, lead)
    return lead


def _draft(session: Session, staff_id: int, lead_id: int, kind: str) -> DraftRow | None:
    return session.exec(
        select(DraftRow).where(
            DraftRow.staff_id == staff_id, DraftRow.lead_id == lead_id, DraftRow.kind == kind
        )
    ).first()


def _forget_draft(session: Session, staff_id: int, lead_id: int, kind: str) -> None:
    row = _draft(session, staff_id, lead_id, kind)
    if row is not None:
        session.delete(row)
        session.flush()
