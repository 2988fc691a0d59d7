"""The terminal's size, asked of the terminal itself: its signal gets lost over some lines, and at a start under load."""

from shutil import get_terminal_size
from typing import Any

from textual import events
from textual.app import App
from textual.geometry import Size


def follow_terminal(app: App[Any]) -> None:
    """Have the screens laid out anew when the terminal has another size than they believe."""
    if app.is_headless:
        return
    size = Size(*get_terminal_size())
    if size != app.size:
        app.post_message(events.Resize(size, size))
