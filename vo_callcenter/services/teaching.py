"""Teaching a portal from one of its mails: a description is proposed, tried on the mail, and only then kept."""

from sqlmodel import Session

from data.changes import note_change
from data.tables import RawInputRow
from rules.reading.demand import Reading
from rules.reading.mail import Mail, MailRefused, looks_like_mail, read_mail
from rules.reading.portal import Portal
from rules.reading.portal_file import PortalError, load_portal
from rules.refusal import Refusal
from rules.rights import check_teaching
from rules.values.staff import Actor
from rules.values.teaching import ReadField, Trial
from rules.vocabulary import Capability, RawOutcome
from rules.words import Words
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.portals import PortalService
from vo_callcenter.services.portals_in_force import PortalsInForce
from vo_callcenter.services.rights import require

_VALUE = 200


class TeachingService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def propose(self, actor: Actor, raw_id: int) -> str:
        """A description to begin with: the one that claims the sender already, with this mail's subject, or a new
        one of its sender, subject and labels.

        Raises ``Refusal``: ``teach_no_mail``, ``teach_no_sign`` for a mail that nothing would tell,
        ``raw_sorted_already``, ``not_allowed``.
        """
        from rules.reading.portal_draft import drafted, with_subject

        mail = self._mail(actor, raw_id)
        claiming = self._claiming(mail)
        if claiming is not None:
            return with_subject(PortalService(self._office).text(claiming), mail)
        try:
            return drafted(mail)
        except ValueError as error:
            raise Refusal("teach_no_sign") from error

    def try_out(self, actor: Actor, raw_id: int, text: str) -> Trial:
        """What the mail would become by this description; nothing is kept.

        Raises ``Refusal("teach_wrong")`` with the first mistake, and as ``propose``.
        """
        self._mail(actor, raw_id)
        reading = self._read(raw_id, _portal(actor, text))
        return _trial(reading, _portal(actor, text))

    def keep(self, actor: Actor, raw_id: int, text: str) -> int | None:
        """Keep it as the next version of its name, and read the mail by it: returns the lead.

        Raises ``Refusal("teach_reads_nothing")`` unless the mail becomes a lead by it, and as ``try_out``.
        """
        if not self.try_out(actor, raw_id, text).may_be_kept:
            raise Refusal("teach_reads_nothing")
        PortalService(self._office).apply(actor, "", text)
        with self._office.store.writing() as session:
            row = _waiting(session, raw_id)
            row.outcome, row.reason, row.deadline_at = RawOutcome.PENDING.value, "", None
            session.add(row)
            note_change(session, "raw", raw_id, self._office.now())
        return IntakeService(self._office).read(raw_id)[0].lead_id

    def _mail(self, actor: Actor, raw_id: int) -> Mail:
        require(actor, Capability.SORT)
        check_teaching(actor)
        with self._office.store.reading() as session:
            row = _waiting(session, raw_id)
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
        ReadField(each.field, " ".join(each.value.split())[:_VALUE], each.line) for each in explained(reading)
    )
    return Trial(reading.outcome, reading.reason or "", reading.reader == portal.name, fields)


def _waiting(session: Session, raw_id: int) -> RawInputRow:
    row = session.get(RawInputRow, raw_id)
    if row is None:
        raise Refusal("no_such_raw", raw=raw_id)
    if row.outcome != RawOutcome.TO_SORT:
        raise Refusal("raw_sorted_already")
    return row
