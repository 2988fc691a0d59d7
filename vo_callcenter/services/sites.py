"""The group's sites and the hours of sites and center."""

from datetime import date
from typing import Any

from sqlmodel import Session, select

from data.changes import note_change
from data.tables import HoursRow, SiteRow
from rules.calendars import Calendar
from rules.reading.emails import is_address
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.vocabulary import Capability
from vo_callcenter.services.office import Office
from vo_callcenter.services.people import checked_name
from vo_callcenter.services.rights import require


class SitesService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def add(
        self,
        actor: Actor,
        name: str,
        hours: str,
        *,
        postcode: str = "",
        city: str = "",
        region: str = "",
        phone: str = "",
        email: str = "",
    ) -> int:
        """Add a site with its weekly hours (``mon-sat 09:00-12:00 14:00-19:00``; none: those the policy
        proposes); returns its id.

        Raises ``Refusal``: ``site_taken``, ``name_wrong``, ``hours_wrong``, ``email_wrong``.
        """
        require(actor, Capability.ADMINISTER)
        site = SiteRow(
            name=checked_name(name),
            postcode=postcode.strip(),
            city=city.strip(),
            region=region.strip(),
            phone=phone.strip(),
            email=checked_email(email),
        )
        with self._office.store.writing() as session:
            site_id = add_site(session, site, hours, self._office)
        self._office.forget()
        return site_id

    def set_email(self, actor: Actor, site_id: int, email: str) -> None:
        """The address the site's mails come from. Raises ``Refusal``: ``email_wrong``, ``no_such_site``."""
        require(actor, Capability.ADMINISTER)
        with self._office.store.writing() as session:
            site = session.get(SiteRow, site_id)
            if site is None:
                raise Refusal("no_such_site", site=site_id)
            site.email = checked_email(email)
            session.add(site)
            note_change(session, "site", site_id, self._office.now())

    def set_hours(
        self, actor: Actor, site_id: int | None, hours: str, effective_from: date | None = None
    ) -> None:
        """New weekly hours of a site, or of the center (None), from a day on."""
        require(actor, Capability.ADMINISTER)
        day = effective_from or self._office.today()
        with self._office.store.writing() as session:
            if site_id is not None and session.get(SiteRow, site_id) is None:
                raise Refusal("no_such_site", site=site_id)
            session.add(HoursRow(site_id=site_id, effective_from=day, hours=checked_hours(hours)))
            note_change(session, "hours", site_id or 0, self._office.now())
        self._office.forget()


def add_site(session: Session, site: SiteRow, hours: str, office: Office) -> int:
    """Add a site and its hours inside a transaction."""
    if session.exec(select(SiteRow.id).where(SiteRow.name == site.name)).first() is not None:
        raise Refusal("site_taken", name=site.name)
    data = checked_hours(hours or office.policy().desk.opening.site)
    session.add(site)
    session.flush()
    assert site.id is not None
    session.add(HoursRow(site_id=site.id, effective_from=EVER, hours=data))
    note_change(session, "site", site.id, office.now())
    note_change(session, "hours", site.id, office.now())
    return site.id


EVER = date(2000, 1, 1)
"""First hours hold for every past day too: there is nothing they would replace."""


def checked_email(email: str) -> str:
    """An address as written, or nothing. Raises ``Refusal("email_wrong")``."""
    email = email.strip()
    if email and not is_address(email):
        raise Refusal("email_wrong", email=email)
    return email


def checked_hours(hours: str) -> dict[str, Any]:
    """Calendar data of weekly hours as people write them. Raises ``Refusal("hours_wrong")`` with what is right."""
    try:
        calendar = Calendar.from_data({"week": hours})
    except ValueError as error:
        raise Refusal("hours_wrong", detail=str(error)) from error
    if not any(calendar.weeks[0][1]):
        raise Refusal("hours_wrong", detail=hours)
    return calendar.to_data()
