"""Signing in: one seam. The demonstration is open; otherwise the system's user is trusted, or a passphrase asked."""

import os
from collections.abc import Callable, Sequence

from sqlmodel import Session

from data.queries.people import active_administrators, sites_of, staff_cards, staff_with_login
from data.tables import GroupRow, StaffRow
from rules.refusal import Refusal
from rules.values.staff import Actor, StaffCard
from rules.vocabulary import Capability, Role
from vo_callcenter.services.office import Office


def system_user() -> str | None:
    """Who the operating system says is at work. The environment is not asked: anybody can set it."""
    if os.name == "posix":
        import pwd

        try:
            return pwd.getpwuid(os.getuid()).pw_name
        except KeyError:
            return None
    try:
        return os.getlogin()
    except OSError:
        return None


class SignInService:
    def __init__(self, office: Office, user: Callable[[], str | None] = system_user) -> None:
        self._office = office
        self._user = user

    def people(self) -> Sequence[StaffCard]:
        """Everybody who may sign in, active ones only."""
        with self._office.store.reading() as session:
            return staff_cards(session, self._office.now(), active_only=True)

    def needs_passphrase(self, staff_id: int) -> bool:
        with self._office.store.reading() as session:
            return not self._is_trusted(session, _active(session, staff_id))

    def sign_in(self, staff_id: int, passphrase: str = "") -> Actor:
        """Raises ``Refusal``: ``sign_in_unknown``, ``sign_in_wrong_passphrase``, ``sign_in_no_passphrase``,
        ``sign_in_locked_out`` (no administrator has a passphrase).

        Somebody who was just added chooses their passphrase with the first one they type; whoever looks after
        people or rules is given theirs by an administrator.
        """
        with self._office.store.reading() as session:
            staff = _active(session, staff_id)
            actor = actor_of(self._office, session, staff)
            if self._is_trusted(session, staff):
                return actor
            if staff.passphrase_hash:
                _check_passphrase(staff.passphrase_hash, passphrase)
                return actor
            if any(actor.may(each) for each in _TRUSTED):
                nobody = not any(each.passphrase_hash for each in active_administrators(session))
                if nobody and staff.role == Role.ADMINISTRATOR:
                    raise Refusal("sign_in_locked_out", login=staff.login)
                raise Refusal("sign_in_no_passphrase")
        self._choose(staff_id, passphrase)
        return actor

    def _choose(self, staff_id: int, passphrase: str) -> None:
        if len(passphrase) < _SHORTEST:
            raise Refusal("sign_in_choose", count=_SHORTEST)
        kept = hashed(passphrase)
        with self._office.store.writing() as session:
            staff = _active(session, staff_id)
            if staff.passphrase_hash:
                raise Refusal("sign_in_wrong_passphrase")
            staff.passphrase_hash = kept
            session.add(staff)

    def sign_in_as(self, login: str | None, passphrase: Callable[[str], str] | None = None) -> Actor:
        """The person of that login, or whoever has the system user's login.

        ``passphrase`` is called with the person's name when one is needed. Raises ``Refusal("sign_in_who")``
        when nobody is named and nobody has the system user's login.
        """
        wanted = login or self._user() or ""
        with self._office.store.reading() as session:
            staff = staff_with_login(session, wanted)
            if staff is None or not staff.is_active or staff.id is None:
                raise (
                    Refusal("sign_in_unknown", login=wanted)
                    if login
                    else Refusal("sign_in_who", login=wanted)
                )
            number, name = staff.id, staff.name
            is_trusted = self._is_trusted(session, staff)
        return self.sign_in(number, "" if is_trusted or passphrase is None else passphrase(name))

    def _is_trusted(self, session: Session, staff: StaffRow) -> bool:
        group = session.get(GroupRow, 1)
        if group is not None and group.is_demo:
            return True
        user = self._user()
        return user is not None and user.lower() == staff.login.lower()


def actor_of(office: Office, session: Session, staff: StaffRow) -> Actor:
    """Somebody with the rights their role has under the policy in force."""
    assert staff.id is not None
    role = Role(staff.role)
    desk = office.policy().desk
    return Actor(
        id=staff.id,
        name=staff.name,
        role=role,
        capabilities=desk.granted(role),
        sites=sites_of(session, staff.id),
        lang=staff.lang,
        granted={each: desk.granted(each) for each in Role},
    )


def hashed(passphrase: str) -> str:
    """The argon2id hash that is kept of a passphrase. Raises ``Refusal("passphrase_too_short")``."""
    if len(passphrase) < _SHORTEST:
        raise Refusal("passphrase_too_short", count=_SHORTEST)
    from argon2 import PasswordHasher

    return PasswordHasher().hash(passphrase)


_SHORTEST = 10
_TRUSTED = (Capability.PEOPLE, Capability.ADMINISTER, Capability.SUPERVISE)


def _active(session: Session, staff_id: int) -> StaffRow:
    staff = session.get(StaffRow, staff_id)
    if staff is None or not staff.is_active:
        raise Refusal("sign_in_unknown", login=staff.login if staff else str(staff_id))
    return staff


def _check_passphrase(kept: str, given: str) -> None:
    from argon2 import PasswordHasher
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        PasswordHasher().verify(kept, given)
    except (VerificationError, InvalidHashError) as error:
        raise Refusal("sign_in_wrong_passphrase") from error
