"""The colours, by the contrast formula of WCAG 2."""

import pytest

from screens.glyphs import ASCII, UNICODE, glyphs
from screens.safe_text import width_of
from screens.themes import PALETTES, inks_of, theme_name


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", PALETTES)
def test_every_ink_can_be_read_on_every_ground(name: str) -> None:
    palette = PALETTES[name]
    least = 7.0 if name == "contrast" else 4.5
    for ground in ("background", "bar", "cursor", "field"):
        for ink, colour in palette.inks.items():
            assert contrast(colour, getattr(palette, ground)) >= least, (ink, ground)


def test_an_unknown_theme_is_the_dark_one() -> None:
    assert theme_name("pink") == "vo-dark"
    assert inks_of("textual-dark").plain("text") == inks_of("vo-dark").plain("text")


def test_symbols_take_one_cell_and_plain_ones_are_ascii() -> None:
    for name in UNICODE.__slots__:
        assert width_of(getattr(UNICODE, name)) == 1, name
        assert getattr(ASCII, name).isascii(), name
    assert glyphs("ascii") is ASCII
    assert glyphs("unicode").heat(2) == "●●○"


def test_the_levels_of_urgency_are_told_apart_without_colour() -> None:
    for symbols in (UNICODE, ASCII):
        marks = {symbols.late, symbols.soon, symbols.half, symbols.calm, symbols.resting}
        assert len(marks) == 5
