"""What is shown of one document: why it could not be read, its head, what was found, what is missing, its text."""

from collections.abc import Sequence

from rules.values.incoming import RawDetail, RawEntry
from screens.fact_lines import fact_lines
from screens.seat import Seat
from screens.to_sort.view import View
from screens.widgets.line import Line
from screens.widgets.text_pane import folded_lines

HEADERS = ("to", "reply-to", "date")
"""Headers that are shown, in this order."""
LINES = 600
"""Lines of a document shown."""


def document_lines(
    row: RawEntry, detail: RawDetail | None, view: View, seat: Seat, width: int
) -> Sequence[Line]:
    """The document in lines of ``width`` cells; without ``detail``, which is still being read, only its head."""
    words, wording = seat.words, seat.wording
    lines: list[Line] = []
    if row.filed_as:
        lines.append([(words("to_sort.filed_as", what=filed_text(row, seat)), "strong")])
    if view is View.UNDESCRIBED:
        lines += folded_lines(words("teaching.undescribed"), "soon", width, 4)
    lines += folded_lines(reason_text(row, seat), "soon", width, 3)
    lines.append([])
    lines += fact_lines(words("to_sort.from"), _sender(row, detail), width, "text", 3)
    lines += fact_lines(words("to_sort.file"), row.name, width, "muted", 2)
    lines += fact_lines(words("to_sort.received"), wording.full(row.received_at), width)
    if detail is None:
        return [*lines, [], [(words("queue.loading"), "muted")]]
    lines += _headers(detail, seat, width)
    lines += fact_lines(words("to_sort.attachments"), ", ".join(detail.attachments), width)
    found = [(code, value) for code, value in detail.found if code != "message"]  # all of it stands below
    if found:
        lines += [[], [(words("to_sort.found"), "accent")]]
        for code, value in found:
            key = f"to_sort.field_{code}"
            name = words(key) if words.has(key) else code
            lines += fact_lines(name, " ".join(value.split()), width, "text", 3)
    if view is View.WAITING:
        lines += _missing(detail, seat, width)
    lines += [[], [(seat.glyphs.rule * width, "rule")]]
    text = detail.text.strip() or words("to_sort.no_text")
    return [*lines, *folded_lines(text, "text", width, LINES)]


def reason_text(entry: RawEntry, seat: Seat) -> str:
    """Why it could not be read; a reason without words shows itself."""
    key = f"reading.reason.{entry.reason}"
    return seat.words(key) if entry.reason and seat.words.has(key) else entry.reason


def filed_text(entry: RawEntry, seat: Seat) -> str:
    """What it was filed as."""
    return seat.words(f"vocabulary.filed_as.{entry.filed_as}") if entry.filed_as else ""


def _missing(detail: RawDetail, seat: Seat, width: int) -> list[Line]:
    """What an enquiry needs that was not read: a name, a way to answer, a car."""
    found, words = {code for code, _ in detail.found}, seat.words
    wanted = [code for code in ("last_name", "car") if code not in found]
    if not found & {"phone", "email"}:
        wanted[1:1] = ["phone", "email"]
    names = ", ".join(words(f"to_sort.field_{code}") for code in wanted)
    return [[], *fact_lines(words("to_sort.missing"), names, width, "missing", 2)] if names else []


def _headers(detail: RawDetail, seat: Seat, width: int) -> list[Line]:
    known = {name.lower(): value for name, value in reversed(detail.headers)}
    lines: list[Line] = []
    for wanted in HEADERS:
        if wanted in known:
            name = seat.words(f"to_sort.head_{wanted.replace('-', '_')}")
            lines += fact_lines(name, known[wanted], width, "muted", 2)
    return lines


def _sender(entry: RawEntry, detail: RawDetail | None) -> str:
    """Who sent it, with the name as the mail gives it once it was read."""
    headers = detail.headers if detail is not None else ()
    return next((value for name, value in headers if name.lower() == "from"), entry.sender)
