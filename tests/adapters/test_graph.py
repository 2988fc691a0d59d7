"""Graph is asked over real HTTP, and whatever it says is either a lead or a refusal that says what to do."""

import json
import socket
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from rules.refusal import Refusal
from tests.adapters.fake_graph import FakeGraph, answers, fake_graph
from tests.adapters.smtp_peer import free_port
from vo_callcenter.adapters.graph import MAX_ANSWER, Graph
from vo_callcenter.adapters.webhook_access import read_lead
from vo_callcenter.settings import Settings, read_settings

TOKEN = "EAAB-a-token"
LEAD = "44444444444444401"


@pytest.fixture
def graph() -> Iterator[FakeGraph]:
    with fake_graph() as made:
        yield made


def test_a_lead_is_asked_for_by_its_number_with_the_token_and_its_proof(graph: FakeGraph) -> None:
    assert Graph(graph.base + "/").lead(LEAD, TOKEN, "app secret") == answers(LEAD)
    [asked] = graph.asked
    said = parse_qs(urlsplit(asked).query)
    assert urlsplit(asked).path == f"/v24.0/{LEAD}"
    assert said["access_token"] == [TOKEN]
    assert "field_data" in said["fields"][0]
    assert len(said["appsecret_proof"][0]) == 64


def test_each_trouble_of_graph_is_a_refusal_of_its_own(graph: FakeGraph) -> None:
    def error(code: int) -> bytes:
        return json.dumps({"error": {"message": f"about {TOKEN}", "code": code}}).encode()

    for status, body, code in (
        (400, error(190), "graph_token"),
        (403, error(200), "graph_token"),
        (401, b"", "graph_token"),
        (400, error(4), "graph_busy"),
        (429, b"slow down", "graph_busy"),
        (400, error(100), "graph_refused"),
        (404, b"<html>", "graph_refused"),
        (500, error(999), "graph_unreachable"),
        (503, b"", "graph_unreachable"),
        (302, b"", "graph_refused"),
        (200, b"{}", "graph_refused"),
        (200, b"[" * 100_000, "graph_refused"),
        (200, b'{"field_data": "' + b"x" * MAX_ANSWER, "graph_refused"),
    ):
        graph.says.append((status, body))
        with pytest.raises(Refusal) as refused:
            Graph(graph.base).lead(LEAD, TOKEN)
        assert refused.value.code == code, (status, body[:40])
        assert TOKEN not in str(refused.value.params)
    assert len(graph.asked) == 13


def test_a_graph_that_is_away_or_drips_is_unreachable(graph: FakeGraph) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        away = f"http://127.0.0.1:{closed.getsockname()[1]}"
    graph.drips = True
    for base in (away, graph.base):
        with pytest.raises(Refusal) as refused:
            Graph(base, timeout=0.2).lead(LEAD, TOKEN)
        assert refused.value.code == "graph_unreachable"


def test_the_token_comes_from_the_settings_each_time(
    graph: FakeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal) as refused:
        read_lead(Graph(graph.base), "page-lyon", LEAD)
    assert (refused.value.code, refused.value.params["variable"]) == (
        "graph_no_token",
        "VO_WEBHOOK_PAGE_LYON_TOKEN",
    )
    monkeypatch.setenv("VO_WEBHOOK_PAGE_LYON_TOKEN", TOKEN)
    assert read_lead(Graph(graph.base), "page-lyon", LEAD) == answers(LEAD)


def test_a_token_goes_over_tls_or_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Settings().graph_url.startswith("https://graph.facebook.com/v")
    for good in (
        "https://graph.example.test/v1",
        f"http://127.0.0.1:{free_port()}",
        "http://localhost:8000/v9",
    ):
        monkeypatch.setenv("VO_GRAPH_URL", good)
        assert read_settings().graph_url == good
    for wrong in (
        "http://graph.example.test",
        "ftp://x",
        "graph",
        "https://u:p@x.test",
        "https://x.test/?a=b",
    ):
        monkeypatch.setenv("VO_GRAPH_URL", wrong)
        with pytest.raises(Refusal) as refused:
            read_settings()
        assert refused.value.params["name"] == "VO_GRAPH_URL"
