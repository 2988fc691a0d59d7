"""Which small files say by their end that nothing more comes."""

import pytest

from tests.services.mails import adf, bounce, mail
from vo_callcenter.adapters.file_end import ends_whole

_PARTS = (
    b"From: a@example.org\r\nSubject: Bonjour\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/mixed; boundary="a b"\r\n\r\n--a b\r\n\r\nBonjour\r\n--a b--'
)
_WHOLE = [
    adf(),
    adf() + b"\n",
    b'<?xml version="1.0"?>\n<s:Envelope xmlns:s="urn:s"><adf/></s:Envelope>',
    b"<adf/>",
    b'{"nom": "Dupont"}',
    b"[]\n",
    mail("Bonjour, est-elle disponible ?"),
    bounce("<m1@example.org>", "a@example.org"),
    _PARTS,
]


@pytest.mark.parametrize("content", _WHOLE)
def test_what_is_closed_is_whole(content: bytes) -> None:
    assert ends_whole(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"half",
        b"Nom;Telephone\nDupont;06 39 98 00 01\n",
        b"From: a@example.org\nSubject: Bonjour\n",
        b"From: a@example.org\nSubject: Bonjour\n\n",
        b"From: a@example.org\nSubject: Bonjour\n\nEst-elle disp",
        b"<",
        b"[" * 200_000,
        b"\x00\xff\xfe",
    ],
)
def test_what_may_go_on_is_not(content: bytes) -> None:
    assert not ends_whole(content)


@pytest.mark.parametrize("content", [adf(), b'{"a": [1, {"b": "c"}]}', _PARTS])
def test_no_beginning_of_it_is_whole(content: bytes) -> None:
    assert not any(ends_whole(content[:length]) for length in range(len(content) - 1))
