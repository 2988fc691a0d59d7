"""The sources that may call over HTTP: set up, corrected, paused and removed by an administrator, and how each is doing."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from data.changes import note_change
from data.queries.webhooks import remove_webhook, webhook_named, webhook_states, webhooks
from data.tables import GroupRow, SiteRow, WebhookRow
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.values.webhook import Webhook, WebhookState
from rules.vocabulary import Capability
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 40


class WebhooksService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def add(self, actor: Actor, webhook: Webhook) -> int:
        """Let a source call; returns its id.

        Raises ``Refusal``: ``webhook_name_wrong``, ``webhook_taken``, ``no_such_site``, ``webhook_not_in_demo``
        (a demonstration listens to nobody).
        """
        require(actor, Capability.ADMINISTER)
        if not _NAME.fullmatch(webhook.name) or len(webhook.name) > _LONGEST:
            raise Refusal("webhook_name_wrong", name=webhook.name)
        with self._office.store.writing() as session:
            group = session.get(GroupRow, 1)
            if group is not None and group.is_demo:
                raise Refusal("webhook_not_in_demo")
            if webhook_named(session, webhook.name) is not None:
                raise Refusal("webhook_taken", name=webhook.name)
            if webhook.site_id is not None and session.get(SiteRow, webhook.site_id) is None:
                raise Refusal("no_such_site", site=webhook.site_id)
            row = WebhookRow(
                name=webhook.name,
                kind=webhook.kind.value,
                site_id=webhook.site_id,
                source=webhook.source.value if webhook.source else None,
                is_active=webhook.is_active,
                created_at=self._office.now(),
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            note_change(session, "webhook", row.id, self._office.now())
            return row.id

    def edit(self, actor: Actor, name: str, changes: Mapping[str, Any]) -> None:
        """Correct the ``site_id`` or the ``source`` of a source; its kind is in its address: that is another source.

        Raises ``Refusal``: ``webhook_unknown``, ``nothing_to_change``, ``no_such_site``.
        """
        require(actor, Capability.ADMINISTER)
        webhook = replace(found := self.named(name), **changes)
        if not changes:
            raise Refusal("nothing_to_change")
        with self._office.store.writing() as session:
            if webhook.site_id is not None and session.get(SiteRow, webhook.site_id) is None:
                raise Refusal("no_such_site", site=webhook.site_id)
            row = session.get_one(WebhookRow, found.id)
            row.site_id, row.source = webhook.site_id, webhook.source.value if webhook.source else None
            session.add(row)
            note_change(session, "webhook", found.id, self._office.now())

    def pause(self, actor: Actor, name: str) -> None:
        """Take nothing from it until it is resumed; it is told to come back later."""
        self._switch(actor, name, is_active=False)

    def resume(self, actor: Actor, name: str) -> None:
        self._switch(actor, name, is_active=True)

    def remove(self, actor: Actor, name: str) -> None:
        """Forget a source and what it counted; what came from it stays."""
        require(actor, Capability.ADMINISTER)
        webhook = self.named(name)
        with self._office.store.writing() as session:
            remove_webhook(session, webhook.id)
            note_change(session, "webhook", webhook.id, self._office.now())

    def all(self) -> Sequence[Webhook]:
        with self._office.store.reading() as session:
            return webhooks(session)

    def states(self) -> Sequence[WebhookState]:
        """All of them by name, with how each is doing."""
        with self._office.store.reading() as session:
            return webhook_states(session)

    def named(self, name: str) -> Webhook:
        """Raises ``Refusal``: ``webhook_unknown`` with the names there are, ``webhook_none``."""
        with self._office.store.reading() as session:
            found = webhook_named(session, name)
            if found is None:
                known = ", ".join(each.name for each in webhooks(session))
                raise Refusal("webhook_unknown", name=name, known=known) if known else Refusal("webhook_none")
            return found

    def _switch(self, actor: Actor, name: str, *, is_active: bool) -> None:
        require(actor, Capability.ADMINISTER)
        webhook = self.named(name)
        with self._office.store.writing() as session:
            row = session.get_one(WebhookRow, webhook.id)
            row.is_active = is_active
            session.add(row)
            note_change(session, "webhook", webhook.id, self._office.now())
