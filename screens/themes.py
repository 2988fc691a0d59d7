"""The colours of the console: a calm neutral surface, one accent, and four that mean urgency.

Every text colour stands at 4.5:1 or better on the surface and on the cursor's line (a test computes it; 7:1 in
the high-contrast theme). With NO_COLOR Textual takes the colours out, and the symbols still say everything.
"""

from dataclasses import dataclass, fields
from functools import cache

from rich.style import Style
from textual.theme import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """One theme in hexadecimal colours."""

    background: str
    bar: str
    """Top line and footer."""
    cursor: str
    """Behind the line under the cursor."""
    field: str
    """Behind something one types in."""
    rule: str
    """Thin lines: no text is drawn with it."""
    text: str
    muted: str
    accent: str
    late: str
    soon: str
    half: str
    good: str

    @property
    def inks(self) -> dict[str, str]:
        """What text is written with, by name."""
        return {
            "text": self.text,
            "strong": self.text,
            "muted": self.muted,
            "calm": self.muted,
            "accent": self.accent,
            "key": self.accent,
            "selected": self.accent,
            "late": self.late,
            "bad": self.late,
            "soon": self.soon,
            "half": self.half,
            "good": self.good,
        }


PALETTES: dict[str, Palette] = {
    "dark": Palette(
        background="#16191f",
        bar="#1e222a",
        cursor="#2a3240",
        field="#1e222a",
        rule="#3a414d",
        text="#d5dae2",
        muted="#98a2b1",
        accent="#79b8ff",
        late="#ff8178",
        soon="#ffb15c",
        half="#e3cd62",
        good="#7fce8f",
    ),
    "light": Palette(
        background="#fbfbf9",
        bar="#eeefec",
        cursor="#dde8f5",
        field="#eeefec",
        rule="#c3c7cc",
        text="#1d232c",
        muted="#535d6b",
        accent="#0a4fae",
        late="#ae1710",
        soon="#8a4300",
        half="#645300",
        good="#1c6b30",
    ),
    "contrast": Palette(
        background="#000000",
        bar="#000000",
        cursor="#003580",
        field="#1a1a1a",
        rule="#ffffff",
        text="#ffffff",
        muted="#e6e6e6",
        accent="#7fe3ff",
        late="#ffc2bd",
        soon="#ffcf8a",
        half="#fff27a",
        good="#a9f5b5",
    ),
}
NAMES = tuple(PALETTES)


def theme_name(name: str) -> str:
    """Textual's name for our theme ``name``; an unknown one is the dark theme."""
    return f"vo-{name if name in PALETTES else 'dark'}"


def textual_themes() -> list[Theme]:
    """Our palettes as Textual themes; stylesheets use ``$vo-<colour>``."""
    return [_textual_theme(name, palette) for name, palette in PALETTES.items()]


def variables(palette: Palette) -> dict[str, str]:
    """The palette as stylesheet variables."""
    return {f"vo-{field.name}": getattr(palette, field.name) for field in fields(palette)}


def _textual_theme(name: str, palette: Palette) -> Theme:
    return Theme(
        name=theme_name(name),
        primary=palette.accent,
        secondary=palette.muted,
        accent=palette.accent,
        warning=palette.soon,
        error=palette.late,
        success=palette.good,
        foreground=palette.text,
        background=palette.background,
        surface=palette.background,
        panel=palette.bar,
        dark=name != "light",
        variables=variables(palette)
        | {
            "input-cursor-background": palette.text,
            "input-cursor-foreground": palette.background,
            "input-selection-background": palette.cursor,
            "scrollbar": palette.rule,
            "scrollbar-hover": palette.muted,
            "scrollbar-active": palette.accent,
            "scrollbar-background": palette.background,
            "scrollbar-background-hover": palette.background,
            "scrollbar-background-active": palette.background,
            "scrollbar-corner-color": palette.background,
        },
    )


class Inks:
    """What text is drawn with in one theme on one ground: a ready style by name, plain or on the cursor's line."""

    def __init__(self, palette: Palette, ground: str) -> None:
        styles = {
            name: Style(color=colour, bold=name in ("strong", "key", "selected") or None)
            for name, colour in palette.inks.items()
        }
        styles[""] = styles["text"]
        styles["rule"] = Style(color=palette.rule)
        styles["under"] = Style(color=palette.text, underline=True)
        styles["missing"] = Style(color=palette.late, bold=True, reverse=True)
        behind, behind_cursor = Style(bgcolor=ground), Style(bgcolor=palette.cursor)
        self._plain = {name: style + behind for name, style in styles.items()}
        self._cursor = {name: style + behind_cursor for name, style in styles.items()}
        self.cursor_bar = Style(color=palette.accent, bgcolor=palette.cursor, bold=True)

    def plain(self, name: str) -> Style:
        return self._plain[name]

    def on_cursor(self, name: str) -> Style:
        return self._cursor[name]


@cache
def inks_of(name: str, ground: str = "background") -> Inks:
    """The inks of a theme, by Textual's name for it, on one of its grounds (``background`` or ``bar``)."""
    palette = PALETTES.get(name.removeprefix("vo-"), PALETTES["dark"])
    return Inks(palette, getattr(palette, ground))
