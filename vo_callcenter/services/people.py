"""The people and the sites: added, sent home, called back; what somebody held never stays with who left."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from data.changes import note_change
from data.queries.people import active_administrators, site_cards, sites_of, staff_cards, staff_with_login
from data.tables import AbsenceRow, SiteRow, StaffRow, StaffSiteRow
from rules.reading.emails import is_address
from rules.refusal import Refusal
from rules.values.staff import Actor, SiteCard, StaffCard
from rules.vocabulary import Capability, Role, StaffStatus
from rules.words import LANGUAGES
from vo_callcenter.services.leaving import give_back
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require
from vo_callcenter.services.sign_in import hashed

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,31}")
_LONGEST_NAME = 80


class PeopleService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def people(self) -> Sequence[StaffCard]:
        with self._office.store.reading() as session:
            return staff_cards(session, self._office.now())

    def sites(self) -> Sequence[SiteCard]:
        with self._office.store.reading() as session:
            return site_cards(session, self._office.calendars(), self._office.now())

    def add(
        self,
        actor: Actor,
        login: str,
        name: str,
        role: Role,
        site_id: int | None,
        email: str = "",
        lang: str = "fr",
        passphrase: str | None = None,
    ) -> int:
        """Add somebody; a manager of a site, and whoever such a manager adds, sees the leads of that site only.

        Raises ``Refusal``: ``login_wrong``, ``login_taken``, ``name_wrong``, ``email_wrong``, ``no_such_site``,
        ``other_site``, ``not_allowed`` (only administrators make administrators), ``passphrase_too_short``.
        """
        require(actor, Capability.PEOPLE)
        if role is Role.ADMINISTRATOR:
            require(actor, Capability.ADMINISTER)
        login, name = checked_login(login), checked_name(name)
        if email and not is_address(email):
            raise Refusal("email_wrong", email=email)
        with self._office.store.writing() as session:
            self._check_site(session, actor, site_id)
            if staff_with_login(session, login) is not None:
                raise Refusal("login_taken", login=login)
            row = StaffRow(
                login=login,
                name=name,
                role=role.value,
                site_id=site_id,
                email=email,
                lang=lang if lang in LANGUAGES else "fr",
                passphrase_hash="" if passphrase is None else hashed(passphrase),
                created_at=self._office.now(),
            )
            staff_id = self._kept(session, row)
            if site_id is not None and (role is Role.MANAGER or actor.sites):
                session.add(StaffSiteRow(staff_id=staff_id, site_id=site_id))
            return staff_id

    def set_passphrase(self, actor: Actor, staff_id: int, passphrase: str) -> None:
        """One's own, or somebody's whose people one looks after. Raises ``Refusal("passphrase_too_short")``."""
        with self._office.store.writing() as session:
            staff = _staff(session, staff_id)
            if staff_id != actor.id:
                self._check_may_manage(session, actor, staff)
            staff.passphrase_hash = hashed(passphrase)
            self._kept(session, staff)

    def deactivate(self, actor: Actor, staff_id: int) -> None:
        """Leads they held go back to the queue or to the next candidate.

        Raises ``Refusal``: ``not_yourself``, ``last_administrator``.
        """
        if staff_id == actor.id:
            raise Refusal("not_yourself")
        with self._office.store.writing() as session:
            staff = _staff(session, staff_id)
            self._check_may_manage(session, actor, staff)
            if staff.role == Role.ADMINISTRATOR and len(active_administrators(session)) == 1:
                raise Refusal("last_administrator")
            staff.is_active = False
            self._kept(session, staff)
            give_back(self._office, session, staff_id, actor, has_left=True)

    def reactivate(self, actor: Actor, staff_id: int) -> None:
        with self._office.store.writing() as session:
            staff = _staff(session, staff_id)
            self._check_may_manage(session, actor, staff)
            staff.is_active = True
            staff.status = StaffStatus.AVAILABLE.value
            self._kept(session, staff)

    def add_absence(
        self, actor: Actor, staff_id: int, starts_at: datetime, ends_at: datetime, reason: str = ""
    ) -> int:
        """Plan an absence; one that has begun returns claims at once where the policy says so (the engine sees to others).

        Everybody may plan their own. Raises ``Refusal("absence_wrong")`` when it ends before it begins or is over.
        """
        now = self._office.now()
        if ends_at <= starts_at or ends_at <= now:
            raise Refusal("absence_wrong")
        with self._office.store.writing() as session:
            staff = _staff(session, staff_id)
            if staff_id != actor.id:
                self._check_may_manage(session, actor, staff)
            row = AbsenceRow(staff_id=staff_id, starts_at=starts_at, ends_at=ends_at, reason=reason[:200])
            session.add(row)
            self._kept(session, staff)
            assert row.id is not None
            if starts_at <= now and self._office.policy().desk.claims.on_absence == "return":
                give_back(self._office, session, staff_id, actor, has_left=False)
            return row.id

    def cancel_absence(self, actor: Actor, absence_id: int) -> None:
        with self._office.store.writing() as session:
            row = session.get(AbsenceRow, absence_id)
            if row is None:
                raise Refusal("no_such_absence")
            staff = _staff(session, row.staff_id)
            if row.staff_id != actor.id:
                self._check_may_manage(session, actor, staff)
            session.delete(row)
            self._kept(session, staff)

    def set_status(self, actor: Actor, status: StaffStatus) -> None:
        with self._office.store.writing() as session:
            staff = _staff(session, actor.id)
            staff.status = status.value
            self._kept(session, staff)

    def keep_preferences(self, actor: Actor, lang: str, theme: str) -> None:
        with self._office.store.writing() as session:
            staff = _staff(session, actor.id)
            staff.lang = lang if lang in LANGUAGES else staff.lang
            staff.theme = theme[:60]
            self._kept(session, staff)

    def _check_may_manage(self, session: Session, actor: Actor, staff: StaffRow) -> None:
        require(actor, Capability.PEOPLE)
        if staff.role == Role.ADMINISTRATOR:
            require(actor, Capability.ADMINISTER)
        self._check_site(session, actor, staff.site_id)
        if actor.sites and staff.role == Role.MANAGER and staff.id is not None:
            # Nobody reaches further by another's account: a passphrase one sets is a door one can use.
            sees = sites_of(session, staff.id)
            if not sees or not sees <= actor.sites:
                raise Refusal("other_site")

    def _check_site(self, session: Session, actor: Actor, site_id: int | None) -> None:
        """Somebody bound to sites looks after the people of those sites, never after those of the whole group."""
        if site_id is not None and session.get(SiteRow, site_id) is None:
            raise Refusal("no_such_site", site=site_id)
        if actor.sites and site_id not in actor.sites:
            raise Refusal("other_site")

    def _kept(self, session: Session, row: StaffRow) -> int:
        session.add(row)
        session.flush()
        assert row.id is not None
        note_change(session, "staff", row.id, self._office.now())
        return row.id


def checked_login(login: str) -> str:
    """As it is kept. Raises ``Refusal("login_wrong")``."""
    kept = login.strip().lower()
    if not _LOGIN.fullmatch(kept):
        raise Refusal("login_wrong", login=kept)
    return kept


def checked_name(name: str) -> str:
    """A name on one line. Raises ``Refusal("name_wrong")`` for an empty, very long or unprintable one."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise Refusal("name_wrong", count=_LONGEST_NAME)
    return name


def _staff(session: Session, staff_id: int) -> StaffRow:
    staff = session.get(StaffRow, staff_id)
    if staff is None:
        raise Refusal("no_such_person", staff=staff_id)
    return staff
