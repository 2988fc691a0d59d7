"""Events of a telephone system, as JSON: it rings, somebody answers, nobody does, it ends.

Systems differ in their words; the ones below are read, in any writing (``call.missed``, ``no-answer``, « manqué »).
"""

import json
import re
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.dates import read_date
from rules.reading.demand import Reading
from rules.reading.json_fields import moment_text, phone_text, words_of
from rules.reading.limits import MAX_EXCERPT, MAX_FIELD, MAX_PROSPECTS
from rules.reading.notice import CallEvent, CallEventKind
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source

READER = "calls"
_KINDS = {
    CallEventKind.INCOMING: "incoming ringing ring started initiated inbound entrant sonne",
    CallEventKind.ANSWERED: "answered answer connected established decroche repondu",
    CallEventKind.MISSED: "missed unanswered noanswer abandoned busy cancelled voicemail manque perdu rejected",
    CallEventKind.ENDED: "ended end hangup completed terminated finished raccroche termine",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()} | {
    "no answer": CallEventKind.MISSED,
    "hang up": CallEventKind.ENDED,
    "non repondu": CallEventKind.MISSED,
    "not answered": CallEventKind.MISSED,
}
_KEYS = {
    "event": ("event", "event type", "type", "state", "status", "call status", "evenement", "etat"),
    "call_id": ("call id", "callid", "uniqueid", "unique id", "call uuid", "uuid", "linkedid", "id", "call"),
    "caller": ("caller", "from", "caller number", "caller id", "callerid", "calling", "ani", "src", "appelant",
               "from number", "numero appelant"),
    "called": ("called", "to", "called number", "did", "dst", "dnis", "callee", "appele", "to number", "line",
               "numero appele"),
    "name": ("caller name", "from name", "callername", "nom appelant"),
    "at": ("at", "timestamp", "time", "date", "occurred at", "event time", "started at", "heure"),
    "agent": ("agent", "answered by", "extension", "user", "operator", "poste"),
    "talk": ("talk seconds", "talk time", "billsec", "talk duration", "conversation seconds"),
    "direction": ("direction", "sens"),
}  # fmt: skip
_KEY_OF = {word: name for name, words in _KEYS.items() for word in words}
_OUTBOUND = frozenset({"outbound", "out", "outgoing", "sortant"})
_WITHHELD = re.compile(
    r"(?i)\s*(?:anonymous|unknown|private|withheld|restricted|masqu[ée]|inconnu|anonyme|priv[ée]|-)?\s*"
)
_DIGITS = re.compile(r"[0-9]{1,6}(?:\.[0-9]+)?")


def is_call(value: Any) -> bool:
    """Whether it is an event of a call, or a list of them."""
    if isinstance(value, list):
        return bool(value) and all(is_call(each) for each in value[:20])
    if not isinstance(value, dict):
        return False
    said = _said(value)
    return _kind(said) is not None and "caller" in said


def read_calls(value: Any) -> list[Reading]:
    """Each event in its order."""
    events = value if isinstance(value, list) else [value]
    readings = [_call(each) for each in events[:MAX_PROSPECTS]]
    if len(events) > MAX_PROSPECTS:
        readings.append(
            Reading(RawOutcome.TO_SORT, READER, reason="too_many_leads", detail=str(MAX_PROSPECTS))
        )
    return readings


def _call(value: Any) -> Reading:
    said = _said(value) if isinstance(value, dict) else {}
    kind, excerpt = _kind(said), json.dumps(value, ensure_ascii=False)[:MAX_EXCERPT]
    if kind is None:
        return Reading(RawOutcome.TO_SORT, READER, reason="call_unknown_event", excerpt=excerpt)
    caller = phone_text(said.get("caller", ""))
    fields = {"phone": "" if _WITHHELD.fullmatch(caller) else caller, "full_name": said.get("name", "")}
    if fields["full_name"].strip() == caller.strip():
        fields["full_name"] = ""
    at = read_date(moment_text(said.get("at", ""))).utc
    call = CallEvent(
        kind=kind,
        call_id=said.get("call_id", "").strip()[:200],
        at=at,
        called=said.get("called", "").strip(),
        agent=said.get("agent", "").strip(),
        talk_seconds=_seconds(said.get("talk", "")),
        is_outbound=words_of(said.get("direction", "")) in _OUTBOUND,
    )
    demand = assembled(
        fields,
        Source.PHONE,
        Channel.PHONE,
        is_missed_call=kind is not CallEventKind.ANSWERED,
        is_live_call=kind is CallEventKind.ANSWERED,
    )
    if call.is_outbound:
        return _filed("call_outbound", call, excerpt)
    if not demand.has_contact:
        return _filed("call_withheld", call, excerpt)
    return Reading(RawOutcome.LEAD, READER, demand, call=call, excerpt=excerpt)


def _filed(reason: str, call: CallEvent, excerpt: str) -> Reading:
    return Reading(RawOutcome.FILED, READER, None, reason, FiledAs.CALL_REPORT, excerpt=excerpt, call=call)


def _said(value: dict[Any, Any]) -> dict[str, str]:
    """The texts of an event by what they are; ``{"call": {…}}`` and ``{"data": {…}}`` around it do not count."""
    said: dict[str, str] = {}
    for key, inner in value.items():
        name = words_of(str(key))
        if isinstance(inner, dict) and name in ("call", "data", "payload", "event"):
            said = {**_said(inner), **said}
        elif isinstance(inner, dict) and name in ("caller", "from", "called", "to"):
            number = next(
                (str(inner[each]) for each in ("number", "phone", "phone_number") if inner.get(each)), ""
            )
            said.setdefault(_KEY_OF[name], number[:MAX_FIELD])
            if name in ("caller", "from") and isinstance(inner.get("name"), str):
                said.setdefault("name", inner["name"][:MAX_FIELD])
        elif name in _KEY_OF and inner is not None and not isinstance(inner, dict | list | bool):
            field, text = _KEY_OF[name], str(inner)[:MAX_FIELD]
            if field == "event" and _kind(said) is None:
                said[field] = text  # {"type": "call", "status": "missed"}: the word that says something
            said.setdefault(field, text)
    return said


def _kind(said: dict[str, str]) -> CallEventKind | None:
    words = words_of(said.get("event", "")).removeprefix("call ").removeprefix("appel ").removesuffix(" call")
    return _KIND_OF.get(words)


def _seconds(given: str) -> int | None:
    """How long people spoke. The whole duration of a call says nothing: it counts the ringing."""
    return int(float(given)) if _DIGITS.fullmatch(given) else None
