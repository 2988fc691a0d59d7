"""An IMAP server that says what it is told to say: for what no real one can be made to do at will."""

import re
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager


class Script:
    """``answers`` go by the command's first words; everything else is simply done. ``heard`` is what was asked.

    A last line that begins with ``OK``, ``NO`` or ``BAD`` is the tagged one; after a line ``+ `` none follows until
    the client says ``DONE``. The lines of one answer leave together.
    """

    def __init__(self, capability: str = "IMAP4rev1 IDLE MOVE UIDPLUS") -> None:
        self.capability = capability
        self.answers: dict[str, Sequence[bytes]] = {}
        self.heard: list[str] = []
        self.hangs_up_on = ""

    def said(self, command: str) -> Sequence[bytes]:
        for start, lines in self.answers.items():
            if command.upper().startswith(start):
                return lines
        if command.upper().startswith("CAPABILITY"):
            return [f"* CAPABILITY {self.capability}".encode()]
        if command.upper().startswith("SELECT"):
            return [b"* 1 EXISTS", b"* OK [UIDVALIDITY 42] ok", b"* OK [UIDNEXT 6] ok"]
        if command.upper().startswith("UID SEARCH"):
            return [b"* SEARCH 5"]
        if command.upper().startswith("LIST"):
            return [b'* LIST () "." INBOX']
        return []


def _talk(connection: socket.socket, script: Script) -> None:
    with connection, connection.makefile("rwb") as stream:
        stream.write(b"* OK ready\r\n")
        stream.flush()
        tag = b""
        is_secret_next = False
        for line in stream:
            words = line.strip()
            if words == b"DONE" or is_secret_next:
                is_secret_next = False
                stream.write(tag + b" OK done\r\n")
                stream.flush()
                continue
            tag, _, command = words.partition(b" ")
            asked = re.sub(r"^LOGIN .*", "LOGIN", command.decode())
            script.heard.append(asked)
            if script.hangs_up_on and asked.upper().startswith(script.hangs_up_on):
                return
            lines = list(script.said(asked))
            is_tagged = bool(lines) and lines[-1].startswith((b"OK", b"NO", b"BAD"))
            last = lines.pop() if is_tagged else b"OK done"
            for each in lines:
                stream.write(each + b"\r\n")
            is_secret_next = command.startswith(b"AUTHENTICATE")
            goes_on = any(each.startswith(b"+ ") for each in lines)
            if is_tagged or not goes_on:
                stream.write(tag + b" " + last + b"\r\n")
            stream.flush()


@contextmanager
def imap_script(script: Script) -> Iterator[int]:
    """The server's port on 127.0.0.1."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=_talk, args=[connection, script], daemon=True).start()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
