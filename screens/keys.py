"""The one table of keys: what each does, where, and how it is written.

It feeds the bindings, the footer, the help (``?``), the palette and ``docs/keys.md``; a test refuses two uses of one
key in one context and a key without words (``keys.<code>`` short, ``keys.<code>_help`` in full).
A key that cannot work now stays pressable: the screen's ``refusal_for(code)`` says why.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from textual.binding import Binding, BindingType

from rules.words import Words


@dataclass(frozen=True, slots=True)
class Key:
    """One key. A screen answers it with ``action_<code>`` (``action_lane`` with an argument for ``lane:1``)."""

    code: str
    keys: tuple[str, ...]
    """As Textual names them; the first one is shown."""
    rank: int = 0
    """Place in the footer, from the left; 0 keeps it out."""
    shown: str = ""
    """How it is written, where Textual's name is not it."""
    while_typing: bool = False
    """Works inside a field too."""

    @property
    def word(self) -> str:
        """Its name in the catalogs: ``lane:3`` is ``lane``."""
        return self.code.partition(":")[0]

    def written(self, words: Words) -> str:
        """How its first key is written in the user's language: ``Échap``, ``Ctrl+S``, ``/``."""
        return self.shown or key_name(self.keys[0], words)


_WRITTEN = {
    "question_mark": "?",
    "slash": "/",
    "plus": "+",
    "equals_sign": "=",
    "asterisk": "*",
    "minus": "-",
    "dollar_sign": "$",
    "exclamation_mark": "!",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
}


def key_name(name: str, words: Words) -> str:
    """What stands on the key that Textual calls ``name``, on a keyboard of the user's language."""
    if words.has(f"keys.name_{name}"):
        return words(f"keys.name_{name}")
    if name.startswith("ctrl+"):
        return f"Ctrl+{name.removeprefix('ctrl+').upper()}"
    return _WRITTEN.get(name, name.upper() if re.fullmatch(r"f\d+", name) else name)


AZERTY_DIGITS = "&é\"'(-è_ç"
"""What the digit row gives without Shift on a French keyboard, in the order of 1 to 9."""

GROUPS: dict[str, tuple[Key, ...]] = {
    "everywhere": (
        Key("search", ("slash",), 80),
        Key("go_to", ("g",)),
        Key("help", ("question_mark",), 90),
        Key("palette", ("ctrl+p",), while_typing=True),
        Key("status", ("f2",), while_typing=True),
        Key("panes", ("f6",), while_typing=True),
        Key("fields", ("tab",)),
        Key("quit", ("ctrl+q",), while_typing=True),
    ),
    "back": (Key("back", ("escape", "ctrl+g"), 95),),
    "list": (
        Key("line_up", ("up",)),
        Key("line_down", ("down",)),
        Key("page_up", ("pageup",)),
        Key("page_down", ("pagedown",)),
        Key("first", ("home",)),
        Key("last", ("end",)),
    ),
    "open": (Key("open", ("enter",), 20),),
    "take": (Key("next", ("n",), 10),),
    "entry": (Key("entry", ("f3",)),),
    "lead": (
        Key("call", ("c",), 30),
        Key("email", ("e",), 31),
        Key("sms", ("s",), 32),
        Key("form", ("f",), 33),
        Key("qualify", ("f4",), 33, while_typing=True),
        Key("question", ("o",), 34),
        Key("route", ("r",), 35),
        Key("relaunch", ("p",), 36),
        Key("note", ("a",), 37),
        Key("close", ("x",), 38),
        Key("undo", ("u",), 39),
        Key("take", ("t",), 40),
        Key("merge", ("m",)),
        Key("same_person", ("equals_sign",)),
        Key("other_person", ("asterisk",)),
        Key("whose", ("w",)),
        Key("copy", ("y",), 60),
        Key("rate", ("h",)),
        Key("stop", ("exclamation_mark",)),
        Key("appointment", ("d",), 41),
        Key("outcome", ("dollar_sign",), 42),
    ),
    "conversation": (Key("unfold", ("space",)),),
    "alternatives": (Key("choose_car", ("enter",)),),
    "in_entry": (Key("anew", ("f3",), 15, while_typing=True),),
    "in_call": (Key("form", ("f",), 33),),
    "in_form": (Key("qualify", ("f4",), 15, while_typing=True),),
    "lanes": tuple(
        Key(f"lane:{number}", (str(number), character), shown=str(number))
        for number, character in enumerate(AZERTY_DIGITS[:7], start=1)
    ),
    "preview": (Key("preview", ("space",), 50),),
    "desk": (
        Key("open", ("enter",), 20),
        Key("accept", ("plus",), 21),
        Key("refuse", ("minus",), 22),
        Key("contacted", ("l",), 25),
        Key("no_answer", ("i",), 26),
    ),
    "drawer": (
        Key("commit", ("ctrl+s",), 10, while_typing=True),
        Key("leave", ("escape", "ctrl+g"), 20, while_typing=True),
        Key("palette", ("ctrl+p",), while_typing=True),
        Key("status", ("f2",), while_typing=True),
        Key("fields", ("tab",), 30),
        Key("panes", ("f6",), while_typing=True),
        Key("quit", ("ctrl+q",), while_typing=True),
    ),
    "overlay": (
        Key("choose", ("enter",), 10),
        Key("leave", ("escape", "ctrl+g"), 20, while_typing=True),
        Key("quit", ("ctrl+q",), while_typing=True),
    ),
    "identity": (Key("together", ("equals_sign",), 5), Key("apart", ("asterisk",), 6)),
    "sign_in": (
        Key("choose", ("enter",), 10),
        Key("leave", ("escape", "ctrl+g"), 20, while_typing=True),
        Key("quit", ("ctrl+q",), 30, while_typing=True),
    ),
    "sort": (
        Key("complete", ("f",), 21),
        Key("attach", ("l",), 22),
        Key("file", ("x",), 23),
        Key("filed", ("v",), 24),
        Key("unfile", ("u",), 25),
        Key("teach", ("t",), 26),
    ),
    "stock": (
        Key("find", ("f",), 10),
        Key("open", ("enter",), 20),
        Key("whole_book", ("v",), 24),
        Key("copy", ("y",), 60),
    ),
    "imports": (Key("commit", ("ctrl+s",), 10, while_typing=True), Key("column", ("enter",), 20)),
    "outbox": (
        Key("open", ("enter",), 20),
        Key("retry", ("r",), 21),
        Key("cancel", ("x",), 22),
        Key("settle", ("d",), 23),
        Key("problems", ("v",), 24),
    ),
    "agenda": (
        Key("open", ("enter",), 20),
        Key("done", ("d",), 21),
        Key("cancel", ("x",), 22),
        Key("earlier", ("left",), 23),
        Key("later", ("right",), 24),
    ),
    "supervision": (
        Key("drill", ("enter",), 20),
        Key("period", ("p",), 21),
        Key("reassign", ("r",), 22),
        Key("at_risk", ("v",), 23),
        Key("without_action", ("w",), 24),
        Key("site", ("s",), 25),
    ),
    "drilled": (
        Key("open", ("enter",), 20),
        Key("reassign", ("r",), 22),
        Key("missed", ("v",), 23),
    ),
    "people": (
        Key("open", ("enter",), 20),
        Key("add", ("plus",), 21),
        Key("absence", ("a",), 22),
        Key("activate", ("x",), 23),
        Key("end_absence", ("u",), 24),
    ),
}

CONTEXTS: dict[str, tuple[str, ...]] = {
    "queue": ("take", "entry", "open", "preview", "lead", "lanes", "list", "everywhere"),
    "lead": ("take", "entry", "lead", "conversation", "alternatives", "everywhere", "back"),
    "desk": ("desk", "entry", "preview", "lead", "list", "everywhere"),
    "agenda": ("agenda", "preview", "list", "everywhere", "back"),
    "to_sort": ("open", "sort", "list", "everywhere", "back"),
    "imports": ("imports", "list", "everywhere", "back"),
    "supervision": ("supervision", "list", "everywhere", "back"),
    "outbox": ("outbox", "list", "everywhere", "back"),
    "stock": ("stock", "list", "everywhere", "back"),
    "drilled": ("drilled", "list", "everywhere", "back"),
    "people": ("people", "list", "everywhere", "back"),
    "help": ("everywhere", "back"),
    "drawer": ("drawer",),
    "entry": ("in_entry", "drawer"),
    "call": ("in_call", "drawer"),
    "form": ("in_form", "drawer"),
    "overlay": ("overlay",),
    "identity": ("identity", "overlay"),
    "sign_in": ("sign_in",),
}
"""Which groups hold in which context, the order in which help shows them."""

FIELD_CONTEXTS = frozenset({"drawer", "overlay", "sign_in"})
"""Where one types: no single letter is a key there."""

WIDGET_GROUPS = frozenset({"list"})
"""Bound by the list itself, so that an arrow inside another widget stays with it."""


def keys_of(context: str) -> Iterator[Key]:
    """The keys that hold in a context, each once, by group."""
    for group in CONTEXTS[context]:
        yield from GROUPS[group]


def footer_of(context: str) -> list[Key]:
    """The keys a context's footer may show, in order."""
    return sorted((key for key in keys_of(context) if key.rank), key=lambda key: key.rank)


def bindings(context: str) -> list[BindingType]:
    """A screen's bindings: each key runs ``press(code)``, which refuses with a reason or acts.

    Raises KeyError for an unknown context.
    """
    return [
        Binding(name, f"press('{key.code}')", key.code, show=False, priority=key.while_typing)
        for group in CONTEXTS[context]
        if group not in WIDGET_GROUPS
        for key in GROUPS[group]
        if key.code != "fields"  # Textual moves between fields by itself
        for name in key.keys
    ]


def list_bindings() -> list[BindingType]:
    """The bindings of a list of rows."""
    return [
        Binding(name, f"move('{key.code}')", key.code, show=False)
        for key in GROUPS["list"]
        for name in key.keys
    ]
