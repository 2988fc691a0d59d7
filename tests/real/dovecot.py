"""A Dovecot of one's own on free ports, in a folder of its own: nothing under /etc is touched.

Mail is delivered as mail servers do it: written to ``tmp`` and renamed into ``Maildir/new``.
"""

import getpass
import grp
import imaplib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from shutil import chown

from tests.adapters.smtp_peer import free_port

PASSWORD = "rosebud"
_CONF = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
ssl_cert = <{folder}/server.pem
ssl_key = <{folder}/server.key
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {service}
default_internal_group = {service_group}
default_login_user = {login}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%n
mail_max_userip_connections = 50
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%n
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
  prefix = {prefix}
}}
protocol imap {{
  {capability}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(slots=True)
class Dovecot:
    """A server that can be stopped and started again. Every user has the same password."""

    folder: Path
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    capability: str = ""
    """What it says it can, in place of what it can."""
    prefix: str = ""
    """In front of every folder's name, as servers have it that keep all folders inside the inbox."""
    _process: "subprocess.Popen[bytes] | None" = None
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def authority(self) -> Path:
        """The certificate of who signed the server's."""
        return self.folder / "authority.pem"

    def start(self) -> None:
        for name in ("run", "mail", "state"):
            (self.folder / name).mkdir(exist_ok=True)
        self.folder.chmod(0o755)
        _give(self.folder / "mail")
        if not self.authority.exists():
            _sign(self.folder)
        conf = self.folder / "dovecot.conf"
        conf.write_text(
            _CONF.format(
                folder=self.folder,
                ssl="yes",
                **_users(),
                password=PASSWORD,
                port=self.port,
                tls_port=self.tls_port,
                capability=f"imap_capability = {self.capability}" if self.capability else "",
                prefix=self.prefix,
                separator=self.prefix[-1:] or "/",
            ),
            encoding="utf-8",
        )
        self._process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(conf)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                self.client().logout()
                return
            except (OSError, imaplib.IMAP4.error):
                time.sleep(0.05)
        raise AssertionError(
            f"Dovecot did not start: {(self.folder / 'log').read_text(errors='replace')[-2000:]}"
        )

    def stop(self) -> None:
        if self._process is not None:
            # With every process of its own: a client that waits would be let go only after some seconds.
            os.killpg(self._process.pid, signal.SIGTERM)
            self._process.wait(60)
            self._process = None

    def client(self, user: str = "leads") -> imaplib.IMAP4:
        """A connection of somebody else's, logged in, with the inbox open."""
        client = imaplib.IMAP4("127.0.0.1", self.port, 10)
        client.login(user, PASSWORD)
        client.select("INBOX")
        return client

    def deliver(self, content: bytes, user: str = "leads") -> None:
        """As a mail server does."""
        maildir = self.folder / "mail" / user
        name = f"{time.time():.6f}.M{next(self._numbers)}P{os.getpid()}.host"
        for each in ("tmp", "new", "cur"):
            if not (maildir / each).exists():
                (maildir / each).mkdir(parents=True)
                _give(maildir)
                _give(maildir / each)
        (maildir / "tmp" / name).write_bytes(content.replace(b"\r\n", b"\n"))
        _give(maildir / "tmp" / name)
        (maildir / "tmp" / name).rename(maildir / "new" / name)

    def uids(self, folder: str = "INBOX", user: str = "leads") -> Sequence[int]:
        """What is in a folder; empty where there is none."""
        client = self.client(user)
        try:
            if client.select(f'"{folder}"')[0] != "OK":
                return ()
            return [int(uid) for uid in client.uid("SEARCH", "ALL")[1][0].split()]
        finally:
            client.logout()

    def flags(self, user: str = "leads") -> Sequence[str]:
        """The flags of each message of the inbox, by UID."""
        client = self.client(user)
        try:
            found = client.uid("FETCH", "1:*", "(FLAGS)")[1]
            return [each.decode() for each in found if isinstance(each, bytes)]
        finally:
            client.logout()

    def renumber(self, user: str = "leads") -> None:
        """Forget every number, as a server does that was moved or mended: UIDVALIDITY changes."""
        self.stop()
        for path in (self.folder / "mail" / user).iterdir():
            if path.name.startswith("dovecot") and path.is_file():
                path.unlink()
        while int(time.time()) <= self.started_numbering(user):
            time.sleep(0.05)
        self.start()

    def started_numbering(self, user: str = "leads") -> int:
        return int((self.folder / "mail" / user).stat().st_ctime)


@contextmanager
def dovecot(folder: Path, capability: str = "", prefix: str = "") -> Iterator[Dovecot]:
    """A running server, stopped at the end."""
    server = Dovecot(folder, capability=capability, prefix=prefix)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _users() -> dict[str, str]:
    """Who its processes and the mails belong to. As root it takes the users its package made, and nobody."""
    if os.getuid() == 0:
        return {
            "service": "dovecot",
            "service_group": "dovecot",
            "login": "dovenull",
            "user": "nobody",
            "group": "nogroup",
        }
    user, group = getpass.getuser(), grp.getgrgid(os.getgid()).gr_name
    return {"service": user, "service_group": group, "login": user, "user": user, "group": group}


def _give(path: Path) -> None:
    """Let the server's user have it."""
    if os.getuid() == 0:
        chown(path, "nobody", "nogroup")


def _sign(folder: Path) -> None:
    """An authority of our own, and a certificate of 127.0.0.1 and localhost that it signed."""

    def openssl(*arguments: str) -> None:
        subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)

    new = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30")
    openssl(*new, "-subj", "/CN=Test authority", "-keyout", "authority.key", "-out", "authority.pem")
    openssl(
        *new,
        *("-subj", "/CN=mail.dealer.test", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
        *("-addext", "basicConstraints=critical,CA:FALSE"),
        *("-CA", "authority.pem", "-CAkey", "authority.key", "-keyout", "server.key", "-out", "server.pem"),
    )
