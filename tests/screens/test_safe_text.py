"""Foreign text on its way to the terminal."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from screens.safe_text import clean, clean_lines, cut, fit, width_of, wrap
from tests.screens.showroom import HOSTILE_NAMES

ANYTHING = st.text(st.characters(), max_size=200) | st.text(
    st.sampled_from(
        "ab\x1b\x00\x07\x9b\u202e\u2066\u200b\u200d\ufe0f\u0301\u0300\U0001f468\U000e0041李é\r\n\ud800\U0001f1eb"
    ),
    max_size=60,
)


def acts(character: str) -> bool:
    """Whether a character could act on the terminal or on the order of reading."""
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or unicodedata.bidirectional(
        character
    ) in ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI", "BN")


@given(ANYTHING)
def test_nothing_that_acts_on_a_terminal_is_left(text: str) -> None:
    assert not [character for character in clean(text) if acts(character)]


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(ANYTHING, st.integers(0, 60))
def test_a_cell_is_exactly_as_wide_as_asked(text: str, width: int) -> None:
    assert cell_len(fit(text, width)) == width
    assert cell_len(fit(text, width, "right")) == width


@given(ANYTHING, st.integers(2, 40))
def test_folded_lines_are_never_too_wide_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join("".join(clean_lines(text)).split())


@given(ANYTHING)
def test_a_flood_of_marks_is_bounded(text: str) -> None:
    run = 0
    for character in clean(text):
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        assert run <= 2


def test_ordinary_names_stay_as_they_are() -> None:
    for name in ("DUPONT Jean", "Zoé L’Hôpital", "Łukasz Ørsted", "NGUYỄN Thị Ánh", "李小龍", "12 990 €"):
        assert clean(name) == name


def test_escape_sequences_become_visible() -> None:
    assert clean("\x1b[2JLéa\x07") == "␛[2JLéa␇"
    assert clean("a\u202eb") == "a�b"
    assert clean("deux\nlignes") == "deux⏎lignes"


def test_a_wide_character_is_never_halved() -> None:
    assert cut("李小龍", 4) == "李… "


def test_a_huge_text_is_looked_at_only_in_part() -> None:
    assert len(clean("A" * 5_000_000)) == 2_000
    assert sum(map(len, clean_lines("A\n" * 5_000_000))) <= 100_000


def test_the_hostile_names_of_the_showroom_are_harmless() -> None:
    for name in HOSTILE_NAMES:
        assert not [character for character in clean(name) if acts(character)]
