"""Hostile texts as they really arrive: in a mail, in an ADF document, in a CSV file."""

import base64
from xml.sax.saxutils import escape


def as_bytes(text: str) -> bytes:
    """UTF-8; a lone surrogate becomes the three bytes that broken programs write for it."""
    return text.encode("utf-8", "surrogatepass")


def mail(number: int, text: str) -> bytes:
    """A mail of a person whose name, subject and message are ``text``, in encoded words and base64."""
    name = _encoded_words(text[:300])
    lines = [
        b"From: " + name + f" <hostile{number}@example.org>".encode(),
        b"To: contact@example.com",
        b"Subject: " + name,
        f"Message-ID: <hostile{number}@example.org>".encode(),
        b"Date: Tue, 24 Nov 2026 09:59:00 +0100",
        b"MIME-Version: 1.0",
        b"Content-Type: text/plain; charset=utf-8",
        b"Content-Transfer-Encoding: base64",
        b"",
        base64.encodebytes(as_bytes("Bonjour, est-elle disponible ?\n" + text)),
    ]
    return b"\r\n".join(lines)


def adf(number: int, text: str) -> bytes:
    """An ADF prospect whose name, car and comments are ``text``."""
    said = as_bytes(escape(text))
    return (
        b'<?xml version="1.0" encoding="UTF-8"?><?adf version="1.0"?><adf><prospect>'
        b"<requestdate>2026-11-24T09:59:00+01:00</requestdate>"
        b'<vehicle interest="buy" status="used"><make>Peugeot</make><model>'
        + said[:400]
        + b"</model></vehicle>"
        b'<customer><contact><name part="first">Jean</name><name part="last">' + said + b"</name>"
        b"<email>hostile" + str(number).encode() + b"@example.org</email></contact>"
        b"<comments>" + said + b"</comments></customer>"
        b"<vendor><vendorname>Lyon</vendorname></vendor></prospect></adf>"
    )


def sheet(number: int, text: str) -> bytes:
    """A CSV file of one demand: name, message and car are each ``text``."""
    said = b'"' + as_bytes(text).replace(b'"', b'""') + b'"'
    line = said + b";hostile" + str(number).encode() + b"@example.org;" + said + b";" + said
    return b"\r\n".join([b"nom;email;message;vehicule", line])


def _encoded_words(text: str) -> bytes:
    """The text in as many encoded words as it takes."""
    data = as_bytes(text)
    words = [base64.b64encode(data[start : start + 45]) for start in range(0, max(1, len(data)), 45)]
    return b" ".join(b"=?utf-8?B?" + word + b"?=" for word in words)
