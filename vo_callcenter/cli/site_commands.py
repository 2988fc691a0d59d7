"""``sites``: the group's sites and the hours of sites and center."""

from datetime import date

from rules.refusal import Refusal
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import say, say_json, say_table
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.office import CENTER
from vo_callcenter.services.people import PeopleService
from vo_callcenter.services.sites import SitesService

_CENTER = "center"


def list_sites(choices: Choices, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    sites = PeopleService(office).sites()
    center = office.calendars()[CENTER].hours_text(office.today())
    if as_json:
        say_json({"center": center, "sites": sites})
        return 0
    rows: list[tuple[object, ...]] = [(_CENTER, "", "", "", center)]
    rows += [(site.name, site.postcode, site.city, site.region, site.hours) for site in sites]
    names = ("site", "postcode", "city", "region", "hours")
    say_table([words(f"cli.column_{name}") for name in names], rows)
    return 0


def add_site(
    choices: Choices,
    who: str | None,
    name: str,
    hours: str,
    postcode: str,
    city: str,
    region: str,
    phone: str,
    email: str,
) -> int:
    office, words = open_office(choices), choices.words
    SitesService(office).add(
        acting(office, who, words),
        name,
        hours,
        postcode=postcode,
        city=city,
        region=region,
        phone=phone,
        email=email,
    )
    say(words("cli.site_added", name=name))
    return 0


def change_hours(choices: Choices, who: str | None, site: str, hours: str, start: date | None) -> int:
    office, words = open_office(choices), choices.words
    site_id = None if site.lower() == _CENTER else site_id_named(PeopleService(office), site)
    SitesService(office).set_hours(acting(office, who, words), site_id, hours, start)
    say(words("cli.hours_kept", name=site))
    return 0


def change_email(choices: Choices, who: str | None, site: str, email: str) -> int:
    office, words = open_office(choices), choices.words
    site_id = site_id_named(PeopleService(office), site)
    SitesService(office).set_email(acting(office, who, words), site_id, email)
    say(words("cli.site_email_kept", name=site))
    return 0


def site_id_named(people: PeopleService, name: str) -> int:
    """The site of that name. Raises ``Refusal("site_unknown")`` with the names there are."""
    sites = people.sites()
    for site in sites:
        if site.name.casefold() == name.strip().casefold() or str(site.id) == name:
            return site.id
    raise Refusal("site_unknown", name=name, known=", ".join(site.name for site in sites))
