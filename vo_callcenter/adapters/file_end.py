"""Whether the end of a file says that nothing more comes: then nobody has to wait for its writer to rest."""

import json
import re

from rules.reading.mail import looks_like_mail

SMALL = 1_000_000
"""Bytes beyond which nothing is asked of the content."""
_ROOT = re.compile(rb"<([A-Za-z_][\w.:-]*)")
_BODY = re.compile(rb"\r?\n[ \t]*\r?\n.*\n\Z", re.DOTALL)
_BOUNDARY = re.compile(rb'\bboundary\s*=\s*(?:"([^"\r\n]+)"|([^\s";]+))', re.IGNORECASE)


def ends_whole(content: bytes) -> bool:
    """True for XML whose first element is closed, JSON that parses, and a mail that ends its last line or part.

    A sheet never says that it has no further rows. A mail of one part could be cut after any line: whoever
    believes its end looks at the file again later.
    """
    text = content.strip()
    if text.startswith(b"<"):
        root = _ROOT.search(text)
        return root is not None and text.endswith((b"</%s>" % root[1], b"<%s/>" % root[1]))
    if text.startswith((b"{", b"[")):
        return _is_json(text)
    if not looks_like_mail(content):
        return False
    boundary = _BOUNDARY.search(content)
    if boundary is None:
        return _BODY.search(content) is not None
    return b"--%s--" % (boundary[1] or boundary[2]) in content


def _is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
