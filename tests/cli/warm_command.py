"""The command line in processes of their own that start warm: a command costs its own work, not 1.5 s of imports.

One process loads the application and waits. For each command it forks; the fork puts on the files, the environment and
the folder of the command, runs ``vo_callcenter.cli.main`` and ends as a Python program ends. ``test_loading`` and
``test_terminal`` start the real program.
"""

import atexit
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def run_warm(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, said: str
) -> subprocess.CompletedProcess[str]:
    """What ``subprocess.run`` would give for ``vo-callcenter arguments`` in that folder, told ``said`` at its prompt."""
    with tempfile.TemporaryDirectory() as name:
        files = {each: str(Path(name) / each) for each in ("stdin", "stdout", "stderr")}
        Path(files["stdin"]).write_text(said, encoding="utf-8")
        asked = {
            "arguments": list(arguments),
            "environment": dict(environment),
            "folder": str(folder),
            "files": files,
        }
        waiting = _waiting()
        assert waiting.stdin is not None
        assert waiting.stdout is not None
        waiting.stdin.write(json.dumps(asked) + "\n")
        waiting.stdin.flush()
        code = int(waiting.stdout.readline())
        said_out, said_err = (Path(files[each]).read_text(encoding="utf-8") for each in ("stdout", "stderr"))
        return subprocess.CompletedProcess([*arguments], code, said_out, said_err)


@cache
def _waiting() -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.warm_command"],
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    atexit.register(process.kill)
    return process


def _wait() -> None:
    """Serve one command after the other, until whoever asks has gone."""
    from sqlalchemy.orm import configure_mappers

    import vo_callcenter.cli.commands

    for command in Path(vo_callcenter.cli.commands.__file__).parent.glob("*.py"):
        if command.stem not in ("__init__", "__main__"):
            __import__(f"vo_callcenter.cli.{command.stem}")
    configure_mappers()
    gc.freeze()  # or the end of each fork would look through all of it
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            _become(**asked)
            vo_callcenter.cli.main(asked["arguments"])
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def _become(arguments: list[str], environment: dict[str, str], folder: str, files: dict[str, str]) -> None:
    """Put on what the operating system gives to a process that starts."""
    sys.stdin.close()
    for descriptor, (name, flags) in enumerate(
        {"stdin": os.O_RDONLY, "stdout": os.O_WRONLY | os.O_CREAT, "stderr": os.O_WRONLY | os.O_CREAT}.items()
    ):
        opened = os.open(files[name], flags)
        os.dup2(opened, descriptor)
        if opened != descriptor:
            os.close(opened)
    sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    sys.argv = ["vo-callcenter", *arguments]


if __name__ == "__main__":
    _wait()
