"""What sources sign their calls with, and what Facebook is asked with: from the settings, read anew, kept nowhere."""

from dataclasses import dataclass, field

from rules.refusal import Refusal
from rules.values.webhook import Webhook, WebhookKind
from vo_callcenter.adapters.graph import Graph
from vo_callcenter.settings import secret_named


@dataclass(frozen=True, slots=True)
class Keys:
    """What one source proves itself by."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any of them signs: the one in force, and the one before it while senders change over."""
    verify: str = field(default="", repr=False)
    """The word Facebook repeats when it is given our address."""


def secret_variable(name: str) -> str:
    """The variable that holds a source's shared secret: ``VO_WEBHOOK_SITE_LYON_SECRET`` for ``site-lyon``."""
    return _variable(name, "SECRET")


def former_secret_variable(name: str) -> str:
    """The variable of the secret that still counts while senders change over."""
    return _variable(name, "SECRET_BEFORE")


def verify_variable(name: str) -> str:
    """The variable that holds the verification word of a Facebook source."""
    return _variable(name, "VERIFY")


def token_variable(name: str) -> str:
    """The variable that holds the token by which a Facebook source's answers are read."""
    return _variable(name, "TOKEN")


def variables_of(webhook: Webhook) -> tuple[str, ...]:
    """The variables that a source needs."""
    name = webhook.name
    if webhook.kind is WebhookKind.FACEBOOK:
        return secret_variable(name), verify_variable(name), token_variable(name)
    return (secret_variable(name),)


def keys_of(webhook: Webhook) -> Keys:
    """Raises ``Refusal`` as ``secret_named`` does."""
    found = (_said(secret_variable(webhook.name)), _said(former_secret_variable(webhook.name)))
    verify = _said(verify_variable(webhook.name)) if webhook.kind is WebhookKind.FACEBOOK else ""
    return Keys(tuple(filter(None, found)), verify)


def read_lead(graph: Graph, name: str, lead_id: str) -> bytes:
    """A lead's answers by the token that holds now. Raises ``Refusal("graph_no_token")`` and as ``Graph.lead``."""
    variable = token_variable(name)
    token = _said(variable)
    try:
        if not token:
            raise Refusal("graph_no_token")
        return graph.lead(lead_id, token, _said(secret_variable(name)))
    except Refusal as refusal:
        raise Refusal(refusal.code, **{**refusal.params, "name": name, "variable": variable}) from refusal


def _variable(name: str, what: str) -> str:
    return f"VO_WEBHOOK_{name.upper().replace('-', '_')}_{what}"


def _said(variable: str) -> str:
    secret = secret_named(variable)
    return secret.get_secret_value() if secret else ""
