"""The page about descriptions names every key and every field there is."""

import tomllib
from pathlib import Path

import pytest

from rules.reading.field_words import FIELDS
from rules.reading.pattern import MAX_PATTERN, MAX_PATTERN_LINE
from rules.reading.portal import Portal

PAGE = Path("docs/portals.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*Portal.model_fields, *FIELDS])
def test_every_key_and_field_is_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_what_the_page_says_of_patterns_and_its_example_hold() -> None:
    assert f"{MAX_PATTERN}\ncharacters; they look at the first {MAX_PATTERN_LINE} of a line" in PAGE
    lines = PAGE.split("## An example")[1].split("## ")[0].splitlines()
    example = "\n".join(line.removeprefix("    ") for line in lines)
    assert Portal.model_validate(tomllib.loads(example)).name == "AutoPlus"
