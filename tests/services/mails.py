"""Incoming documents for the tests: mails and ADF as people send them, from invented customers."""

from email.message import EmailMessage

PORTAL = "Portail VO <no-reply@example.com>"


def adf(
    *,
    name: str = "Jean Dupont",
    email: str = "jean.dupont@example.org",
    phone: str = "06 39 98 00 01",
    make: str = "Peugeot",
    model: str = "208",
    stock: str = "",
    vendor: str = "",
    comments: str = "Bonjour, est-elle disponible ?",
    reference: str = "",
    status: str = "new",
) -> bytes:
    """One ADF prospect about one car."""
    first, _, last = name.partition(" ")
    return f"""<?xml version="1.0" encoding="UTF-8"?><?adf version="1.0"?>
<adf><prospect status="{status}"><id source="portail">{reference}</id>
<requestdate>2026-11-24T09:59:00+01:00</requestdate>
<vehicle interest="buy" status="used"><make>{make}</make><model>{model}</model><stock>{stock}</stock></vehicle>
<customer><contact><name part="first">{first}</name><name part="last">{last}</name>
<email>{email}</email><phone type="voice">{phone}</phone></contact><comments>{comments}</comments></customer>
<vendor><vendorname>{vendor}</vendorname></vendor></prospect></adf>""".encode()


def mail(
    text: str,
    *,
    sender: str = "Jean Dupont <jean.dupont@example.org>",
    subject: str = "Votre annonce",
    message_id: str = "<m1@example.org>",
    in_reply_to: str = "",
) -> bytes:
    """A mail from a person."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "contact@example.com"
    message["Subject"] = subject
    message["Message-ID"] = message_id
    message["Date"] = "Tue, 24 Nov 2026 09:59:00 +0100"
    if in_reply_to:
        message["In-Reply-To"] = in_reply_to
        message["References"] = in_reply_to
    message.set_content(text)
    return message.as_bytes()


def bounce(message_id: str, recipient: str) -> bytes:
    """A failure notice (RFC 3464) about one of our messages."""
    return f"""From: MAILER-DAEMON@example.com
To: contact@example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn1@example.com>
Date: Tue, 24 Nov 2026 10:05:00 +0100
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

The mail could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {recipient}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--B
Content-Type: message/rfc822

From: contact@example.com
To: {recipient}
Subject: Re: Votre annonce
Message-ID: <{message_id}>

Bonjour

--B--
""".replace("\n", "\r\n").encode()
