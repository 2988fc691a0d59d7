"""The engine listens for calls over HTTP while it leads, where its machine's settings name a port."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from data.queries.webhooks import webhooks
from rules.refusal import Refusal
from rules.values.trouble import TroubleKind
from vo_callcenter.adapters.graph import Graph
from vo_callcenter.adapters.webhook_access import keys_of, read_lead
from vo_callcenter.bootstrap import Application
from vo_callcenter.services.graph_reading import GraphReading
from vo_callcenter.services.reception import Reception
from vo_callcenter.services.troubles import note_troubles

if TYPE_CHECKING:
    from vo_callcenter.web.listener import Listener
    from vo_callcenter.web.sources import Sources

log = structlog.get_logger()


@dataclass(slots=True)
class Listening:
    """``look`` again and again follows what people set up. Nothing is loaded, bound or asked without a port."""

    app: Application
    graph: Graph
    host: str = "127.0.0.1"
    port: int = 0
    """0: nobody listens."""
    per_second: float = 50.0
    _listener: "Listener | None" = None
    _sources: "Sources | None" = None
    _is_refused: bool = False
    _reading: GraphReading | None = field(default=None, init=False)

    def look(self) -> None:
        """Listen, to those who may call now; write down whose calls were refused."""
        if not self.port:
            return
        from vo_callcenter.web.sources import Sources

        self._sources = self._sources or Sources()
        with self.app.store.reading() as session:
            known = webhooks(session)
        self._sources.renew(known, keys_of)
        self._listen(self._sources)
        Reception(self.app.office).note_refused(self._sources.refused())

    def read_announced(self) -> int:
        """Read from Graph what Facebook announced; returns how many leads."""
        if self._reading is None:
            self._reading = GraphReading(
                self.app.office,
                self.app.intake,
                lambda name, lead_id: read_lead(self.graph, name, lead_id),
            )
        return self._reading.read_due()

    def stop(self) -> None:
        """Take no more calls; returns when the last is answered."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
            log.info("listener stopped")

    def _listen(self, sources: "Sources") -> None:
        if self._listener is not None and self._listener.is_alive:
            return
        from vo_callcenter.web.listener import Listener

        self.stop()
        try:
            self._listener = Listener(self.app, sources, self.host, self.port, self.per_second)
        except Refusal as refusal:
            if not self._is_refused:
                log.error("listener refused", port=self.port, detail=refusal.params.get("detail"))
            self._is_refused = True
            note_troubles(self.app.store, TroubleKind.LISTENER, [f"{self.host}:{self.port}"])
            return
        self._is_refused = False
        self._listener.start()
        note_troubles(self.app.store, TroubleKind.LISTENER, [])
        log.info("listening", host=self.host, port=self._listener.port)
