"""A listener that answers on a port of its own, with a source of each kind."""

from collections.abc import Iterator

import pytest

from data.store import Store
from rules.values.webhook import Webhook, WebhookKind
from tests.adapters.smtp_peer import free_port
from tests.engine.test_timetable import until
from tests.services.builders import actor, make_group
from tests.web.sender import SECRET, Sender
from vo_callcenter.adapters.graph import Graph
from vo_callcenter.bootstrap import Application
from vo_callcenter.engine.listening import Listening
from vo_callcenter.services.webhooks import WebhooksService

NAMES = {
    "site-lyon": WebhookKind.LEADS,
    "facebook": WebhookKind.FACEBOOK,
    "standard": WebhookKind.PHONE,
}


class Reception(Sender):
    """The sender's side of a listener under test, and what stands behind it."""

    def __init__(self, store: Store) -> None:
        super().__init__(free_port())
        self.app = Application(store)
        self.group = make_group(self.app.office)
        self.boss = actor(self.app.office, self.group, "ada")
        self.service = WebhooksService(self.app.office)
        for name, kind in NAMES.items():
            self.service.add(self.boss, Webhook(name, kind))
        self.listening = Listening(self.app, Graph("https://graph.example.test"), port=self.port)

    def begin(self, per_second: float = 1_000) -> None:
        self.listening.per_second = per_second
        self.listening.look()
        assert until(self._answers)

    def _answers(self) -> bool:
        try:
            return self.send("/health", method="GET")[0] == 200
        except OSError:
            return False


@pytest.fixture(autouse=True)
def _secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(f"VO_WEBHOOK_{name.upper().replace('-', '_')}_SECRET", SECRET)
    monkeypatch.setenv("VO_WEBHOOK_FACEBOOK_VERIFY", "mot de passe de Facebook")


@pytest.fixture
def reception(sqlite_store: Store) -> Iterator[Reception]:
    made = Reception(sqlite_store)
    yield made
    made.listening.stop()


@pytest.fixture
def site(reception: Reception) -> Reception:
    """It answers already."""
    reception.begin()
    return reception


@pytest.fixture
def site_on_each(store: Store) -> Iterator[Reception]:
    """It answers already, on each kind of store."""
    made = Reception(store)
    made.begin()
    yield made
    made.listening.stop()
