"""Who may call, as the listener knows it: read from the store and the settings now and then, asked at every call."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from rules.values.webhook import Webhook, WebhookKind
from vo_callcenter.adapters.webhook_access import Keys
from vo_callcenter.web.answers import Turned


@dataclass(frozen=True, slots=True)
class Source:
    """A source with what it proves itself by."""

    webhook: Webhook
    keys: Keys


class Sources:
    """All of them by name, and which of their calls were refused since that was last written down."""

    def __init__(self) -> None:
        self._by_name: Mapping[str, Source] = {}
        self._refused: Counter[int] = Counter()
        self._last: dict[int, str] = {}
        self._lock = Lock()

    def renew(self, webhooks: Sequence[Webhook], keys_of: Callable[[Webhook], Keys]) -> None:
        """These are the sources from now on."""
        self._by_name = {webhook.name: Source(webhook, keys_of(webhook)) for webhook in webhooks}

    def named(self, name: str, kind: WebhookKind) -> Source:
        """Raises ``Turned``: ``unknown_source``, ``paused``, ``no_secret``."""
        source = self._by_name.get(name)
        if source is None or source.webhook.kind is not kind:
            raise Turned("unknown_source")
        if not source.webhook.is_active:
            raise Turned("paused", source.webhook.id)
        if not source.keys.secrets:
            raise Turned("no_secret", source.webhook.id)
        return source

    def count_refused(self, source: int, code: str) -> None:
        with self._lock:
            self._refused[source] += 1
            self._last[source] = code

    def refused(self) -> dict[int, tuple[int, str]]:
        """How many calls of each source were refused since this was last asked, and why the last one was."""
        with self._lock:
            found = {source: (count, self._last[source]) for source, count in self._refused.items()}
            self._refused.clear()
            return found
