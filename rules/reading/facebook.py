"""Facebook: notices of Lead Ads, the answers read from Graph, messages sent to a page by Messenger.

https://developers.facebook.com/docs/marketing-api/guides/lead-ads and …/docs/messenger-platform/reference. Identifiers
are kept as text: they have more digits than a float keeps.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from rules.reading.assembly import assembled
from rules.reading.demand import Reading
from rules.reading.free_text import read_text
from rules.reading.json_fields import json_fields, moment_text
from rules.reading.limits import MAX_EXCERPT, MAX_MESSAGE, MAX_PROSPECTS
from rules.reading.notice import LeadNotice
from rules.vocabulary import Channel, FiledAs, RawOutcome, Source

READER = "facebook"
MESSENGER = "messenger"
_ID = re.compile(r"[0-9]{1,30}")
_TEST = "<test lead: dummy data"


def is_facebook(value: Any) -> bool:
    """Whether it is a call of Facebook's webhooks."""
    return isinstance(value, dict) and value.get("object") == "page" and isinstance(value.get("entry"), list)


def is_graph_answer(value: Any) -> bool:
    """Whether it is a lead as Graph gives it."""
    return isinstance(value, dict) and isinstance(value.get("field_data"), list)


def read_facebook(value: dict[str, Any]) -> list[Reading]:
    """What each change and each message in a call is."""
    readings: list[Reading] = []
    for entry in value["entry"]:
        for reading in _entry(entry) if isinstance(entry, dict) else ():
            readings.append(reading)
            if len(readings) >= MAX_PROSPECTS:
                return [*readings, _to_sort("too_many_leads", {}, str(MAX_PROSPECTS))]
    return readings or [_filed("facebook_nothing", value)]


def read_graph_answer(value: dict[str, Any]) -> Reading:
    """A lead with its answers: a form's field names are words of the trade or the form's own questions."""
    said = json_fields(value["field_data"])
    extra = [(label.replace("_", " "), text) for label, text in said.extra]
    extra += [
        (name, str(value[name])) for name in ("ad_name", "campaign_name", "form_name") if value.get(name)
    ]
    fields = {
        name: text for name, text in said.fields.items() if name not in ("lead_ref", "portal", "requested_at")
    }
    demand = assembled(
        {
            **fields,
            "lead_ref": _text(value.get("id")),
            "requested_at": moment_text(_text(value.get("created_time"))),
        },
        Source.FACEBOOK,
        Channel.SOCIAL,
        zone=None,
        extra=tuple(extra),
        portal="Facebook",
    )
    excerpt = _excerpt(value)
    if any(_TEST in text.lower() for text in (*said.fields.values(), *(text for _, text in said.extra))):
        return Reading(RawOutcome.FILED, READER, demand, "test", FiledAs.TEST, excerpt=excerpt)
    if demand.has_contact:
        return Reading(RawOutcome.LEAD, READER, demand, excerpt=excerpt)
    return Reading(RawOutcome.TO_SORT, READER, demand, "no_contact", excerpt=excerpt)


def _entry(entry: dict[str, Any]) -> Iterator[Reading]:
    page = _text(entry.get("id"))
    for change in _dicts(entry.get("changes")):
        said = change.get("value")
        if change.get("field") == "leadgen" and isinstance(said, dict):
            yield _notice(said, page)
        else:
            yield _filed("facebook_other_change", change)
    for message in _dicts(entry.get("messaging")):
        yield _message(message, page)
    for message in _dicts(entry.get("standby")):
        yield _filed("facebook_other_change", message)


def _notice(said: dict[str, Any], page: str) -> Reading:
    lead_id = _text(said.get("leadgen_id"))
    if not _ID.fullmatch(lead_id):
        return _to_sort("facebook_id_wrong", said)
    notice = LeadNotice(
        lead_id, _text(said.get("page_id")) or page, _text(said.get("form_id")), _text(said.get("ad_id"))
    )
    return Reading(RawOutcome.PENDING, READER, notice=notice, excerpt=_excerpt(said))


def _message(said: dict[str, Any], page: str) -> Reading:
    """One message of a conversation. Numbers, addresses and plates in it are read as in any text."""
    sender = said.get("sender")
    sender_id = _text(sender.get("id")) if isinstance(sender, dict) else ""
    message, postback = said.get("message"), said.get("postback")
    if isinstance(message, dict) and message.get("is_echo") not in (True, "true"):
        text, mid = _text(message.get("text")), _text(message.get("mid"))
        attached = [_text(each.get("type")) or "?" for each in _dicts(message.get("attachments"))]
    elif isinstance(postback, dict):
        text, mid, attached = _text(postback.get("title")), _text(postback.get("mid")), []
    else:
        return _filed("facebook_receipt", said)
    if not sender_id or not (text.strip() or attached):
        return _to_sort("facebook_message_empty", said)
    read = read_text(text[:MAX_MESSAGE], Source.FACEBOOK, Channel.SOCIAL, portal="Messenger")
    demand = replace(
        read.demand,
        thread=f"{MESSENGER}:{page}:{sender_id}",
        message_id=f"{MESSENGER}:{mid}" if mid else None,
        requested_at=_moment(_text(said.get("timestamp"))),
        extra=(*read.demand.extra, *(("attachment", kind) for kind in attached)),
    )
    return Reading(RawOutcome.LEAD, MESSENGER, demand, excerpt=_excerpt(said), found=read.found)


def _moment(milliseconds: str) -> datetime | None:
    if not _ID.fullmatch(milliseconds) or len(milliseconds) > 14:
        return None
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _excerpt(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:MAX_EXCERPT]


def _filed(reason: str, said: Any) -> Reading:
    return Reading(
        RawOutcome.FILED, READER, reason=reason, filed_as=FiledAs.NOT_A_LEAD, excerpt=_excerpt(said)
    )


def _to_sort(reason: str, said: Any, detail: str = "") -> Reading:
    return Reading(RawOutcome.TO_SORT, READER, reason=reason, detail=detail, excerpt=_excerpt(said))
