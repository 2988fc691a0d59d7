"""Leads as JSON, however their sender names things: from an own site, a form service or a file.

The content tells what it is: notices of Facebook and events of a telephone system have readers of their own.
"""

import json
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.calls import is_call, read_calls
from rules.reading.demand import Reading
from rules.reading.facebook import is_facebook, is_graph_answer, read_facebook, read_graph_answer
from rules.reading.json_fields import json_fields, json_objects, moment_text, phone_text
from rules.reading.limits import MAX_EXCERPT, MAX_JSON, MAX_PROSPECTS
from rules.reading.row_key import key_of_text
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source

READER = "json"


def read_json(text: str) -> list[Reading]:
    """Every lead in a document, or the one reading that says why there is none."""
    if len(text) > MAX_JSON:
        return [_to_sort("too_large", detail=str(MAX_JSON))]
    try:
        # Numbers stay as they are written: identifiers have more digits than a float keeps.
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return [_to_sort("json_unreadable", excerpt=text)]
    if is_facebook(value):
        return read_facebook(value)
    if is_graph_answer(value):
        return [read_graph_answer(value)]
    if is_call(value):
        return read_calls(value)
    items = json_objects(value)
    readings = [_lead(item) for item in items[:MAX_PROSPECTS]]
    if len(items) > MAX_PROSPECTS:
        readings.append(_to_sort("too_many_leads", detail=str(MAX_PROSPECTS)))
    if all(reading.outcome is RawOutcome.TO_SORT and reading.demand is None for reading in readings):
        # A list in which nobody can be reached is no list of leads: one thing to look at, not one a row.
        return [_to_sort("json_without_leads", detail=str(len(readings)), excerpt=text)]
    return readings


def _lead(item: Any) -> Reading:
    said = json_fields(item)
    fields = dict(said.fields)
    for name in ("phone", "mobile"):
        if name in fields:
            fields[name] = phone_text(fields[name])
    if "requested_at" in fields:
        fields["requested_at"] = moment_text(fields["requested_at"])
    demand = assembled(
        fields,
        Source.FILE,
        Channel.FORM,
        zone=None,
        extra=tuple(pair for pair in said.extra if not _is_test_mark(pair)),
    )
    excerpt = json.dumps(item, ensure_ascii=False)[:MAX_EXCERPT]
    key = key_of_text(json.dumps(item, sort_keys=True))
    if any(map(_is_test_mark, said.extra)):
        return Reading(RawOutcome.FILED, READER, demand, "test", FiledAs.TEST, excerpt=excerpt, row_key=key)
    if demand.has_contact:
        return Reading(RawOutcome.LEAD, READER, demand, excerpt=excerpt, row_key=key)
    return Reading(
        RawOutcome.TO_SORT,
        READER,
        demand if fields else None,
        "no_contact",
        excerpt=excerpt,
        row_key=key,
    )


def _is_test_mark(pair: tuple[str, str]) -> bool:
    label, value = pair
    return label.casefold() in ("test", "is_test", "istest") and value.casefold() in ("oui", "true", "1")


def _to_sort(reason: str, detail: str = "", excerpt: str = "") -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, detail=detail, excerpt=excerpt[:MAX_EXCERPT])
