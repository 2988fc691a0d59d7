"""The real program in a real terminal (tmux), driven by its keys and read from what stands on the screen."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PROGRAM = str(Path(sys.executable).with_name("vo-callcenter"))
PATIENCE = 60.0
"""Seconds to wait for a text at most: a machine that runs other tests besides may be slow."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Terminal:
    """A tmux server of this test's own; ``consoles`` are its windows."""

    def __init__(self, folder: Path, environment: Mapping[str, str], size: tuple[int, int]) -> None:
        self.folder = folder
        self.size = size
        self._socket = str(folder / "tmux")
        self._environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            **environment,
        }
        self.consoles: dict[str, Console] = {}

    def open(self, name: str, *arguments: str) -> "Console":
        """A window that runs the program with these arguments."""
        width, height = self.size
        tmux = ("set-option -g escape-time 0 ; set-option -g default-terminal tmux-256color ;").split()
        start = ["new-session", "-d", "-s", name, "-x", str(width), "-y", str(height)]
        said = self._tmux("-f", "/dev/null", *tmux, *start, PROGRAM, *arguments)
        assert said.returncode == 0, said.stderr
        self.consoles[name] = Console(self, name)
        return self.consoles[name]

    def command(self, *arguments: str, said: str = "") -> str:
        """What a command of the program prints. Raises CalledProcessError when it is refused."""
        return subprocess.run(
            [PROGRAM, *arguments],
            input=said,
            capture_output=True,
            text=True,
            check=True,
            env=self._environment,
            timeout=120,
        ).stdout

    def close(self) -> None:
        """Leave every console as a person does, then end the server."""
        for console in self.consoles.values():
            console.keys("C-q")
        until(lambda: self._tmux("has-session").returncode != 0, 15)
        self._tmux("kill-server")

    def keep_pictures(self, folder: Path) -> None:
        """Write down what every console showed, to be looked at after a failure."""
        for name, console in self.consoles.items():
            (folder / f"{name}.txt").write_text("\f\n".join(console.pictures), encoding="utf-8")

    def _tmux(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["tmux", "-u", "-S", self._socket, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
            timeout=60,
        )


class Console:
    """One person's console. Every wait is for something that stands on the screen."""

    def __init__(self, terminal: Terminal, name: str) -> None:
        self._terminal = terminal
        self.name = name
        self.pictures: list[str] = []
        """Whatever it was seen to show, in order."""

    @property
    def text(self) -> str:
        """What can be read now, line by line."""
        shown = self._terminal._tmux("capture-pane", "-p", "-t", self.name).stdout
        if not self.pictures or self.pictures[-1] != shown:
            self.pictures.append(shown)
        return shown

    @property
    def is_open(self) -> bool:
        return self._terminal._tmux("has-session", "-t", self.name).returncode == 0

    def keys(self, *names: str) -> "Console":
        """Press keys as tmux names them: ``Enter``, ``C-s``, ``F4``, ``Down``."""
        self._terminal._tmux("send-keys", "-t", self.name, *names)
        return self

    def press(self, *letters: str) -> "Console":
        """Press keys that are characters."""
        return self.types("".join(letters))

    def types(self, text: str) -> "Console":
        self._terminal._tmux("send-keys", "-t", self.name, "-l", text)
        return self

    def sees(self, *texts: str, within: float = PATIENCE) -> "Console":
        """Wait until all of these stand on the screen."""
        missing: Sequence[str] = texts

        def are_there() -> bool:
            nonlocal missing
            shown = _flat(self.text)
            missing = [each for each in texts if _flat(each) not in shown]
            return not missing

        assert until(are_there, within), f"{self.name} never saw {missing}:\n{self.text}"
        return self

    def soon_sees(self, *texts: str, within: float = 3.0) -> bool:
        """Whether all of these come to stand on the screen within a moment."""
        return until(lambda: all(_flat(each) in _flat(self.text) for each in texts), within)

    def sees_no_more(self, *texts: str, within: float = PATIENCE) -> "Console":
        """Wait until none of these stands on the screen."""
        gone = until(lambda: not any(_flat(each) in _flat(self.text) for each in texts), within)
        assert gone, f"{self.name} still sees one of {texts}:\n{self.text}"
        return self

    def is_clean(self) -> bool:
        """Whether the screen holds no control or invisible character."""
        return _CONTROL.search(self.text) is None


def until(holds: Callable[[], bool], seconds: float, pause: float = 0.1) -> bool:
    """Ask again and again; whether it held within these seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(pause)
    return bool(holds())


def _flat(text: str) -> str:
    """Without the frame and however it was broken into lines."""
    return " ".join(re.sub(r"[│┌┐└┘─╭╮╰╯]", " ", text).split())
