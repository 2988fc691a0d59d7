"""What goes wrong behind the consoles is kept where each can read it."""

from sqlmodel import select

from data.tables import TemplateVersionRow
from rules.values.trouble import Trouble, TroubleKind
from tests.services.center import Center
from vo_callcenter.services.live import LiveService
from vo_callcenter.services.templates import TemplateService
from vo_callcenter.services.troubles import note_troubles, troubles


def test_each_kind_is_noted_by_itself_and_ends_by_itself(center: Center) -> None:
    store = center.store
    assert troubles(store) == ()
    note_troubles(store, TroubleKind.TEMPLATE, ("Accueil",))
    note_troubles(store, TroubleKind.JOB, ("backup", "outbox"))
    assert LiveService(center.office).troubles() == (
        Trouble(TroubleKind.JOB, "backup"),
        Trouble(TroubleKind.JOB, "outbox"),
        Trouble(TroubleKind.TEMPLATE, "Accueil"),
    )
    note_troubles(store, TroubleKind.JOB, ())
    assert troubles(store) == (Trouble(TroubleKind.TEMPLATE, "Accueil"),)


def test_a_template_that_this_version_cannot_fill_in_is_named(center: Center) -> None:
    templates = TemplateService(center.office)
    templates.install()
    assert templates.unreadable() == []
    with center.store.writing() as session:
        version = session.exec(select(TemplateVersionRow).order_by("id")).first()
        assert version is not None
        version.body = "Bonjour {{ horoscope }}"
        wrong = version.template_id
    assert templates.unreadable() == [templates.one(wrong).name]
