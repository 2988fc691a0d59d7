"""Teaching a portal from one of its mails: a description is proposed, tried on the mail, and only then kept."""

from collections.abc import Iterator

from sqlmodel import Session

from data.changes import note_change
from data.queries.matching import intake_alone
from data.tables import RawInputRow
from rules.reading.demand import Reading
from rules.reading.free_text import GENERAL
from rules.reading.left_over import REST
from rules.reading.mail import Mail, MailRefused, looks_like_mail, read_mail
from rules.reading.portal import Portal
from rules.reading.portal_file import PortalError, load_portal
from rules.refusal import Refusal
from rules.rights import check_teaching
from rules.values.staff import Actor
from rules.values.teaching import ReadField, Taught, Trial
from rules.vocabulary import Capability, RawOutcome
from rules.words import Words
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.portals import PortalService
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.rights import require
from vo_callcenter.services.taught_mails import TaughtMails

_VALUE = 200
_GENERAL = frozenset({"words", REST})
"""What found a value when the general reader did."""


class TeachingService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def propose(self, actor: Actor, raw_id: int, lang: str) -> str:
        """A description to begin with: the one that claims the sender already, with this mail's subject, or a new
        one of its sender, subject and labels. Its remarks are in ``lang``.

        Raises ``Refusal``: ``teach_no_mail``, ``teach_no_sign`` for a mail that nothing would tell,
        ``raw_sorted_already`` unless the general reader made its enquiry, ``not_allowed``.
        """
        from rules.reading.portal_draft import drafted, with_mail

        mail, words = self._mail(actor, raw_id), Words(lang)
        claiming = self._claiming(mail)
        if claiming is not None:
            return with_mail(PortalService(self._office).text(claiming), mail, words)
        try:
            return drafted(mail, words)
        except ValueError as error:
            raise Refusal("teach_no_sign") from error

    def try_out(self, actor: Actor, raw_id: int, text: str) -> Trial:
        """What the mail would become by this description; nothing is kept.

        Raises ``Refusal("teach_wrong")`` with the first mistake, and as ``propose``.
        """
        self._mail(actor, raw_id)
        reading = self._read(raw_id, _portal(actor, text))
        return _trial(reading, _portal(actor, text))

    def keep(self, actor: Actor, raw_id: int, text: str) -> Taught:
        """Keep it as the next version of its name; the mail and the others of its senders that wait are read by it.

        A mail that was an enquiry before stays one as it was read. Raises ``Refusal("teach_reads_nothing")`` unless
        the mail becomes a lead by it, and as ``try_out``.
        """
        if not self.try_out(actor, raw_id, text).may_be_kept:
            raise Refusal("teach_reads_nothing")
        version = PortalService(self._office).apply(actor, "", text)
        with self._office.store.writing() as session:
            intake_alone(session)
            row = _teachable(session, raw_id)
            lead_id, is_waiting = row.lead_id, row.outcome == RawOutcome.TO_SORT
            if is_waiting:
                row.outcome, row.reason, row.deadline_at = RawOutcome.PENDING.value, "", None
                session.add(row)
                note_change(session, "raw", raw_id, self._office.now())
        if is_waiting:
            lead_id = IntakeService(self._office).read(raw_id)[0].lead_id
        others, behind = TaughtMails(self._office).read_again(load_portal(version.name, text))
        return Taught(lead_id, is_waiting, others, behind)

    def _mail(self, actor: Actor, raw_id: int) -> Mail:
        require(actor, Capability.SORT)
        check_teaching(actor)
        with self._office.store.reading() as session:
            row = _teachable(session, raw_id)
            content = row.content
        if row.part or row.size > len(content) or not looks_like_mail(content):
            raise Refusal("teach_no_mail")
        try:
            return read_mail(content)
        except MailRefused as error:
            raise Refusal("teach_no_mail") from error

    def _read(self, raw_id: int, portal: Portal) -> Reading:
        from rules.reading.reader import read

        with self._office.store.reading() as session:
            row = session.get_one(RawInputRow, raw_id)
            content, name, at = row.content, row.name, row.received_at
        others = [
            each
            for each in PortalsInForce(self._office).changed()
            if each.name.casefold() != portal.name.casefold()
        ]
        return read(content, name, at, (portal, *others))[0]

    def _claiming(self, mail: Mail) -> str | None:
        """The description in force that claims the sender's domain."""
        from rules.reading.emails import in_domains
        from rules.reading.portal import packaged_portals

        changed = PortalsInForce(self._office).changed()
        names = {portal.name.casefold() for portal in changed}
        known = (*changed, *(each for each in packaged_portals() if each.name.casefold() not in names))
        return next((each.name for each in known if in_domains(mail.sender, each.domains)), None)


def _portal(actor: Actor, text: str) -> Portal:
    try:
        return load_portal("", text)
    except PortalError as error:
        problem = error.problems[0].text(Words(actor.lang)).lstrip(": —")
        raise Refusal("teach_wrong", problem=problem) from error


def _trial(reading: Reading, portal: Portal) -> Trial:
    from rules.reading.explained import explained

    fields = tuple(
        ReadField(
            each.field,
            " ".join(each.value.split())[:_VALUE],
            each.line,
            each.by in _GENERAL and each.line > 0,
        )
        for each in explained(reading)
    )
    is_own = reading.reader == portal.name
    return Trial(reading.outcome, reading.reason or "", is_own, fields, tuple(_unread(reading)))


def _unread(reading: Reading) -> Iterator[str]:
    """What most enquiries have and this one lacks."""
    demand = reading.demand
    if demand is None:
        return
    if not demand.message:
        yield "message"
    if not (demand.first_name or demand.last_name or demand.full_name):
        yield "name"
    if not (demand.phones or demand.emails):
        yield "contact"
    if not any(car.label for car in (*demand.wanted, *demand.trade_ins)):
        yield "car"


def _teachable(session: Session, raw_id: int) -> RawInputRow:
    """A mail that waits, or one of which the general reader made an enquiry."""
    row = session.get(RawInputRow, raw_id)
    if row is None:
        raise Refusal("no_such_raw", raw=raw_id)
    is_general = row.reader == GENERAL and row.outcome in (RawOutcome.LEAD, RawOutcome.TOUCH)
    if row.outcome != RawOutcome.TO_SORT and not is_general:
        raise Refusal("raw_sorted_already")
    return row
