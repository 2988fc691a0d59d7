"""What the listener offers, in OpenAPI 3.1: served as ``/openapi.json``, for whoever sets up a sender."""

from typing import Any

from vo_callcenter.web.answers import REFUSALS

_SIGNED_CODES = (
    "empty broken_off signature_missing signature_wrong timestamp_wrong too_late unknown_source too_slow replayed"
    " too_large encoded not_json too_many paused no_secret busy"
).split()
_HUB_CODES = (
    "empty broken_off signature_missing signature_wrong unknown_source too_slow too_large encoded too_many paused"
    " no_secret busy"
).split()

_ACCEPTED = {
    "type": "object",
    "properties": {
        "status": {"const": "accepted"},
        "id": {"type": "integer", "description": "Number of the raw input, which is on disk."},
    },
    "required": ["status"],
}
_ERROR = {
    "type": "object",
    "properties": {
        "error": {"type": "string", "description": "What is the matter, in one line."},
        "code": {"type": "string", "enum": sorted(REFUSALS)},
    },
    "required": ["error", "code"],
}
_LEAD = {
    "type": "object",
    "description": (
        "One lead; a list of them, or {\"leads\": […]}, is taken too. Names of fields may be French or English, in any"
        " writing and at any depth; fields with other names are kept as remarks. A lead needs an e-mail address or a"
        " telephone number, otherwise a person sorts it."
    ),
    "properties": {
        "civilité": {"type": "string"},
        "prénom": {"type": "string"},
        "nom": {"type": "string"},
        "email": {"type": "string"},
        "téléphone": {"type": "string"},
        "code_postal": {"type": "string"},
        "ville": {"type": "string"},
        "message": {"type": "string"},
        "véhicule": {"type": "string", "description": "The car in words."},
        "immatriculation": {"type": "string"},
        "stock": {"type": "string", "description": "The number of the car in the stock book."},
        "référence": {"type": "string", "description": "The reference of the listing."},
        "url": {"type": "string"},
        "site": {"type": "string", "description": "The dealership asked, by its name."},
        "id": {"type": "string", "description": "The sender's own number of the lead."},
        "date": {"type": "string", "description": "When it was asked, with its zone: 2026-11-24T10:05:00+01:00."},
        "test": {"type": "boolean", "description": "True: filed as a test, answered by nobody."},
    },
    "additionalProperties": True,
}  # fmt: skip
_CALL = {
    "type": "object",
    "description": "One event of one incoming call; common other names of these fields are understood.",
    "properties": {
        "event": {"type": "string", "enum": ["incoming", "answered", "missed", "ended"]},
        "call_id": {
            "type": "string",
            "description": "The same in all events of a call. Without it, events that come twice count twice.",
        },
        "caller": {"type": "string", "description": "The number that calls."},
        "called": {
            "type": "string",
            "description": "The number that was called: that of a site gives the lead its site.",
        },
        "at": {"type": "string", "description": "When it happened, with its zone."},
        "agent": {"type": "string", "description": "Who answered."},
        "talk_seconds": {"type": "integer", "description": "How long people spoke, with the event ended."},
        "direction": {"type": "string", "enum": ["inbound", "outbound"]},
    },
    "required": ["event", "caller"],
    "additionalProperties": True,
}
_NAME = {
    "name": "name",
    "in": "path",
    "required": True,
    "description": "The name of the source (vo-callcenter webhooks list).",
    "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
}
_SIGNED = [
    _NAME,
    {
        "name": "X-VO-Timestamp",
        "in": "header",
        "required": True,
        "description": "Seconds since 1970 (UTC) when the call is made; at most 5 minutes from the time here.",
        "schema": {"type": "string", "pattern": "^[0-9]{1,12}$"},
    },
    {
        "name": "X-VO-Signature",
        "in": "header",
        "required": True,
        "description": (
            "sha256= and the hexadecimal HMAC-SHA256, with the shared secret, of the timestamp, a full stop and the"
            " body as sent. A call counts once: to send again, sign anew."
        ),
        "schema": {"type": "string", "pattern": "^sha256=[0-9a-f]{64}$"},
    },
]


def _query(name: str, description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": True,
        "description": description,
        "schema": {"type": "string"},
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _refused(codes: list[str]) -> dict[str, Any]:
    """The answers by status, each with the lines that come with it."""
    lines: dict[str, list[str]] = {}
    for code in codes:
        status, line = REFUSALS[code]
        lines.setdefault(str(status), []).append(f"{code}: {line}")
    return {
        status: {"description": " ".join(said), "content": _json({"$ref": "#/components/schemas/Error"})}
        for status, said in sorted(lines.items())
    }


def _post(summary: str, schema: str, status: str, codes: list[str], parameters: list[Any]) -> dict[str, Any]:
    return {
        "summary": summary,
        "parameters": parameters,
        "requestBody": {
            "required": True,
            "description": "UTF-8, at most 1,000,000 bytes, not compressed.",
            "content": _json({"$ref": f"#/components/schemas/{schema}"} if schema else {"type": "object"}),
        },
        "responses": {
            status: {
                "description": "It is on disk.",
                "content": _json({"$ref": "#/components/schemas/Accepted"}),
            },
            **_refused(codes),
        },
    }


DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "VO Call Center: calls of sources",
        "version": "1",
        "description": (
            "Leads of own sites, events of telephone systems, Facebook's webhooks. An answer of success says that what"
            " was sent is on disk. After 408, 429 and 503, or no answer at all, send again, signed anew."
        ),
    },
    "paths": {
        "/leads/{name}": {
            "post": _post("Leads of an own site", "Lead", "202", _SIGNED_CODES, _SIGNED),
        },
        "/calls/{name}": {
            "post": _post("Events of a telephone system", "Call", "202", _SIGNED_CODES, _SIGNED),
        },
        "/facebook/{name}": {
            "get": {
                "summary": "Facebook's verification of the address",
                "parameters": [
                    _NAME,
                    _query("hub.mode", "subscribe"),
                    _query("hub.verify_token", "The word that both sides know."),
                    _query("hub.challenge", "What is sent back."),
                ],
                "responses": {
                    "200": {
                        "description": "The challenge.",
                        "content": {"text/plain": {"schema": {"type": "string"}}},
                    },
                    **_refused(["unknown_source", "verify_wrong", "paused", "no_secret"]),
                },
            },
            "post": _post(
                "Facebook's notices of Lead Ads, and Messenger's messages",
                "",
                "200",
                _HUB_CODES,
                [
                    _NAME,
                    {
                        "name": "X-Hub-Signature-256",
                        "in": "header",
                        "required": True,
                        "description": "sha256= and the HMAC-SHA256 of the body with the application's secret.",
                        "schema": {"type": "string"},
                    },
                ],
            ),
        },
        "/openapi.json": {
            "get": {
                "summary": "This description",
                "responses": {"200": {"description": "OpenAPI 3.1", "content": _json({"type": "object"})}},
            }
        },
        "/health": {
            "get": {
                "summary": "Whether the listener answers",
                "responses": {"200": {"description": "It does.", "content": _json({"type": "object"})}},
            }
        },
    },
    "components": {"schemas": {"Lead": _LEAD, "Call": _CALL, "Accepted": _ACCEPTED, "Error": _ERROR}},
}
