"""The conversation as one timeline: what stands of a lead's events, with the texts of their rows.

Codes are keys of the catalog ``timeline``. Moments among the parameters are aware UTC: whoever shows them puts
them into local words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from data.tables import CallRow, MessageRow, NoteRow, QuestionRow, TouchRow
from rules.events import LeadEvent, came_with, standing
from rules.values.lead import EntryKind, TimelineEntry
from rules.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class Texts:
    """The rows that a lead's events speak of, by id."""

    touches: Mapping[int, TouchRow] = field(default_factory=dict)
    messages: Mapping[int, tuple[MessageRow, str | None]] = field(default_factory=dict)
    calls: Mapping[int, CallRow] = field(default_factory=dict)
    notes: Mapping[int, NoteRow] = field(default_factory=dict)
    questions: Mapping[int, QuestionRow] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    sites: Callable[[int], str] = str
    cars: Mapping[int, str] = field(default_factory=dict)
    """Titles of the cars that are known anyway; of others an event tells the stock number."""


def timeline(events: Sequence[LeadEvent], texts: Texts, undoable: int | None) -> tuple[TimelineEntry, ...]:
    """Every entry, oldest first. ``undoable`` is the event that this reader could take back."""
    by_id = {event.id: event for event in events}
    stands = {event.id for event in standing(events)}
    attached = [event for event in events if event.kind is EventKind.ATTACHED]
    brought = {event.id for act in attached for event in came_with(events, act)}
    brought |= {event.id for event in events if "act" in event.data}
    entries = []
    for event in events:
        if event.kind is EventKind.UNDONE:
            target = by_id.get(int(event.data["event"]))
            if "split" in event.data:
                if target is not None and "merge" in target.data:
                    entries.append(_system(event, "split", texts))
                continue
            # What was taken back along with another act is part of that one.
            if target is not None and target.id not in brought:
                code = "call_not_dialled" if target.kind is EventKind.CALLED else "undone"
                entries.append(_system(event, code, texts))
            continue
        if event.id in stands:
            entry = _entry(event, texts, event.id == undoable)
            if entry is not None:
                entries.append(entry)
    return tuple(sorted(entries, key=lambda entry: entry.at))


_HIDDEN = frozenset(
    {
        EventKind.CALL_ENDED,  # told with its call
        EventKind.MESSAGE_ACCEPTED,  # told with its message
        EventKind.MESSAGE_BOUNCED,
        EventKind.MESSAGE_FAILED,
        EventKind.MESSAGE_CANCELLED,
    }
)


def _entry(event: LeadEvent, texts: Texts, can_undo: bool) -> TimelineEntry | None:
    data = event.data
    match event.kind:
        case kind if kind in _HIDDEN:
            return None
        case EventKind.RELEASED if data.get("reason") == "handed_over":
            return None  # told by the acceptance
        case EventKind.RECEIVED | EventKind.TOUCHED:
            touch = texts.touches.get(data["touch"])
            return TimelineEntry(
                at=event.at,
                kind=EntryKind.INCOMING,
                code=f"{event.kind.value}_{data['channel']}",
                params={},
                who=touch.portal if touch else "",
                subject=touch.subject if touch else "",
                text=touch.text if touch else "",
                event_id=event.id,
            )
        case EventKind.MESSAGE_QUEUED:
            return _message(event, texts, can_undo)
        case EventKind.CALLED:
            return _call(event, texts, can_undo)
        case EventKind.NOTED:
            note = texts.notes.get(data["note"])
            return _told(event, EntryKind.NOTE, "noted", texts, can_undo, text=note.text if note else "")
        case EventKind.QUESTION_OPENED | EventKind.QUESTION_ANSWERED:
            question = texts.questions.get(data["question"])
            text = ""
            if question is not None:
                text = question.text if event.kind is EventKind.QUESTION_OPENED else question.answer
            return _told(event, EntryKind.NOTE, event.kind.value, texts, can_undo, text=text)
        case EventKind.TASK_PLANNED:
            params = {"due": event.moment("due")}
            code = f"task_planned_{data['kind']}"
            return _told(event, EntryKind.TASK, code, texts, can_undo, params)
        case EventKind.TASK_DONE if data.get("reason") == "handed_over":
            return _told(event, EntryKind.TASK, "task_handed_over", texts, can_undo)
        case EventKind.TASK_FIRED | EventKind.TASK_DONE | EventKind.TASK_CANCELLED:
            return _told(event, EntryKind.TASK, event.kind.value, texts, can_undo)
        case EventKind.SCORED:
            if not data.get("by_hand"):
                return None
            return _told(event, EntryKind.SYSTEM, f"rated_{data['temperature']}", texts, can_undo)
        case _:
            code, params = _coded(event, texts)
            return _told(event, EntryKind.SYSTEM, code, texts, can_undo, params)


def _coded(event: LeadEvent, texts: Texts) -> tuple[str, dict[str, Any]]:
    """The code and parameters of what is told without a text."""
    data, kind = event.data, event.kind
    match kind:
        case EventKind.TAKEN_OVER | EventKind.CLAIM_EXPIRED:
            return kind.value, {"from": texts.names.get(data["from"], "")}
        case EventKind.FORM_FILLED:
            return kind.value, {"count": len(data["fields"])}
        case EventKind.PARKED:
            return kind.value, {"until": event.moment("until")}
        case EventKind.OFFER_REFUSED:
            return f"offer_refused_{data['reason']}", {"to": texts.names.get(data["to"], "")}
        case (
            EventKind.OFFERED | EventKind.OFFER_ACCEPTED | EventKind.OFFER_EXPIRED | EventKind.OFFER_WITHDRAWN
        ):
            return kind.value, {"to": texts.names.get(data["to"], "")}
        case EventKind.APPOINTMENT_MADE:
            return f"appointment_{data['kind']}", {"at": event.moment("at")}
        case EventKind.APPOINTMENT_ENDED:
            return f"appointment_ended_{data['state']}", {}
        case EventKind.SALE_UNDONE:
            return f"sale_undone_{data['reason']}", {}
        case EventKind.CLOSED if "merge" in data:
            return "merged_into", {"lead": data["of"]}
        case EventKind.CLOSED:
            return f"closed_{data['reason']}", {}
        case EventKind.REOPENED:
            return f"reopened_{data.get('cause', 'person')}", {}
        case EventKind.MERGED:
            return kind.value, {"lead": data["lead"]}
        case EventKind.OBJECTED:
            return f"objected_{data['channel']}", {}
        case EventKind.CAR_CHOSEN:
            car = texts.cars.get(data["car"]) or data.get("number", "")
            return (kind.value, {"car": car}) if car else ("car_chosen_other", {})
        case EventKind.MOVED_SITE:
            return kind.value, {"site": texts.sites(data["site"])}
        case EventKind.WARNED | EventKind.BREACHED:
            return f"{kind.value}_{data['clock']}", {}
        case _:
            return kind.value, {}


def _message(event: LeadEvent, texts: Texts, can_undo: bool) -> TimelineEntry:
    message, state = texts.messages.get(event.data["message"], (None, None))
    code = f"message_{event.data['channel']}_{state or 'queued'}"
    entry = _told(event, EntryKind.OUTGOING, code, texts, can_undo)
    if message is None:
        return entry
    return TimelineEntry(
        at=entry.at,
        kind=entry.kind,
        code=entry.code,
        params={"address": message.address},
        who=entry.who,
        subject=message.subject,
        text=message.body,
        event_id=entry.event_id,
        can_undo=can_undo,
    )


def _call(event: LeadEvent, texts: Texts, can_undo: bool) -> TimelineEntry:
    call = texts.calls.get(event.data["call"])
    if call is None or call.ended_at is None:
        params: dict[str, Any] = {"number": call.number if call else ""}
        return _told(event, EntryKind.CALL, "call_running", texts, can_undo, params)
    minutes = max(1, round((call.ended_at - call.started_at).total_seconds() / 60))
    params = {"number": call.number, "minutes": minutes}
    return _told(event, EntryKind.CALL, f"call_{call.outcome}", texts, can_undo, params)


def _system(event: LeadEvent, code: str, texts: Texts) -> TimelineEntry:
    return _told(event, EntryKind.SYSTEM, code, texts, False)


def _told(
    event: LeadEvent,
    kind: EntryKind,
    code: str,
    texts: Texts,
    can_undo: bool,
    params: dict[str, Any] | None = None,
    text: str = "",
) -> TimelineEntry:
    return TimelineEntry(
        at=event.at,
        kind=kind,
        code=code,
        params=params or {},
        who=texts.names.get(event.actor, "") if event.actor is not None else "",
        text=text,
        event_id=event.id,
        can_undo=can_undo,
    )
