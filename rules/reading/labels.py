"""Lines such as « Tél : 06… » in a text, read into fields; what follows « Message : » may take several lines."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from rules.reading.endings import Endings
from rules.reading.field_words import folded, label_index, without_ours
from rules.reading.found import Found
from rules.reading.limits import MAX_LINE, MAX_LINES, MAX_MESSAGE, MAX_VALUES
from rules.reading.sections import DEALER, PLAIN, Section, section_of

_LABELLED = re.compile(
    r"^[\s>*•·–\-|]{0,20}([^\W\d_][^:：=\t\n]{0,45}?)[ \xa0\t]*(?:[:：=]|\t)[ \xa0\t]*(.*)$"
)
_ADDRESS_START = ("http", "https", "ftp", "mailto")
_SENTENCE = 5
"""Words of a label; more before a colon are a sentence."""
_WORDS = re.compile(
    r"(?i)^(?!\s*(?:https?:|www\.|envoy[ée]|sent |this |cet? (?:e-?mail|mail|message)\b)).*[^\W\d_]{2}"
)
"""A line that says something and is no machine's last line."""
NO_ENDINGS = Endings()
_SIGN_OF_CONTACT = {"phone": re.compile(r"\d"), "mobile": re.compile(r"\d"), "email": re.compile("@")}


@cache
def common_labels() -> Mapping[str, str]:
    return label_index()


@cache
def call_labels() -> Mapping[str, str]:
    """Those of a mail about a call."""
    return without_ours(label_index())


def labelled_fields(
    text: str,
    labels: Mapping[str, str] | None = None,
    ends: Endings = NO_ENDINGS,
    is_stacked: bool = False,
    others: list[tuple[str, str]] | None = None,
) -> dict[str, Found]:
    """Field → value for every labelled line of ``text``; the first value of a field counts.

    A label with nothing behind it takes the next line that is no label. ``message`` goes on until the form goes
    on or ``ends`` says so; of several (« Objet de la demande », « Message ») none is lost.
    With ``is_stacked`` a line that is exactly a label, without a colon, also counts: HTML forms put label and
    value below each other. Below a heading such as « Votre véhicule à reprendre » the fields are that car's, below
    « CONCESSION » no customer's. ``others`` takes the labels that mean no field or come again with another value,
    as far as the text goes before an end.
    """
    known = labels if labels is not None else common_labels()
    lines = text.split("\n")[:MAX_LINES]
    form = _Form(lines, known, ends, is_stacked)
    kept = form.read()
    if form.has_dealer and not form.found.keys() & _SIGN_OF_CONTACT.keys():
        # Nobody to answer is left: what looked like the dealer's is the customer's.
        form = _Form(lines, known, ends, is_stacked, knows_dealer=False)
        kept = form.read()
    if others is not None:
        others += kept[: MAX_VALUES - len(others)]
    return form.found


def label_of(line: str, known: Mapping[str, str], is_stacked: bool = False) -> tuple[str | None, str]:
    """The field that a line labels, None for any other line, and what stands behind the label."""
    line = line[:MAX_LINE]
    match = _LABELLED.match(line)
    if match is None:
        name = known.get(folded(line)) if is_stacked and 0 < len(line) < 60 else None
        return name, ""
    label = match[1]
    if label.lower() in _ADDRESS_START:
        return None, ""
    return known.get(folded(label)), match[2].strip()


def labelled_pair(line: str) -> tuple[str, str]:
    """What stands before and behind the colon of a line, both empty for any other line."""
    match = _LABELLED.match(line[:MAX_LINE])
    return (match[1].strip(), match[2].strip()) if match else ("", "")


@dataclass(slots=True)
class _Form:
    """A text read line by line."""

    lines: list[str]
    known: Mapping[str, str]
    ends: Endings
    is_stacked: bool
    knows_dealer: bool = True
    found: dict[str, Found] = field(default_factory=dict)
    section: Section = PLAIN
    heading: str = ""
    is_close: bool = False
    """The labels follow their heading at once: a blank line ends them."""
    has_dealer: bool = False

    def read(self) -> list[tuple[str, str]]:
        """Fills ``found``; what no field is made for, in the order of the text."""
        others: list[tuple[str, str]] = []
        position, is_over = 0, False
        while position < len(self.lines):
            line = self.lines[position]
            is_over = is_over or self._is_end(position)
            start = position + 1
            if (section := self._section(position)) is not None:
                self.section, self.heading = section, line.strip(" \t:-=*#")
                self.is_close = bool(self.lines[start].strip())
                self.has_dealer |= section is DEALER
                position += 1
                continue
            name, value = self._label(line, self.is_stacked)
            if name in self.section.over_at or (self.is_close and not line.strip()):
                self.section = PLAIN
            if not is_over and (other := self._other(line)):
                others.append(other)
            name = self.section.means.get(name, name) if name else None
            position += 1
            if name == "message":
                value, position = self._message(position, value)
                self._add_words(value, start)
                continue
            if not name or name in self.found:
                continue
            if not value:
                follower = self._next_said(position)
                if follower is None or self._label(self.lines[follower], self.is_stacked)[0]:
                    continue
                value, start, position = self.lines[follower].strip()[:MAX_LINE], follower + 1, follower + 1
            if value:
                self.found[name] = Found(value, start)
        return others

    def _section(self, position: int) -> Section | None:
        """The section that a line begins: labels follow it, and it is not itself a label left empty."""
        line = self.lines[position][:MAX_LINE]
        match = _LABELLED.match(line)
        if match is not None and match[2].strip():
            return None
        section = section_of(match[1] if match else line)
        follower = next(
            (i for i in range(position + 1, min(position + 4, len(self.lines))) if folded(self.lines[i])),
            None,
        )
        if section is None or follower is None or (section is DEALER and not self.knows_dealer):
            return None
        below = self.lines[follower][:MAX_LINE]
        said = _LABELLED.match(below)
        name, _ = self._label(below, self.is_stacked)
        is_label = folded(match[1] if match else line) in self.known
        if name is None and (said is None or is_label):  # « Clio : 1.5 dCi » below « Véhicule » is its value
            return None
        has_colon = said is not None and bool(below[said.end(1) : said.start(2)].strip())
        if (match is None and has_colon) or name in self.found:
            return section
        return section if self._is_apart(position) and not is_label else None

    def _is_apart(self, position: int) -> bool:
        return position == 0 or not self.lines[position - 1].strip()

    def _is_end(self, position: int) -> bool:
        return self.ends.is_at(self.lines, position)

    def _label(self, line: str, is_stacked: bool) -> tuple[str | None, str]:
        return label_of(line, self.known, is_stacked)

    def _other(self, line: str) -> tuple[str, str] | None:
        """A label that means no field, or one that said something else before, with what stands behind it."""
        match = _LABELLED.match(line[:MAX_LINE])
        if match is None or not (value := match[2].strip()) or match[1].lower() in _ADDRESS_START:
            return None
        label = match[1].strip()
        if not folded(label) or len(label.split()) > _SENTENCE or value.startswith("//"):
            return None
        name = self.known.get(folded(label))
        if name and not self.section.means.get(name, name):
            return f"{self.heading} – {label}", value
        name = self.section.means.get(name, name) if name else None
        before = self.found.get(name) if name else None
        is_new = name is None or (name != "message" and before is not None and before.value != value)
        return (label, value) if is_new else None

    def _next_said(self, position: int) -> int | None:
        last = min(position + 4, len(self.lines))
        return next((i for i in range(position, last) if self.lines[i].strip()), None)

    def _add_words(self, words: str, start: int) -> None:
        before = self.found.get("message")
        if before is None and words:
            self.found["message"] = Found(words, start)
        elif before is not None and words not in before.value:
            self.found["message"] = replace(before, value=f"{before.value}\n{words}"[:MAX_MESSAGE])

    def _message(self, position: int, first: str) -> tuple[str, int]:
        """The lines of a message from ``position`` on and where it ended. What the customer writes like a label
        stays in the message; a number or an address there is theirs when no field gave one."""
        taken = [first] if first else []
        while position < len(self.lines):
            line = self.lines[position]
            if self._is_end(position) or (self._is_apart(position) and self._section(position) is not None):
                break
            name, _ = self._label(line, self.is_stacked and not taken)
            over = position + 1
            if name == "message" and not taken:
                break
            if name is not None and name != "message" and name not in self.found:
                over = self._end_of_written(position)
                if over == position:
                    break
            for number in range(position, over):
                self._add_contact(number)
                taken.append(self.lines[number].rstrip())
            position = over
        return "\n".join(taken).strip("\n")[:MAX_MESSAGE].strip(), position

    def _end_of_written(self, position: int) -> int:
        """The line after the labels from ``position`` on when the customer wrote them: words go on below, which
        they do in a message and not in a form. Else ``position``."""
        over = position
        while over < len(self.lines) and not self._is_end(over):
            line = self.lines[over][:MAX_LINE]
            match = _LABELLED.match(line)
            if match is None:
                return over if _WORDS.match(line) else position
            if self._label(line, False)[0] == "message":
                break
            over += 1
            is_below = not match[2].strip() and over < len(self.lines) and self.lines[over].strip()
            over += 1 if is_below else 0
        return position

    def _add_contact(self, number: int) -> None:
        name, value = self._label(self.lines[number], False)
        if name in _SIGN_OF_CONTACT and name not in self.found and _SIGN_OF_CONTACT[name].search(value):
            self.found[name] = Found(value, number + 1)
