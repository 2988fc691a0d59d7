"""What this machine says about itself: environment first, then the secrets file, then the machine-wide file.

Secrets (the passwords of the mail servers, a PostgreSQL URL) come from here and from nowhere else: never from the store,
never into a log. Importing this module costs 0.2 s (pydantic-settings), so only the engine and
``doctor`` load it: ``vo_callcenter.places`` reads the one setting that every command asks for.
"""

import os
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from rules.refusal import Refusal
from vo_callcenter.places import drop_folder, machine_file

_IN_CLEAR = frozenset(("http", host) for host in ("localhost", "127.0.0.1", "::1"))


class Settings(BaseSettings):
    """Each field is an environment variable ``VO_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix="VO_", extra="ignore", env_file_encoding="utf-8")

    drop_folder: Path | None = None
    """Where portal mails, ADF and CSV files are dropped: for machines with one store. By default each store has its own."""
    mail_folder: Path | None = None
    """Write messages there instead of sending them: for trials and the demonstration."""
    smtp_host: str = ""
    """Without a host, mails wait in the outbox (held, and said so)."""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    """The address mails come from; the site's own address by default."""
    smtp_bounces: str = ""
    """Envelope sender: where failure notices go; the address of ``smtp_from`` by default."""
    smtp_timeout: float = Field(default=30.0, gt=0, le=600)
    mailbox_ca_file: Path | None = None
    """Certificates (PEM) that mail servers' own are checked against, besides the system's."""
    mailbox_poll: float = Field(default=15.0, ge=1, le=3600)
    """Seconds between two looks at a mailbox whose server cannot tell by itself (IDLE)."""
    listen_host: str = "127.0.0.1"
    listen_port: int = Field(default=0, ge=0, le=65535)
    """Where the engine listens for calls over HTTP; 0 for nowhere."""
    listen_rate: float = Field(default=50.0, ge=1, le=100_000)
    """Calls a second that one source may make on average; four seconds' worth may come at once."""
    graph_url: str = "https://graph.facebook.com/v24.0"
    """Where Facebook's Graph is asked for leads, with its version."""
    lang: str = ""
    """Language of this machine's console; the person's own, then the locale, by default."""

    @field_validator("graph_url")
    @classmethod
    def _keeps_its_token(cls, url: str) -> str:
        """A token goes to nobody in clear, but to this machine itself."""
        parts = urlsplit(url)
        if not parts.hostname or parts.query or parts.fragment or parts.username:
            raise ValueError("not an address")
        if parts.scheme != "https" and (parts.scheme, parts.hostname) not in _IN_CLEAR:
            raise ValueError("not https")
        return url


def read_settings() -> Settings:
    """The settings of this machine. Raises ``Refusal("settings_wrong")`` naming variable and problem, never its value."""
    files = [path for path in (machine_file(), _secrets_file()) if path is not None]
    try:
        return Settings(_env_file=tuple(files))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = "VO_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Refusal("settings_wrong", name=name, problem=first["msg"]) from error
    except UnicodeDecodeError as error:
        raise Refusal("settings_wrong", name="VO_SECRETS_FILE", problem="not UTF-8") from error


def secret_named(name: str) -> SecretStr | None:
    """A secret that no field names: from the environment, the secrets file or the machine-wide file; read anew
    each time. Raises ``Refusal`` as ``read_settings`` does.
    """
    if given := os.environ.get(name):
        return SecretStr(given)
    for path in (_secrets_file(), machine_file()):
        try:
            value = dotenv_values(path, interpolate=False).get(name) if path is not None else None
        except UnicodeDecodeError as error:
            raise Refusal("settings_wrong", name="VO_SECRETS_FILE", problem="not UTF-8") from error
        if value:
            return SecretStr(value)
    return None


def drop_folder_of(settings: Settings, store: str, *, is_demo: bool = False) -> Path:
    """Where files for that store are dropped. A demonstration keeps everything beside its store."""
    own = drop_folder(store)
    return own if is_demo else settings.drop_folder or own


def _secrets_file() -> Path | None:
    """The file of ``VO_SECRETS_FILE``. Raises ``Refusal`` when it is missing or when others may read it."""
    name = os.environ.get("VO_SECRETS_FILE")
    if not name:
        return None
    path = Path(name)
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise Refusal("secrets_missing", path=name) from error
    if os.name == "posix" and mode & 0o007:
        raise Refusal("secrets_readable", path=name)
    return path
