"""The description says what the listener does: the same addresses, the same answers."""

import json
import re

from tests.web.conftest import Reception
from tests.web.sender import lead, signed
from vo_callcenter.services.reception import WINDOW
from vo_callcenter.web.answers import REFUSALS
from vo_callcenter.web.application import WebhookApplication
from vo_callcenter.web.body import BODY_S, MAX_BODY
from vo_callcenter.web.openapi import DESCRIPTION
from vo_callcenter.web.rate import AT_ONCE_S, RateLimit
from vo_callcenter.web.reception_line import ReceptionLine
from vo_callcenter.web.sources import Sources
from vo_callcenter.web.timed_protocol import REQUEST_S, SLOW


def test_every_address_is_described_and_every_described_one_is_there() -> None:
    from starlette.routing import Route

    line = ReceptionLine(lambda calls: [], lambda raw_id: None)
    application = WebhookApplication(Sources(), line, lambda: None, 1.0)  # type: ignore[arg-type, return-value] # nobody asks the time
    routes = {
        (route.path, method.lower())
        for route in application.asgi.routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    described = {(path, method) for path, methods in DESCRIPTION["paths"].items() for method in methods}
    assert routes == described


def test_every_refusal_that_an_address_can_give_is_described() -> None:
    said = json.dumps(DESCRIPTION)
    everywhere = {"unknown_path", "wrong_method"}
    for code, (status, line) in REFUSALS.items():
        assert 400 <= status < 600
        assert "\n" not in line
        if code not in everywhere:
            assert f"{code}: {line}" in said
    assert set(DESCRIPTION["components"]["schemas"]["Error"]["properties"]["code"]["enum"]) == set(REFUSALS)


def test_the_limits_that_are_named_are_those_that_hold() -> None:
    said = json.dumps(DESCRIPTION)
    assert f"{MAX_BODY:,} bytes" in said
    assert f"within {BODY_S:.0f} seconds" in said
    assert f"more than {WINDOW.total_seconds() / 60:.0f} minutes away" in said
    head, _, body = SLOW.partition(b"\r\n\r\n")
    assert int(re.findall(rb"Content-Length: (\d+)", head)[0]) == len(body)
    assert f"{REQUEST_S:.0f} seconds" in json.loads(body)["error"]


def test_references_in_the_description_lead_somewhere() -> None:
    schemas = DESCRIPTION["components"]["schemas"]
    for name in re.findall(r"#/components/schemas/(\w+)", json.dumps(DESCRIPTION)):
        assert name in schemas


def test_the_description_is_served_and_a_lead_by_it_is_accepted(site: Reception) -> None:
    status, said, _ = site.send("/openapi.json", method="GET")
    assert (status, said) == (200, DESCRIPTION)
    status, said, _ = site.send("/leads/site-lyon", lead(1), signed(lead(1)))
    answer = DESCRIPTION["paths"]["/leads/{name}"]["post"]["responses"][str(status)]
    assert answer["content"]["application/json"]["schema"]["$ref"].endswith("/Accepted")
    assert set(said) == set(DESCRIPTION["components"]["schemas"]["Accepted"]["properties"])


def test_a_source_may_make_so_many_calls_a_second_and_some_seconds_worth_at_once() -> None:
    limit = RateLimit(10)
    at_once = sum(limit.wait(1, 100.0) == 0 for _ in range(100))
    assert at_once == 10 * AT_ONCE_S
    assert limit.wait(1, 100.0) == 1
    assert limit.wait(2, 100.0) == 0
    later = sum(limit.wait(1, 101.0) == 0 for _ in range(100))
    assert later == 10
    # A clock that went back gives nobody anything.
    assert limit.wait(1, 50.0) > 0
