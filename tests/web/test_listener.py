"""The running listener, called over real sockets: what is accepted is in the store, what is refused says why."""

import json
import socket
import time
from collections.abc import Callable

import pytest
from sqlmodel import select

from data.tables import LeadRow, RawInputRow, TouchRow
from rules.refusal import Refusal
from rules.values.trouble import Trouble, TroubleKind
from rules.vocabulary import RawOutcome, Source
from tests.engine.test_timetable import until
from tests.web.conftest import Reception
from tests.web.sender import SECRET, Sender, hub_signed, lead, signed
from vo_callcenter.services.troubles import troubles
from vo_callcenter.web.body import MAX_BODY

LEADS = "/leads/site-lyon"


def raws(site: Reception) -> list[RawInputRow]:
    with site.app.store.reading() as session:
        return sorted(session.exec(select(RawInputRow)).all(), key=lambda row: row.id or 0)


def leads(site: Reception) -> list[LeadRow]:
    with site.app.store.reading() as session:
        return list(session.exec(select(LeadRow)).all())


def refused(site: Reception, name: str = "site-lyon") -> tuple[int, str]:
    site.listening.look()
    [state] = [each for each in site.service.states() if each.webhook.name == name]
    return state.refused, state.refused_code


def test_a_signed_lead_is_in_the_store_when_it_is_accepted_and_a_lead_soon_after(
    site_on_each: Reception,
) -> None:
    site = site_on_each
    status, said, _ = site.send(LEADS, lead(1), signed(lead(1)))
    assert (status, said["status"]) == (202, "accepted")
    [row] = raws(site)
    assert (row.id, row.content, row.origin, row.name) == (said["id"], lead(1), "webhook", "site-lyon")
    assert until(lambda: len(leads(site)) == 1)
    assert (leads(site)[0].source, leads(site)[0].channel) == (Source.SITE, "form")


def test_a_call_without_the_right_signature_leaves_nothing(site: Reception) -> None:
    body, good = lead(1), signed(lead(1))
    without = {name: value for name, value in good.items() if name != "X-VO-Signature"}
    for headers, code in (
        (without, "signature_missing"),
        ({**good, "X-VO-Signature": "sha256=" + "0" * 64}, "signature_wrong"),
        ({**good, "X-VO-Signature": "é" * 9}, "signature_wrong"),
        (signed(body, "another secret"), "signature_wrong"),
        (signed(body + b" "), "signature_wrong"),
        ({**good, "X-VO-Timestamp": str(int(time.time()) + 1)}, "signature_wrong"),
        ({**good, "X-VO-Timestamp": "today"}, "timestamp_wrong"),
        (signed(body, at=time.time() - 301), "too_late"),
        (signed(body, at=time.time() + 330), "too_late"),
    ):
        headers = {name: value.encode("utf-8").decode("latin-1") for name, value in headers.items()}
        assert site.code(LEADS, body, headers) == (401, code)
    assert raws(site) == []
    assert refused(site) == (9, "too_late")


def test_a_refusal_is_one_clear_line(site: Reception) -> None:
    status, said, headers = site.send(LEADS, lead(1))
    assert (status, set(said)) == (401, {"error", "code"})
    assert said["error"] == "The signature header is missing."
    assert headers["content-type"] == "application/json"
    assert "server" not in headers


def test_a_call_that_somebody_listened_to_is_worth_nothing(site: Reception) -> None:
    headers = signed(lead(1))
    assert site.code(LEADS, lead(1), headers) == (202, "")
    assert site.code(LEADS, lead(1), headers) == (409, "replayed")
    upper = {**headers, "X-VO-Signature": headers["X-VO-Signature"].upper()}
    assert site.code(LEADS, lead(1), upper) == (409, "replayed")
    assert len(raws(site)) == 1


def test_a_sender_that_tries_again_signed_anew_makes_one_lead(site: Reception) -> None:
    at = time.time()
    assert [site.lead(lead(1), at=at - number) for number in range(3)] == [202, 202, 202]
    assert until(lambda: len(leads(site)) == 1)
    assert until(lambda: all(row.outcome != RawOutcome.PENDING for row in raws(site)))
    with site.app.store.reading() as session:
        assert len(session.exec(select(TouchRow)).all()) == 1


def test_the_secret_before_still_counts_and_another_sources_does_not(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VO_WEBHOOK_SITE_LYON_SECRET", "the new one")
    monkeypatch.setenv("VO_WEBHOOK_SITE_LYON_SECRET_BEFORE", SECRET)
    monkeypatch.setenv("VO_WEBHOOK_STANDARD_SECRET", "the telephone's")
    reception.begin()
    assert reception.lead(lead(1)) == 202
    assert reception.lead(lead(2), secret="the new one") == 202
    assert reception.lead(lead(3), secret="the telephone's") == 401


def test_bodies_that_are_too_large_are_turned_away_unread(site: Reception) -> None:
    large = b'"' + b"x" * MAX_BODY + b'"'
    assert site.code(LEADS, large, signed(large)) == (413, "too_large")
    chunked = {**signed(large), "Transfer-Encoding": "chunked"}
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (large[:600_000], large[600_000:]))
    assert site.code(LEADS, chunks + b"0\r\n\r\n", chunked) == (413, "too_large")
    with socket.create_connection(("127.0.0.1", site.port)) as peer:
        peer.sendall(b"POST /leads/site-lyon HTTP/1.1\r\nHost: x\r\nContent-Length: 50000000000\r\n\r\n")
        assert peer.recv(20).startswith(b"HTTP/1.1 413 ")
    just = b'"' + b"x" * (MAX_BODY - 2) + b'"'
    assert site.lead(just) == 202
    assert [row.size for row in raws(site)] == [MAX_BODY]


def test_heads_that_are_too_large_or_no_http_are_turned_away(site: Reception) -> None:
    for start in (
        b"POST /leads/site-lyon HTTP/1.1\r\nX: " + b"y" * 70_000,
        b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", site.port)) as peer:
            peer.sendall(start)
            assert peer.recv(20).startswith(b"HTTP/1.1 400 ")
    assert site.lead(lead(1)) == 202


def test_what_is_no_json_is_kept_for_a_person_and_its_sender_is_told(site: Reception) -> None:
    broken = b'{"nom": "Dupont", "email": "jean@example.org", "message": "dit "bonjour""}'
    assert site.code(LEADS, broken, signed(broken)) == (422, "not_json")
    [row] = raws(site)
    assert row.content == broken
    assert until(lambda: raws(site)[0].outcome == RawOutcome.TO_SORT)
    assert site.code(LEADS, b"", signed(b"")) == (400, "empty")
    packed = {**signed(lead(1)), "Content-Encoding": "gzip"}
    assert site.code(LEADS, lead(1), packed) == (415, "encoded")
    assert len(raws(site)) == 1


def test_hostile_json_is_accepted_and_harms_nobody(site: Reception) -> None:
    bodies = [
        b"[" * 200_000,
        b'{"nom": "\\u0000\\ud800", "email": "a@example.org"}',
        b'{"email": ' + b"9" * 5_000 + b"}",
        b'{"nom": "=cmd|\' /C calc\'!A0", "telephone": "06 39 98 00 02", "message": "[/b]\\u001b[2J"}',
        b"null",
        b'{"email": ["b@example.org"], "phone": {"x": [[[]]]}}',
    ]
    statuses = [site.lead(body) for body in bodies]
    assert set(statuses) <= {202, 422}
    assert until(lambda: all(row.outcome != RawOutcome.PENDING for row in raws(site)))
    assert len([row for row in raws(site) if row.part == 0]) == len(bodies)


def test_slow_callers_are_cut_and_hold_up_nobody(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vo_callcenter.web.body.BODY_S", 0.3)
    monkeypatch.setattr("vo_callcenter.web.timed_protocol.REQUEST_S", 0.6)
    reception.begin()
    starts = (
        b"",
        b"POST /leads/site-lyon HT",
        b"POST /leads/site-lyon HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{",
        b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n",
    )
    peers = [socket.create_connection(("127.0.0.1", reception.port), timeout=20) for _ in range(40)]
    for number, peer in enumerate(peers):
        peer.sendall(starts[number % 4])
    assert reception.lead(lead(1)) == 202
    assert peers[3].recv(4_096).startswith(b"HTTP/1.1 200 OK")
    peers[3].sendall(b"POST /leads")
    ends = [_read_all(peer) for peer in peers[:4]]
    assert ends[0] == b""
    assert (ends[1].startswith(b"HTTP/1.1 408 "), b"too_slow" in ends[1]) == (True, True)
    assert (ends[2].startswith(b"HTTP/1.1 408 "), b"too_slow" in ends[2]) == (True, True)
    assert ends[3].startswith(b"HTTP/1.1 408 ")
    for peer in peers:
        peer.close()


def _read_all(peer: socket.socket) -> bytes:
    """What comes until the other side closes."""
    said = b""
    while part := peer.recv(4_096):
        said += part
    return said


def test_bodies_of_strangers_do_not_fill_the_memory(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vo_callcenter.web.body.ROOM", 300_000)
    reception.begin()
    start = b"POST /leads/site-lyon HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"
    strangers = [socket.create_connection(("127.0.0.1", reception.port), timeout=20) for _ in range(4)]
    for stranger in strangers:
        stranger.sendall(start + b"x" * 90_000)
    answered = [stranger for stranger in strangers if _answered(stranger)]
    assert len(answered) == 1
    for stranger in strangers:
        stranger.close()
    assert until(lambda: reception.lead(lead(1)) == 202)


def _answered(peer: socket.socket) -> bool:
    peer.settimeout(0.5)
    try:
        return peer.recv(20).startswith(b"HTTP/1.1 503 ")
    except TimeoutError:
        return False


def test_a_caller_who_drips_bytes_does_not_get_more_time(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vo_callcenter.web.timed_protocol.REQUEST_S", 0.5)
    reception.begin()
    with socket.create_connection(("127.0.0.1", reception.port), timeout=20) as peer:
        sent = 0
        with pytest.raises(ConnectionError):  # noqa: PT012 - it is cut at some byte
            while sent < 2_000:
                peer.sendall(b"G")
                sent += 1
                time.sleep(0.01)
    assert sent < 2_000


def test_a_body_that_breaks_off_leaves_nothing(site: Reception) -> None:
    with socket.create_connection(("127.0.0.1", site.port)) as peer:
        peer.sendall(b"POST /leads/site-lyon HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
    assert site.lead(lead(1)) == 202
    assert len(raws(site)) == 1


def test_one_source_that_calls_too_often_is_told_to_wait_and_no_other(reception: Reception) -> None:
    reception.begin(per_second=1)
    answers = [reception.send(LEADS, lead(number), signed(lead(number))) for number in range(12)]
    statuses = [status for status, _, _ in answers]
    assert statuses[:4] == [202] * 4
    assert 429 in statuses
    assert answers[statuses.index(429)][2]["retry-after"] == "1"
    # A stranger's calls take nothing from a source that has something left.
    strangers = {reception.code("/calls/standard", b"{}", signed(b"{}", "wrong")) for _ in range(9)}
    assert strangers == {(401, "signature_wrong")}
    call = b'{"event": "missed", "caller": "+33639980001"}'
    assert reception.code("/calls/standard", call, signed(call)) == (202, "")
    assert len([row for row in raws(reception) if row.name == "site-lyon"]) == statuses.count(202)


def test_a_paused_source_and_one_without_a_secret_come_again_later(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception.service.pause(reception.boss, "site-lyon")
    monkeypatch.delenv("VO_WEBHOOK_STANDARD_SECRET")
    reception.begin()
    assert reception.code(LEADS, lead(1), signed(lead(1))) == (503, "paused")
    assert reception.code("/calls/standard", b"{}", signed(b"{}", "")) == (503, "no_secret")
    reception.service.resume(reception.boss, "site-lyon")
    reception.listening.look()
    assert reception.lead(lead(1)) == 202


def test_what_is_not_there_says_so(site: Reception) -> None:
    for path, method, status, code in (
        ("/", "GET", 404, "unknown_path"),
        ("/leads/nobody", "POST", 404, "unknown_source"),
        ("/leads/standard", "POST", 404, "unknown_source"),
        ("/calls/site-lyon", "POST", 404, "unknown_source"),
        ("/leads/site-lyon/", "POST", 404, "unknown_path"),
        ("/leads/..%2f..%2fetc%2fpasswd", "POST", 404, "unknown_path"),
        (LEADS, "GET", 405, "wrong_method"),
        ("/facebook/facebook", "PUT", 405, "wrong_method"),
    ):
        got, said, _ = site.send(path, b"{}" if method == "POST" else b"", method=method)
        assert (got, said["code"]) == (status, code), path


def test_a_store_that_fails_is_told_as_come_again(site: Reception, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise Refusal("store_full")

    with monkeypatch.context() as patched:
        patched.setattr("vo_callcenter.services.reception.note_accepted", full)
        status, said, headers = site.send(LEADS, lead(1), signed(lead(1)))
        assert (status, said["code"], headers["retry-after"]) == (503, "busy", "5")
    assert raws(site) == []
    assert site.lead(lead(1)) == 202


def test_one_call_that_the_store_cannot_take_takes_no_other_with_it(
    site: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    from vo_callcenter.services import reception as written

    made = written._row

    def row(call: written.Call, *rest: object) -> object:
        if b"poison" in call.body:
            raise ValueError("no")
        return made(call, *rest)  # type: ignore[arg-type] # passed on as they are

    monkeypatch.setattr(written, "_row", row)
    assert site.code(LEADS, b'"poison"', signed(b'"poison"')) == (503, "busy")
    assert site.lead(lead(2)) == 202


def test_facebook_verifies_the_address_and_calls_it(site: Reception) -> None:
    asked = "/facebook/facebook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token="
    status, said, headers = site.send(asked + "mot%20de%20passe%20de%20Facebook", method="GET")
    assert (status, said["text"], headers["x-content-type-options"]) == (200, "1158201444", "nosniff")
    assert headers["content-type"].startswith("text/plain")
    status, said, _ = site.send(asked + "wrong", method="GET")
    assert (status, said["code"]) == (403, "verify_wrong")
    body = json.dumps(
        {
            "object": "page",
            "entry": [
                {
                    "id": "7",
                    "messaging": [{"sender": {"id": "5"}, "message": {"mid": "m", "text": "Bonjour"}}],
                }
            ],
        }
    ).encode()
    path = "/facebook/facebook"
    assert site.code(path, body, hub_signed(body, "wrong")) == (401, "signature_wrong")
    assert site.code(path, body, signed(body)) == (401, "signature_missing")
    assert site.code(path, body, hub_signed(body)) == (200, "")
    assert site.code(path, body, hub_signed(body)) == (200, "")
    assert until(lambda: [each.source for each in leads(site)] == [Source.FACEBOOK])
    assert refused(site, "facebook") == (3, "signature_missing")


def test_a_missed_call_told_by_a_telephone_system_is_a_lead(site: Reception) -> None:
    for event in ("incoming", "missed", "ended"):
        body = json.dumps({"event": event, "call_id": "c1", "caller": "+33639980001"}).encode()
        assert site.code("/calls/standard", body, signed(body)) == (202, "")
    assert until(lambda: [each.source for each in leads(site)] == [Source.PHONE])


def test_an_address_that_is_taken_is_told_and_had_once_it_is_free(reception: Reception) -> None:
    with socket.create_server(("127.0.0.1", reception.port)):
        reception.listening.look()
        assert troubles(reception.app.store) == (
            Trouble(TroubleKind.LISTENER, f"127.0.0.1:{reception.port}"),
        )
    reception.begin()
    assert troubles(reception.app.store) == ()
    reception.listening.stop()
    with pytest.raises(ConnectionError):
        Sender(reception.port).send("/health", method="GET")


def test_a_listener_that_is_stopped_at_once_is_gone(reception: Reception) -> None:
    for _ in range(5):
        reception.listening.look()
        reception.listening.stop()
    with pytest.raises(ConnectionError):
        reception.send("/health", method="GET")


def test_what_was_accepted_and_not_read_is_read_when_it_starts_again(
    reception: Reception, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Callable[[int], object]] = []

    def lost(_: object, raw_id: int) -> None:
        read.append(lambda _: raw_id)

    with monkeypatch.context() as patched:
        patched.setattr("vo_callcenter.web.reading_behind.ReadingBehind.add", lost)
        reception.begin()
        assert reception.lead(lead(1)) == 202
        reception.listening.stop()
    assert len(read) == 1
    assert leads(reception) == []
    reception.begin()
    assert until(lambda: len(leads(reception)) == 1)
