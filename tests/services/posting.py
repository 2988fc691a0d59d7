"""Transports for tests: they remember what they were given and answer what they were told to."""

from dataclasses import dataclass, field

from vo_callcenter.adapters.transport import Accepted, NotSent, Outgoing


@dataclass
class FakeTransport:
    """Accepts everything until told otherwise; ``answers`` are raised or returned one by one."""

    sent: list[Outgoing] = field(default_factory=list)
    answers: list[NotSent | Exception] = field(default_factory=list)

    def send(self, message: Outgoing) -> Accepted:
        if self.answers:
            raise self.answers.pop(0)
        self.sent.append(message)
        return Accepted("queued as 1")
