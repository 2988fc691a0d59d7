"""Where things are on this machine, told without loading anything heavy: every command asks at its start.

``VO_STORE`` names the store, then ``VO_STORE=…`` in the machine-wide file (several system users of one machine
share it), then the platform's data folder.
"""

import locale
import os
import re
import sys
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs

from rules.words import LANGUAGES

_APPLICATION = "vo-callcenter"


def data_folder() -> Path:
    """This user's data (the default store, the drop folder): ``VO_DATA_FOLDER``, or where the platform keeps it."""
    if given := os.environ.get("VO_DATA_FOLDER"):
        return Path(given)
    return platformdirs.user_data_path(_APPLICATION, appauthor=False)


def log_folder() -> Path:
    """Where the console writes its log; the engine's lies beside the store."""
    return platformdirs.user_log_path(_APPLICATION, appauthor=False)


def store_folder(store: str) -> Path:
    """Where files that belong to a store lie: beside a SQLite file, in the data folder for PostgreSQL."""
    if store.startswith(("postgresql", "postgres")):
        return data_folder()
    return Path(store.removeprefix("sqlite:///")).absolute().parent


def drop_folder(store: str) -> Path:
    """Where files for a store are dropped when no setting says otherwise: each store has its own.

    Its engine takes whatever lies there, so two stores that shared one would take each other's leads.
    """
    return store_folder(store) / "drop" / _name_of(store)


def _name_of(store: str) -> str:
    """A name for a store's own folders: the file's without ``.db``; server and database for PostgreSQL."""
    if store.startswith(("postgresql", "postgres")):
        url = urlsplit(store)
        parts = (url.hostname, url.port, url.path.strip("/"))
        return re.sub(r"[^\w.-]+", "_", "-".join(str(part) for part in parts if part))
    return Path(store.removeprefix("sqlite:///")).name.removesuffix(".db")


def machine_file() -> Path | None:
    """The settings of the whole machine, if somebody wrote them: lines ``NAME=value``."""
    path = platformdirs.site_config_path(_APPLICATION, appauthor=False) / "settings.env"
    return path if path.is_file() else None


def store_url(given: str | None = None) -> str:
    """The store to open: the one given on the command line, or the first that a setting names."""
    if given or (given := os.environ.get("VO_STORE")):
        return given
    file = machine_file()
    lines = file.read_text(encoding="utf-8").splitlines() if file else []
    named = [line.partition("=")[2].strip().strip("\"'") for line in lines if line.startswith("VO_STORE=")]
    return named[-1] if named else str(data_folder() / "store.db")


def machine_language() -> str:
    """French or English: ``VO_LANG``, then the locale; French where neither says."""
    for name in ("VO_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")[:2].lower()
        if value in LANGUAGES:
            return value
    if sys.platform == "win32":
        return "en" if (locale.getlocale()[0] or "").startswith("English") else "fr"
    return "fr"
