"""Mails made to hurt: read within counted steps and measured memory, always to a reading, never unpacked."""

import base64
import gzip
import io
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest

from rules.reading import mail, mail_reader, passed_on
from rules.reading.demand import Reading
from rules.reading.limits import (
    MAX_ATTACHED,
    MAX_CONTENT,
    MAX_DEPTH,
    MAX_EXCERPT,
    MAX_MAIL_TEXT,
    MAX_MESSAGE,
    MAX_PARTS,
    MAX_VALUES,
)
from rules.reading.pattern import MAX_PATTERN_LINE, compiled
from rules.reading.portal import packaged_portals
from rules.reading.reader import read
from rules.vocabulary import RawOutcome
from vo_callcenter.adapters.document import document_of_bytes

HEAD = b"From: a@example.com\nTo: vo@garage.example\nSubject: Peugeot 208\nMIME-Version: 1.0\n"
LEAD = "Bonjour, la 208 AB-123-CD est-elle disponible ? 06 39 98 12 34"
MEGABYTE = 1_000_000


def one(content: bytes) -> Reading:
    (reading,) = read(content, "x.eml", None)
    assert reading.reason != "reader_failed", reading
    return reading


def multipart(*parts: bytes, kind: str = "mixed") -> bytes:
    body = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return HEAD + f'Content-Type: multipart/{kind}; boundary="b"\n\n'.encode() + body + b"--b--\n"


def attached(content: bytes, name: str, kind: str = "application/octet-stream") -> bytes:
    head = f'Content-Type: {kind}; name="{name}"\nContent-Transfer-Encoding: base64\n'
    disposition = f'Content-Disposition: attachment; filename="{name}"\n\n'
    return (head + disposition).encode() + base64.encodebytes(content)


def text(said: str = LEAD) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\n\n" + said.encode()


def nested(depth: int) -> bytes:
    body = text()
    for number in range(depth):
        mark = f"b{number}".encode()
        body = (
            b"Content-Type: multipart/mixed; boundary=" + mark + b"\n\n--" + mark + b"\n" + body
            + b"\n--" + mark + b"--\n"
        )  # fmt: skip
    return HEAD + body


def in_mails(depth: int) -> bytes:
    inner = HEAD + b"Content-Type: text/plain\n\n" + LEAD.encode()
    for _ in range(depth):
        inner = HEAD + b"Content-Type: message/rfc822\n\n" + inner
    return inner


def zip_bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("lead.xml", b"<adf>" + b"0" * (200 * MEGABYTE))
    return packed.getvalue()


@pytest.mark.parametrize("depth", [1, 20, 80])
def test_nested_parts_are_read_to_the_text_inside(depth: int) -> None:
    reading = one(nested(depth))
    assert reading.outcome is RawOutcome.LEAD
    assert reading.demand is not None
    assert reading.demand.wanted[0].plate == "AB-123-CD"


@pytest.mark.parametrize("depth", [200, 5_000])
def test_parts_nested_too_deep_go_to_a_person(depth: int) -> None:
    assert (one(nested(depth)).outcome, one(nested(depth)).reason) == (RawOutcome.TO_SORT, "mail_too_nested")


@pytest.mark.parametrize("depth", [1, 2, 50, 90, 3_000])
def test_mails_inside_mails_are_opened_so_far_and_no_further(
    depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = counted(monkeypatch, mail, "_mail")
    one(in_mails(depth))
    assert opened[0] <= 1 + MAX_DEPTH


def test_a_hundred_mails_attached_to_one_are_not_all_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = counted(monkeypatch, mail, "_mail")
    inner = b"Content-Type: message/rfc822\n\n" + HEAD + b"\n" + LEAD.encode()
    one(multipart(text(), *[inner] * 90))
    assert opened[0] <= 1 + MAX_ATTACHED


def test_forwards_of_forwards_end(monkeypatch: pytest.MonkeyPatch) -> None:
    unwrapped = counted(monkeypatch, passed_on, "_taken_apart")
    said = LEAD
    for number in range(300):
        said = f"De : p{number}@example.com\nObjet : TR: Peugeot\nDate : lundi\n\n{said}"
    one(HEAD.replace(b"Subject: ", b"Subject: TR: ") + b"Content-Type: text/plain\n\n" + said.encode())
    assert unwrapped[0] <= 2 * (MAX_DEPTH + 1)


def test_a_thousand_parts_are_walked_to_the_limit() -> None:
    reading = one(multipart(*[text(f"partie {n}") for n in range(1_000)]))
    assert reading.demand is not None
    assert "cut" in reading.demand.notes
    assert reading.demand.message.count("partie") <= MAX_PARTS


@pytest.mark.parametrize(
    "charset", ["x-unknown", "utf-7", "zip", "idna", "unicode_escape", "", "\x00", "é" * 200]
)
def test_a_charset_that_is_none_is_guessed(charset: str) -> None:
    head = HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode()
    reading = one(head + "Bonjour, la 208 est-elle à vendre ? Téléphone : 06 39 98 12 34".encode("cp1252"))
    assert reading.demand is not None
    assert "à vendre" in reading.demand.message


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_a_truncated_mail_is_a_reading(share: float) -> None:
    whole = multipart(text("Nom : DUPONT\nTel : 06 39 98 12 34"), attached(b"%PDF" * 999, "a.pdf"))
    assert read(whole[: int(len(whole) * share)], "x.eml", None)


def test_a_body_of_fifty_megabytes_is_cut_before_it_is_read_and_kept_raw() -> None:
    content = HEAD + b"Content-Type: text/plain\n\n" + b"a" * (50 * MEGABYTE)
    document = document_of_bytes("x.eml", content)
    assert (len(document.content), document.size) == (MAX_CONTENT, len(content))
    assert (one(content).outcome, one(content).reason) == (RawOutcome.TO_SORT, "too_large")


@pytest.mark.parametrize(
    ("body", "parts"),
    [(b"a" * 15 * MEGABYTE, 1), (b"a\n" * 7 * MEGABYTE, 1), (b"\xc2\xab " * 5 * MEGABYTE, 2)],
    ids=["one line", "short lines", "marks in two parts"],
)
def test_a_large_body_is_read_in_bounded_memory(body: bytes, parts: int) -> None:
    part = b"Content-Type: text/plain; charset=utf-8\n\n" + body
    content = HEAD + part if parts == 1 else multipart(part, text())
    readings, peak = measured(lambda: one(content))
    assert peak < (100 if parts == 1 else 240) * MEGABYTE
    assert readings.demand is None or len(readings.demand.message) <= MAX_MESSAGE
    assert len(readings.excerpt) <= MAX_EXCERPT


def test_zero_bytes_never_reach_the_store() -> None:
    reading = one(HEAD + b"Content-Type: text/plain\n\nNom : Jean\x00Dupont\nTel : 06\x0039 98 12 34\n")
    assert "\x00" not in repr(reading).replace("\\x00", "\x00")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("lead.zip", zip_bomb()),
        ("lead.xml.gz", gzip.compress(b"<adf>" + b"0" * (50 * MEGABYTE))),
        ("lead.xlsx", zip_bomb()),
        ("lead.docx", zip_bomb()),
    ],
)
def test_archives_are_never_unpacked(name: str, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZipFile", None)
    monkeypatch.setattr(gzip, "decompress", None)
    reading, peak = measured(lambda: one(multipart(text(), attached(content, name))))
    assert reading.outcome is RawOutcome.LEAD
    assert peak < 20 * MEGABYTE


def test_an_xml_bomb_in_an_attachment_is_refused_and_the_mail_is_sorted() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    for number in range(9):
        bomb += f'<!ENTITY a{number} "{("&a" + (str(number - 1) if number else "") + ";") * 10}">'.encode()
    bomb += b"]><adf><prospect><customer><contact><name>&a8;</name></contact></customer></prospect></adf>"
    reading, peak = measured(lambda: one(multipart(text(), attached(bomb, "lead.xml"))))
    assert reading.outcome in (RawOutcome.TO_SORT, RawOutcome.LEAD)
    assert peak < 20 * MEGABYTE


def test_a_page_nested_ten_thousand_deep_is_read() -> None:
    page = b"<div>" * 10_000 + LEAD.encode() + b"</div>" * 10_000
    reading = one(HEAD + b"Content-Type: text/html; charset=utf-8\n\n" + page)
    assert reading.demand is not None
    assert reading.demand.phones


def test_ten_thousand_addresses_and_references_are_cut() -> None:
    many = ", ".join(f"p{n}@example.com" for n in range(10_000)).encode()
    ids = " ".join(f"<{n}@example.com>" for n in range(10_000)).encode()
    content = b"To: " + many + b"\nReferences: " + ids + b"\n" + HEAD + b"\n" + LEAD.encode()
    reading = one(content)
    assert reading.demand is not None
    assert len(reading.demand.references) <= MAX_VALUES


def test_packaged_patterns_look_at_bounded_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text a pattern is asked about is at most two lines of the limit."""
    looked: list[int] = []

    class Watched:
        def __init__(self, pattern: str, over_lines: bool = False) -> None:
            self._search = compiled(pattern, over_lines).search

        def search(self, said: str) -> object:
            looked.append(len(said))
            return self._search(said)

    monkeypatch.setattr("rules.reading.portals.compiled", Watched)
    hostile = ("x" * 5_000 + "\n") * 3 + "« " * 3_000 + "\n" + "1 " * 4_000 + "€\n"
    for portal in packaged_portals():
        domain = portal.sender_domains[0] if portal.sender_domains else "pbx.example"
        for subject in (
            "Nouveau message",
            "Demande de contact",
            "Appel manqué",
            "Nouveau contact " + "a" * 3_000,
        ):
            content = f"From: no-reply@{domain}\nSubject: {subject}\n\n{hostile}".encode()
            read(content, "x.eml", None)
    assert looked
    assert max(looked) <= 2 * MAX_PATTERN_LINE + 1


def test_a_text_that_looks_like_a_forward_on_every_line_is_read_once() -> None:
    said = "De : a@example.com\nObjet : x\n" * 5_000
    reading = one(HEAD + b"Content-Type: text/plain\n\n" + said.encode())
    assert len(said) <= MAX_MAIL_TEXT
    assert reading.outcome in (RawOutcome.LEAD, RawOutcome.TO_SORT)


def measured(act: Callable[[], Reading]) -> tuple[Reading, int]:
    """What ``act`` gives and the most memory it held meanwhile, in bytes."""
    tracemalloc.start()
    try:
        reading = act()
        return reading, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[int]:
    """How often a function of ``module`` was called."""
    calls = [0]
    real = getattr(module, name)

    def counting(*arguments: object, **named: object) -> object:
        calls[0] += 1
        return real(*arguments, **named)

    monkeypatch.setattr(module, name, counting)
    if hasattr(mail_reader, name):
        monkeypatch.setattr(mail_reader, name, counting)
    return calls
