"""What a caller is told: one clear line in English, for the person who set the sender up, and a code that stays."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

REFUSALS: Mapping[str, tuple[int, str]] = {
    "unknown_path": (404, "There is nothing at this address; GET /openapi.json describes what there is."),
    "unknown_source": (404, "No source of that name and kind is set up here."),
    "wrong_method": (405, "This address takes another method; GET /openapi.json says which."),
    "encoded": (415, "Send the body as it is: compressed bodies are not taken."),
    "too_large": (413, "The body is larger than 1,000,000 bytes."),
    "too_slow": (408, "The body did not arrive within 10 seconds."),
    "empty": (400, "The body is empty."),
    "broken_off": (400, "The body ended before its announced length."),
    "signature_missing": (401, "The signature header is missing."),
    "signature_wrong": (401, "The signature does not fit the body and the secret."),
    "timestamp_wrong": (401, "The header X-VO-Timestamp is missing or is not a number of seconds since 1970."),
    "too_late": (401, "The timestamp is more than 5 minutes away from the time here; check the clock and sign anew."),
    "replayed": (409, "This very call was accepted before; nothing was added."),
    "not_json": (422, "The body is not JSON; it was kept all the same, and a person will look at it."),
    "verify_wrong": (403, "The verification token is not the one set up here."),
    "too_many": (429, "Too many calls from this source; wait as long as Retry-After says."),
    "paused": (503, "This source is paused; come again later."),
    "no_secret": (503, "No secret is set up for this source yet; come again later."),
    "busy": (503, "The call could not be kept just now; come again."),
}  # fmt: skip
"""Status and line of every refusal."""

_RETRY_S = {"too_many": 1, "busy": 5, "paused": 300, "no_secret": 300}
NO_SNIFFING = {"X-Content-Type-Options": "nosniff"}


class Turned(Exception):
    """A call that is turned away. ``code`` is one of ``REFUSALS``."""

    def __init__(self, code: str, source: int | None = None, retry_s: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.source = source
        """The source whose refused calls it counts among."""
        self.retry_s = retry_s or _RETRY_S.get(code)


def refused(turned: Turned) -> JSONResponse:
    """The answer to a call that is turned away."""
    status, line = REFUSALS[turned.code]
    headers = dict(NO_SNIFFING)
    if turned.retry_s:
        headers["Retry-After"] = str(turned.retry_s)
    if turned.code == "too_slow":
        headers["Connection"] = "close"
    return JSONResponse({"error": line, "code": turned.code}, status, headers)
