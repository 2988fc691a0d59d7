"""Sources that may call over HTTP: an administrator sets them up, and a refusal says why."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.store import Store
from data.tables import GroupRow
from rules.refusal import Refusal
from rules.values.webhook import Webhook, WebhookKind
from rules.vocabulary import Source
from tests.services.builders import actor, make_group
from vo_callcenter.services.office import Office
from vo_callcenter.services.reception import Call, Reception
from vo_callcenter.services.webhooks import WebhooksService

SITE = Webhook("site-lyon")


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def test_a_source_is_set_up_paused_resumed_and_removed(store: Store) -> None:
    office = Office(store)
    group = make_group(office)
    service, boss = WebhooksService(office), actor(office, group, "ada")
    number = service.add(boss, replace(SITE, site_id=group.lyon, source=Source.LEBONCOIN))
    known = service.named("site-lyon")
    assert (known.id, known.site_id, known.usual_source) == (number, group.lyon, Source.LEBONCOIN)
    service.pause(boss, "site-lyon")
    assert [each.is_active for each in service.all()] == [False]
    service.resume(boss, "site-lyon")
    assert [each.is_active for each in service.all()] == [True]
    [state] = service.states()
    assert (state.site, state.accepted, state.refused_at) == ("Lyon", 0, None)
    Reception(office).receive([Call(known, b"{}", office.now(), "sha256=1", office.now())])
    Reception(office).note_refused({number: (1, "too_late")})
    service.remove(boss, "site-lyon")
    assert service.all() == []
    assert service.add(boss, SITE)


def test_a_refusal_says_what_is_wrong_with_a_source(store: Store) -> None:
    office = Office(store)
    group = make_group(office)
    service, boss = WebhooksService(office), actor(office, group, "ada")
    for name in ("", "Lyon", "a b", "../x", "-a", "a" * 41, "é"):
        assert code_of(lambda name=name: service.add(boss, Webhook(name))) == "webhook_name_wrong"  # type: ignore[misc] # the lambda is called at once
    service.add(boss, SITE)
    assert code_of(lambda: service.add(boss, SITE)) == "webhook_taken"
    assert code_of(lambda: service.add(boss, Webhook("x", site_id=99))) == "no_such_site"
    assert code_of(lambda: service.named("other")) == "webhook_unknown"
    assert code_of(lambda: service.add(actor(office, group, "camille"), Webhook("x"))) == "not_allowed"
    with store.writing() as session:
        session.get_one(GroupRow, 1).is_demo = True
    assert code_of(lambda: service.add(boss, Webhook("x", WebhookKind.PHONE))) == "webhook_not_in_demo"
