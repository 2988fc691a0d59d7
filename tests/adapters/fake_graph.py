"""A small Graph at an address of its own, as Facebook's answers: real HTTP, and whatever a test has it say."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit


def answers(lead_id: str) -> bytes:
    """A lead as Graph gives it."""
    fields = [
        {"name": "full_name", "values": ["Jean Dupont"]},
        {"name": "email", "values": [f"p{lead_id}@example.org"]},
    ]
    return json.dumps(
        {"id": lead_id, "created_time": "2026-11-24T09:00:00+0000", "field_data": fields}
    ).encode()


@dataclass(slots=True)
class FakeGraph:
    """A small Graph at an address of its own. ``says`` is what it answers next; leads afterwards."""

    port: int = 0
    says: list[tuple[int, bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    drips: bool = False

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}/v24.0"


@contextmanager
def fake_graph() -> Iterator[FakeGraph]:
    graph = FakeGraph()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            graph.asked.append(self.path)
            lead_id = urlsplit(self.path).path.rpartition("/")[2]
            status, body = graph.says.pop(0) if graph.says else (200, answers(lead_id))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{graph.base}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if graph.drips:
                with suppress(ConnectionError):  # whoever asked has had enough
                    for each in body:
                        self.wfile.write(bytes([each]))
                        time.sleep(0.02)
            else:
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    graph.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield graph
    finally:
        server.shutdown()
        server.server_close()
