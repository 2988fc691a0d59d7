"""One IMAP connection against a server that behaves as it is told: rare answers, refusals, connections that break."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from threading import Event
from time import monotonic

import pytest

from rules.refusal import Refusal
from rules.values.mailbox import Mailbox, ReadAs, Security
from tests.adapters.imap_script import Script, imap_script
from tests.services.refusals import refused
from vo_callcenter.adapters.imap import ImapBox, open_box

LITERAL = b"* 1 FETCH (UID 5 BODY[] {5}"
LONG = 20.0
"""Seconds nobody waits in these tests unless something is wrong."""


@contextmanager
def box(script: Script) -> Iterator[ImapBox]:
    with imap_script(script) as port:
        opened = open_box(Mailbox("leads", "127.0.0.1", port, "leads", Security.NONE), "rosebud", timeout=5)
        try:
            yield opened
        finally:
            opened.close()


def test_news_that_comes_before_the_go_ahead_is_not_taken_for_a_refusal() -> None:
    script = Script()
    script.answers["IDLE"] = [b"* 2 EXISTS", b"+ idling"]
    with box(script) as opened:
        assert opened.uids_after(0) == [5]
        began = monotonic()
        opened.wait(LONG, LONG, Event())
        assert monotonic() - began < LONG / 2


def test_news_in_the_same_packet_as_the_go_ahead_is_seen() -> None:
    script = Script()
    script.answers["IDLE"] = [b"+ idling", b"* 2 EXISTS"]
    with box(script) as opened:
        opened.uids_after(0)
        began = monotonic()
        opened.wait(LONG, LONG, Event())
        assert monotonic() - began < LONG / 2


def test_news_told_with_an_earlier_answer_is_not_waited_for() -> None:
    script = Script()
    script.answers["UID MOVE"] = [b"* 2 EXISTS"]
    with box(script) as opened:
        opened.uids_after(0)
        opened.move([5], "INBOX")
        opened.wait(LONG, LONG, Event())
        assert "IDLE" not in script.heard
        opened.uids_after(5)
        script.answers["IDLE"] = [b"+ idling"]
        opened.wait(0.1, 0.1, Event())
        assert "IDLE" in script.heard


def test_a_server_that_refuses_to_tell_is_asked_from_then_on() -> None:
    script = Script()
    script.answers["IDLE"] = [b"BAD not now"]
    with box(script) as opened:
        opened.uids_after(0)
        before = opened.is_told
        opened.wait(LONG, 0.01, Event())
        assert (before, opened.is_told) == (True, False)
        assert script.heard[-1] == "NOOP"


def test_waiting_ends_at_once_when_it_is_to_end() -> None:
    script = Script()
    script.answers["IDLE"] = [b"+ idling"]
    ends = Event()
    ends.set()
    with box(script) as opened:
        opened.uids_after(0)
        began = monotonic()
        opened.wait(LONG, LONG, ends)
        assert monotonic() - began < LONG / 2


def test_the_last_message_is_not_new_though_servers_always_name_it() -> None:
    script = Script()
    with box(script) as opened:
        assert (opened.uidvalidity, opened.next_uid) == (42, 6)
        assert opened.uids_after(5, date(2026, 3, 1)) == []
        assert script.heard[-1] == "UID SEARCH UID 6:* UNDELETED SINCE 1-Mar-2026"


def test_a_message_is_read_whole_with_its_moment_and_left_unmarked() -> None:
    script = Script()
    script.answers["UID FETCH 5 (UID RFC822.SIZE"] = [
        b'* 1 FETCH (UID 5 RFC822.SIZE 7 INTERNALDATE " 3-Nov-2026 09:00:00 +0100")'
    ]
    # The size servers tell is not always exact, and an answer about another message may stand in between.
    script.answers["UID FETCH 5 (UID BODY.PEEK[])"] = [b"* 9 FETCH (FLAGS (\\Seen))", LITERAL, b"hello)"]
    with box(script) as opened:
        found = opened.fetch(5)
    assert found is not None
    assert (found.content, found.size) == (b"hello", 5)
    assert found.came_at == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)


def test_a_message_that_is_too_long_is_asked_for_in_part() -> None:
    script = Script()
    script.answers["UID FETCH 5 (UID RFC822.SIZE"] = [b"* 1 FETCH (UID 5 RFC822.SIZE 50000000)"]
    script.answers["UID FETCH 5 (UID BODY.PEEK[]<0.5>)"] = [b"* 1 FETCH (UID 5 BODY[]<0> {5}", b"hello)"]
    with box(script) as opened:
        found = opened.fetch(5, limit=4)
    assert found is not None
    assert (found.content, found.size, found.came_at) == (b"hell", 50_000_000, None)


def test_a_message_that_is_gone_is_nothing_and_one_refused_is_said() -> None:
    script = Script()
    script.answers["UID FETCH 6"] = [b"NO [SERVERBUG] internal"]
    with box(script) as opened:
        assert opened.fetch(5) is None
        with refused("mailbox_message") as refusal:
            opened.fetch(6)
        assert refusal.value.params["detail"] == "6: [SERVERBUG] internal"


@pytest.mark.parametrize("nothing", [b"NIL", b'""'])
def test_a_message_that_is_there_without_its_content_is_not_gone(nothing: bytes) -> None:
    script = Script()
    script.answers["UID FETCH 5 (UID RFC822.SIZE"] = [b"* 1 FETCH (UID 5 RFC822.SIZE 4321)"]
    script.answers["UID FETCH 5 (UID BODY"] = [b"* 1 FETCH (UID 5 BODY[] %s)" % nothing]
    with box(script) as opened, refused("mailbox_message") as refusal:
        opened.fetch(5)
    assert refusal.value.params["detail"].startswith("5: ")


def test_a_message_that_goes_while_it_is_asked_for_is_gone() -> None:
    script = Script()
    script.answers["UID FETCH 5 (UID RFC822.SIZE"] = [b"* 1 FETCH (UID 5 RFC822.SIZE 4321)"]
    script.answers["UID FETCH 5 (UID BODY"] = [b"* 1 EXPUNGE"]
    with box(script) as opened:
        assert opened.fetch(5) is None


def test_a_server_that_cannot_move_is_copied_from_and_only_those_are_expunged() -> None:
    script = Script("IMAP4rev1 UIDPLUS")
    with box(script) as opened:
        opened.move([5, 6], "Handled")
    assert script.heard[-6:-1] == [
        'LIST "" "*"',
        'CREATE "Handled"',
        'UID COPY 5,6 "Handled"',
        "UID STORE 5,6 +FLAGS.SILENT (\\Deleted)",
        "UID EXPUNGE 5,6",
    ]
    script = Script("IMAP4rev1")
    with box(script) as opened:
        opened.move([5], "Handled")
    assert not any("EXPUNGE" in asked for asked in script.heard), (
        "others' deleted messages are not ours to remove"
    )


def test_a_server_that_keeps_all_folders_inside_the_inbox_has_ours_there_too() -> None:
    script = Script()
    script.answers['CREATE "HANDLED"'] = [b"NO invalid name"]
    with box(script) as opened:
        opened.move([5], "Handled")
        opened.move([6], "Handled")
    assert script.heard[-4:-1] == [
        'CREATE "INBOX.Handled"',
        'UID MOVE 5 "INBOX.Handled"',
        'UID MOVE 6 "INBOX.Handled"',
    ]
    script.answers['CREATE "INBOX.'] = [b"NO no more folders"]
    with box(script) as opened, refused("mailbox_folder"):
        opened.move([5], "Handled")


def test_keywords_are_set_only_where_the_server_knows_them() -> None:
    script = Script()
    with box(script) as opened:
        opened.settle([5], ReadAs.HANDLED)
    assert "UID STORE 5 +FLAGS.SILENT (\\Seen)" in script.heard
    script.answers["SELECT"] = [b"* 0 EXISTS", b"* OK [PERMANENTFLAGS (\\Seen \\*)] ok"]
    with box(script) as opened:
        opened.settle([5], ReadAs.TO_SORT)
    assert "UID STORE 5 +FLAGS.SILENT (\\Flagged $ToSort)" in script.heard


@pytest.mark.parametrize("at", ["UID SEARCH", "UID FETCH", "UID MOVE", "IDLE"])
def test_a_connection_that_breaks_is_said_wherever_it_breaks(at: str) -> None:
    script = Script()
    script.hangs_up_on = at
    with box(script) as opened, refused("mailbox_lost"):
        opened.uids_after(0)
        opened.fetch(5)
        opened.move([5], "INBOX")
        opened.wait(LONG, LONG, Event())


def test_a_connection_is_cut_from_another_thread() -> None:
    script = Script()
    script.answers["IDLE"] = [b"+ idling"]
    with box(script) as opened:
        opened.uids_after(0)
        opened.interrupt()
        with refused("mailbox_lost"):
            opened.wait(LONG, LONG, Event())


@pytest.mark.parametrize("answer", [b"NO [AUTHENTICATIONFAILED] no", b'BAD unknown: LOGIN leads "rosebud"'])
def test_a_refused_password_is_not_repeated_by_whoever_tells(answer: bytes) -> None:
    script = Script()
    script.answers["LOGIN"] = [answer]
    with imap_script(script) as port:
        with pytest.raises(Refusal) as told:
            open_box(Mailbox("leads", "127.0.0.1", port, "leads", Security.NONE), "rosebud", timeout=5)
        assert told.value.code == "mailbox_login"
        assert "rosebud" not in str(told.value) + repr(told.value.__context__)


def test_a_folder_that_is_not_there_is_named() -> None:
    script = Script()
    script.answers["SELECT"] = [b"NO [NONEXISTENT] no such folder"]
    mailbox = Mailbox("leads", "127.0.0.1", 0, "leads", Security.NONE, folder="Demandes")
    with imap_script(script) as port, refused("mailbox_folder") as refusal:
        open_box(replace(mailbox, port=port), "rosebud", timeout=5)
    assert "Demandes" in str(refusal.value.params["detail"])


def test_a_login_that_is_more_than_ascii_is_carried() -> None:
    script = Script()
    script.answers["AUTHENTICATE"] = [b"+ "]
    with imap_script(script) as port:
        mailbox = Mailbox("leads", "127.0.0.1", port, "réception", Security.NONE)
        open_box(mailbox, "clé", timeout=5).close()
    assert "AUTHENTICATE PLAIN" in script.heard
    assert not any(asked.startswith("LOGIN") for asked in script.heard)


def test_a_port_where_nobody_speaks_imap_is_said() -> None:
    script = Script()
    script.hangs_up_on = "CAPABILITY"
    with imap_script(script) as port, pytest.raises(Refusal) as told:
        open_box(Mailbox("leads", "127.0.0.1", port, "leads", Security.NONE), "rosebud", timeout=5)
    assert told.value.code == "mailbox_unreachable"
