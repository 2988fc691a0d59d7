"""The command line on a store that cannot be written: one line says why, and the same command works later."""

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from tests.cli.test_commands import SECRET, Terminal
from tests.services.mails import adf
from vo_callcenter.cli import main

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="limits and permissions of POSIX")

NOBODY = 65534


@pytest.fixture
def run() -> Iterator[Terminal]:
    """A folder that any user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        yield Terminal(folder)


@pytest.fixture
def founded(run: Terminal) -> Terminal:
    made = run(
        "store", "init", "--group", "Groupe Mercier", "--site", "Lyon", "--name", "Ada Roux",
        "--login", "ada", "--postcode", "69003", said=SECRET,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    return run


def without_rights(run: Terminal, *arguments: str) -> tuple[str, str]:
    """Exit code and lines of the command, carried out by somebody who is not root, to whom all is writable.

    In a fork of this process: its libraries are loaded already, for that user may not be able to read them.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        code, said = "", io.StringIO()
        try:
            os.environ.update(run.environment)
            os.chdir(run.folder)
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            with redirect_stdout(said), redirect_stderr(said):
                main(arguments)
        except SystemExit as ended:
            code = str(ended.code)
        except BaseException as error:
            code = repr(error)
        os.write(write, json.dumps((code, said.getvalue())).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        code, lines = json.loads(pipe.read())
    os.waitpid(child, 0)
    return code, lines


def with_little_room(run: Terminal, limit: int, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command where no file may grow beyond ``limit`` bytes: a write fails as on a full disk."""
    limited = (
        "import resource, runpy, sys;"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
        "sys.argv[0] = 'vo-callcenter';"
        "runpy.run_module('vo_callcenter.cli', run_name='__main__')"
    )
    environment = {**run.environment, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", limited, *arguments],
        capture_output=True, text=True, env=environment, cwd=run.folder, timeout=120, check=False,
    )  # fmt: skip


def test_a_document_that_finds_no_room_is_said_in_one_line_and_taken_once_there_is(founded: Terminal) -> None:
    (founded.folder / "lead.xml").write_bytes(adf(comments="Bonjour, " * 10_000))
    refused = with_little_room(founded, 40_000, "intake", "lead.xml")
    assert refused.returncode == 1
    (line,) = refused.stderr.splitlines()
    assert "store" in line.lower() or "disk" in line.lower()
    assert "Traceback" not in refused.stdout + refused.stderr
    assert founded("store", "check").returncode in (0, 1)
    taken = founded("intake", "lead.xml", "--json")
    assert taken.returncode == 0, taken.stderr
    assert founded("store", "check").returncode == 0
    assert '"lead"' in taken.stdout


@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_store_that_may_only_be_read_is_said_in_one_line(
    founded: Terminal, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    for name, value in founded.environment.items():
        monkeypatch.setenv(name, value)
    (founded.folder / "lead.xml").write_bytes(adf())
    (founded.folder / "second.xml").write_bytes(adf(name="Zoe Autre", email="zoe@example.org", phone=""))
    with pytest.raises(SystemExit):
        main(["intake", str(founded.folder / "lead.xml")])
    files = [founded.folder / "store.db", *founded.folder.glob("store.db*")]
    for file in files:
        file.chmod(0o444)
    if what == "folder":
        founded.folder.chmod(0o555)
    try:
        code, lines = without_rights(founded, "intake", str(founded.folder / "second.xml"))
    finally:
        founded.folder.chmod(0o777)
        for file in files:
            file.chmod(0o600)
    (line,) = lines.splitlines()
    assert (code, "store.db" in line) == ("1", True), lines
    taken = founded("intake", "second.xml", "--json")
    assert taken.returncode == 0, taken.stderr
    assert founded("store", "check").returncode == 0
