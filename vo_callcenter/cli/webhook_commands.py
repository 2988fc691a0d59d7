"""``webhooks``: the sources that may call over HTTP, what they need, and how each is doing."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rules.refusal import Refusal
from rules.values.webhook import Webhook, WebhookKind, WebhookState
from rules.words import Words
from vo_callcenter.adapters.webhook_access import token_variable, variables_of
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import moment_text, refusal_text, say, say_json, say_table
from vo_callcenter.cli.site_commands import site_id_named
from vo_callcenter.cli.workplace import acting, open_office
from vo_callcenter.services.people import PeopleService
from vo_callcenter.services.webhooks import WebhooksService
from vo_callcenter.settings import read_settings, secret_named

_COLUMNS = ("name", "kind", "path", "site", "source", "accepted", "refused", "state")
_FOLDERS = {WebhookKind.LEADS: "leads", WebhookKind.FACEBOOK: "facebook", WebhookKind.PHONE: "calls"}


def list_webhooks(choices: Choices, *, as_json: bool) -> int:
    office, words = open_office(choices), choices.words
    states = WebhooksService(office).states()
    if as_json:
        say_json([_as_data(state) for state in states])
        return 0
    if not states:
        say(refusal_text(Refusal("webhook_none"), words))
        return 0
    rows = [
        (
            state.webhook.name,
            words(f"webhooks.kind_{state.webhook.kind}"),
            path_of(state.webhook),
            state.site,
            state.webhook.usual_source.value,
            str(state.accepted),
            str(state.refused),
            source_text(state, words),
        )
        for state in states
    ]
    say_table([words(f"webhooks.column_{name}") for name in _COLUMNS], rows)
    return 0


def add_webhook(choices: Choices, who: str | None, webhook: Webhook, site: str | None) -> int:
    office, words = open_office(choices), choices.words
    if site is not None:
        webhook = replace(webhook, site_id=site_id_named(PeopleService(office), site))
    WebhooksService(office).add(acting(office, who, words), webhook)
    settings = read_settings()
    say(words("webhooks.added", name=webhook.name, path=path_of(webhook)))
    if settings.listen_port:
        say(words("webhooks.listens", host=settings.listen_host, port=settings.listen_port))
    else:
        say(words("webhooks.nobody_listens"))
    if missing := missing_variables(webhook):
        say(words("webhooks.secrets_missing", variables=", ".join(missing)))
    return 0


def edit_webhook(
    choices: Choices, who: str | None, name: str, given: Mapping[str, Any], site: str | None
) -> int:
    """``given`` are fields of ``Webhook``."""
    office, words = open_office(choices), choices.words
    changes = dict(given)
    if site is not None:
        changes["site_id"] = site_id_named(PeopleService(office), site)
    WebhooksService(office).edit(acting(office, who, words), name, changes)
    say(words("webhooks.edited", name=name))
    return 0


def remove_webhook(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    WebhooksService(office).remove(acting(office, who, words), name)
    say(words("webhooks.removed", name=name))
    return 0


def pause_webhook(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    WebhooksService(office).pause(acting(office, who, words), name)
    say(words("webhooks.paused_now", name=name))
    return 0


def resume_webhook(choices: Choices, who: str | None, name: str) -> int:
    office, words = open_office(choices), choices.words
    WebhooksService(office).resume(acting(office, who, words), name)
    say(words("webhooks.resumed", name=name))
    return 0


def path_of(webhook: Webhook) -> str:
    """Where the source calls."""
    return f"/{_FOLDERS[webhook.kind]}/{webhook.name}"


def missing_variables(webhook: Webhook) -> list[str]:
    """The variables it needs that this machine does not have. Raises ``Refusal`` as ``secret_named`` does."""
    return [variable for variable in variables_of(webhook) if secret_named(variable) is None]


def source_text(state: WebhookState, words: Words) -> str:
    """How it is doing, in one line."""
    if not state.webhook.is_active:
        return words("webhooks.is_paused")
    try:
        missing = missing_variables(state.webhook)
    except Refusal:
        missing = []
    if missing:
        return words("webhooks.lacks", variables=", ".join(missing))
    said = words("webhooks.never_called")
    if state.accepted_at is not None:
        said = words("webhooks.is_well", count=state.accepted, at=moment_text(state.accepted_at))
    if state.unread:
        refusal = Refusal(
            state.unread_code, name=state.webhook.name, variable=token_variable(state.webhook.name)
        )
        why = refusal_text(refusal, words)
        said += words("webhooks.and_unread", count=state.unread, why=why)
    if state.refused_at is None:
        return said
    why = words(f"webhooks.refused_{state.refused_code}")
    at = moment_text(state.refused_at)
    return said + words("webhooks.and_refused", count=state.refused, why=why, at=at)


def _as_data(state: WebhookState) -> dict[str, object]:
    webhook = state.webhook
    return {
        "name": webhook.name,
        "kind": webhook.kind,
        "path": path_of(webhook),
        "site": state.site,
        "source": webhook.usual_source,
        "active": webhook.is_active,
        "accepted": state.accepted,
        "accepted_at": state.accepted_at,
        "refused": state.refused,
        "refused_at": state.refused_at,
        "refused_code": state.refused_code or None,
        "unread": state.unread,
        "unread_code": state.unread_code or None,
        "variables": variables_of(webhook),
    }
