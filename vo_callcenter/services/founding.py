"""The first start: a group, its first site, its first administrator and the policy of its scenario."""

from dataclasses import dataclass

from sqlmodel import Session, select

from data.changes import note_change
from data.queries.people import active_administrators
from data.tables import GroupRow, HoursRow, PolicyVersionRow, SiteRow, StaffRow
from rules.policy import PRESETS, complete, load, packaged
from rules.refusal import Refusal
from rules.vocabulary import Role
from vo_callcenter.services.office import Office
from vo_callcenter.services.people import checked_login, checked_name
from vo_callcenter.services.sign_in import hashed, system_user
from vo_callcenter.services.sites import EVER, add_site, checked_email, checked_hours
from vo_callcenter.services.templates import install_templates


@dataclass(frozen=True, slots=True)
class Answers:
    """What somebody answered at the first start."""

    group: str
    site: str
    site_hours: str
    """Weekly hours, or empty for those the policy proposes."""
    name: str
    login: str
    """Of the system user, or one with a passphrase: there must be a way in."""
    preset: str = "b"
    """Scenario A to D of the study."""
    lang: str = "fr"
    postcode: str = ""
    site_email: str = ""
    """Where the site's mails come from; without one they wait (``sites email`` gives it later)."""
    email: str = ""
    passphrase: str = ""
    center_hours: str = ""
    """As ``site_hours``; ``vo-callcenter sites hours`` changes both."""


def is_founded(office: Office) -> bool:
    """Whether somebody answered the questions of the first start."""
    with office.store.reading() as session:
        return session.get(GroupRow, 1) is not None


def founders_login(login: str) -> str:
    """As it is kept; the system user's own may be written in any way. Raises ``Refusal("login_wrong")``."""
    kept = login.strip().lower()
    return kept if kept and kept == (system_user() or "").lower() else checked_login(login)


def found(office: Office, answers: Answers, *, is_demo: bool = False) -> int:
    """Write the group, message templates included, in one transaction; returns the administrator's id.

    Raises ``Refusal``: ``founded_already``, ``preset_unknown``, ``name_wrong``, ``hours_wrong``, ``email_wrong``,
    ``login_wrong``.
    """
    preset = answers.preset.lower()
    if preset not in PRESETS:
        raise Refusal("preset_unknown", preset=answers.preset, known=", ".join(PRESETS).upper())
    layers = packaged(preset)
    policy, now = load(layers), office.now()
    site_hours = answers.site_hours or policy.desk.opening.site
    center_hours = answers.center_hours or policy.desk.opening.center
    with office.store.writing() as session:
        if session.exec(select(GroupRow.id)).first() is not None:
            raise Refusal("founded_already")
        session.add(
            GroupRow(
                id=1, name=checked_name(answers.group), lang=answers.lang, is_demo=is_demo, created_at=now
            )
        )
        session.add(HoursRow(site_id=None, effective_from=EVER, hours=checked_hours(center_hours)))
        add_site(
            session,
            SiteRow(
                name=checked_name(answers.site),
                postcode=answers.postcode,
                email=checked_email(answers.site_email),
            ),
            site_hours,
            office,
        )
        staff = StaffRow(
            login=founders_login(answers.login),
            name=checked_name(answers.name),
            role=Role.ADMINISTRATOR.value,
            email=answers.email,
            lang=answers.lang,
            passphrase_hash=hashed(answers.passphrase) if answers.passphrase else "",
            created_at=now,
        )
        session.add(staff)
        session.flush()
        assert staff.id is not None
        session.add(
            PolicyVersionRow(
                effective_from=policy.effective_from,
                preset=policy.preset,
                reference=policy.reference,
                text=complete(layers),
                created_at=now,
                created_by_id=staff.id,
            )
        )
        note_change(session, "policy", 1, now)
        install_templates(session, now)
    office.forget()
    return staff.id


def check_locked_out(office: Office, login: str) -> None:
    """Whether ``login`` is an active administrator of a group none of whose administrators has a passphrase.

    Raises ``Refusal``: ``not_founded``, ``administrators_can_enter``, ``no_administrator``.
    """
    with office.store.reading() as session:
        _locked_out(session, login)


def let_in(office: Office, login: str, passphrase: str) -> None:
    """Give that administrator a first passphrase; raises as ``check_locked_out`` and ``passphrase_too_short``."""
    kept = hashed(passphrase)
    with office.store.writing() as session:
        staff = _locked_out(session, login)
        staff.passphrase_hash = kept
        session.add(staff)
        assert staff.id is not None
        note_change(session, "staff", staff.id, office.now())


def _locked_out(session: Session, login: str) -> StaffRow:
    if session.get(GroupRow, 1) is None:
        raise Refusal("not_founded")
    administrators = active_administrators(session)
    if names := [each.name for each in administrators if each.passphrase_hash]:
        raise Refusal("administrators_can_enter", names=", ".join(names))
    for each in administrators:
        if each.login == login.strip().lower():
            return each
    raise Refusal("no_administrator", login=login, known=", ".join(each.login for each in administrators))
