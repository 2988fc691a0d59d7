"""Pictures of the terminal to compare with those kept: SVG without the font addresses Textual puts in."""

import re

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot

_FONTS = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)[^\s\"'<)]*")


class Svg(SingleFileSnapshotExtension):
    """One file a picture."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Compare with ``picture == picture_of(pilot)``; ``pytest --snapshot-update`` keeps new ones."""
    return snapshot.use_extension(Svg)


def picture_of(pilot: Pilot[None]) -> str:
    """What the terminal shows now, in the theme's colours."""
    svg = pilot.app.export_screenshot(title="VO Call Center")
    return _ADDRESS.sub("", _FONTS.sub("", svg))
