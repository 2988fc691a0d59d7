"""What each command loads: only the console loads Textual, and nothing heavy stands before its first paint."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_RUN = """
import sys
sys.path.insert(0, {root!r})
from vo_callcenter.cli import main
try:
    main({arguments!r})
except SystemExit:
    pass
sys.stderr.write("LOADED " + " ".join(sorted(name for name in sys.modules if "." not in name)))
"""


def loaded_by(arguments: list[str], folder: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", _RUN.format(root=str(ROOT), arguments=arguments)],
        capture_output=True,
        text=True,
        cwd=folder,
        env={"VO_STORE": str(folder / "store.db"), "PATH": "", "HOME": str(folder), "LANG": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )
    return set(done.stderr.rpartition("LOADED ")[2].split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["doctor"],
        ["queue"],
        ["intake", "--dry-run", "--json", str(ROOT / "tests" / "samples" / "adf")],
        ["store", "init", "--group", "G", "--site", "S", "--name", "N"],
        ["rules", "show", "--preset", "b"],
        ["people", "list"],
        ["stock", "list"],
        ["lead", "show", "1"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_no_command_but_the_console_loads_textual(arguments: list[str], tmp_path: Path) -> None:
    assert "textual" not in loaded_by(arguments, tmp_path)


def test_the_way_to_the_console_loads_neither_the_parser_nor_the_store(tmp_path: Path) -> None:
    loaded = loaded_by([], tmp_path) | loaded_by(["console", "--as", "ada"], tmp_path)
    assert not loaded & {
        "typer",
        "click",
        "sqlalchemy",
        "sqlmodel",
        "pydantic",
        "textual",
        "alembic",
        "phonenumbers",
    }
