"""What a mail is when it is not a lead, whatever portal it came through."""

import re

from rules.reading.mail import Mail
from rules.vocabulary import FiledAs

_AUTO_SUBJECT = re.compile(
    r"(?i)^(?:\s*(?:re|tr|fw|fwd)\s*:)?\s*(?:r[ée]ponse automatique|automatic reply|"
    r"auto(?:matic)?[ -]?reply|auto\s*:|absence du bureau|"
    r"absen(?:t|te|ce)\b.{0,60}\b(?:bureau|cong[ée]s?|jusqu)|message d['’]absence|"
    r"out of (?:the )?office|en cong[ée]s?\b|autoreply|"
    r"je suis (?:absente?|en cong[ée]s?))"
)
_JOB_SUBJECT = re.compile(
    r"(?i)\bcandidatures?\b|\bcandidat(?:e)? (?:au|pour)\b|offre d['’]emploi|(?:demande|"
    r"recherche)\s+(?:d['’]|de |d['’]un |un )?\s*"
    r"(?:emploi|stage|alternance|apprentissage)|lettre de motivation|curriculum|\bjob application\b|"
    r"\bapplication for\b.{0,40}\bposition\b|"
    r"\bcv\b(?:\s|$)"
)
_TEST_SUBJECT = re.compile(r"(?i)^\s*\[?(?:test|essai technique|test lead|ceci est un test)\]?\s*[.!]?\s*$")


def is_auto_reply(mail: Mail) -> bool:
    """Whether a machine answers for somebody absent. Portals mark their own mails ``auto-generated``: not that."""
    submitted = mail.header("auto-submitted").lower()
    return bool(
        submitted.startswith("auto-replied")
        or mail.header("x-autoreply")
        or mail.header("x-autorespond")
        or mail.header("x-auto-reply")
        or mail.header("precedence").lower() in ("auto_reply", "auto-reply")
        or _AUTO_SUBJECT.search(mail.subject)
    )


def is_newsletter(mail: Mail) -> bool:
    """Whether it went to many: it offers to unsubscribe and says that it is bulk."""
    if not mail.header("list-unsubscribe"):
        return False
    bulk = mail.header("precedence").lower() in ("bulk", "list", "junk")
    return bulk or bool(mail.header("list-id") or mail.header("feedback-id") or mail.header("x-campaign"))


def not_a_demand(mail: Mail) -> tuple[FiledAs, str] | None:
    """How to file a mail that no portal description knew: the kind and the reason code; None when it may be one."""
    if _JOB_SUBJECT.search(mail.subject):
        return FiledAs.JOB_APPLICATION, "job_application"
    if is_newsletter(mail):
        return FiledAs.NEWSLETTER, "newsletter"
    if _TEST_SUBJECT.match(mail.subject):
        return FiledAs.TEST, "test_message"
    return None
