"""The symbols of the console, each one cell wide, and their plain substitutes for terminals that lack them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One field a meaning. Colour never says anything that a symbol does not say too."""

    late: str = "■"
    soon: str = "▲"
    half: str = "◆"
    calm: str = "·"
    resting: str = "‖"
    full: str = "●"
    empty: str = "○"
    cursor: str = "▌"
    live: str = "●"
    stopped: str = "○"
    me: str = "◉"
    letter: str = "✉"
    yes: str = "✓"
    no: str = "✗"
    warning: str = "!"
    incoming: str = "←"
    outgoing: str = "→"
    call: str = "☎"
    note: str = "✎"
    task: str = "⟳"
    system: str = "⚑"
    unread: str = "•"
    eye: str = "◎"
    rule: str = "─"
    bar: str = "│"
    enter: str = "⏎"
    space: str = "␣"
    dot: str = "·"
    none: str = "—"
    up: str = "▴"
    down: str = "▾"

    def of_key(self, name: str) -> str:
        """The symbol of the key that Textual calls ``name``; empty where its name is written out."""
        return {"enter": self.enter, "space": self.space}.get(name, "")

    def heat(self, level: int) -> str:
        """Three dots of which ``level`` (1 cold to 3 hot) are full."""
        return self.full * level + self.empty * (3 - level)


UNICODE = Glyphs()
ASCII = Glyphs(
    late="#",
    soon="^",
    half="o",
    calm=".",
    resting="=",
    full="*",
    empty="-",
    cursor=">",
    live="*",
    stopped="o",
    me="@",
    letter="M",
    yes="+",
    no="x",
    incoming="<",
    outgoing=">",
    call="T",
    note="n",
    task="r",
    system="!",
    unread="*",
    eye="@",
    rule="-",
    bar="|",
    enter="",
    space="",
    dot="-",
    none="-",
    up="^",
    down="v",
)


def glyphs(name: str) -> Glyphs:
    """The set called ``unicode`` or ``ascii``."""
    return ASCII if name == "ascii" else UNICODE
