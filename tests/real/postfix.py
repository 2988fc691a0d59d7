"""A Postfix of one's own on a free port, in a folder of its own: nothing under /etc is touched.

Mail for client.test and for a portal's relay addresses is handed to a peer in this process; failure notices for
dealer.test come back to another. The rest of the world does not exist.
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import chown

from tests.adapters.smtp_peer import Peer, free_port, smtp_peer

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
setgid_group = postdrop
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
maillog_file = {folder}/spool/mail.log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = relay.test
mydestination =
mynetworks = 127.0.0.0/8
alias_maps =
alias_database =
local_recipient_maps =
smtp_host_lookup = native
smtp_dns_support_level = disabled
transport_maps = inline:{{
  {{client.test = smtp:[127.0.0.1]:{clients}}},
  {{messagerie.leboncoin.fr = smtp:[127.0.0.1]:{clients}}},
  {{dealer.test = smtp:[127.0.0.1]:{bounces}}} }}
default_transport = error:5.4.4 no outside world here
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions =
  check_recipient_access inline:{{
    {{nobody@client.test = 550 5.1.1 no such user}},
    {{later@client.test = 450 4.2.0 try later}} }},
  permit
queue_run_delay = 2s
minimal_backoff_time = 2s
maximal_backoff_time = 4s
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    port: int
    clients: Peer
    """What reached customers."""
    bounces: Peer
    """What came back to the dealer."""


@contextmanager
def postfix(folder: Path) -> Iterator[Postfix]:
    """A running server, stopped at the end. Raises CalledProcessError when it will not start."""
    with smtp_peer() as (clients, clients_port), smtp_peer() as (bounces, bounces_port):
        port = free_port()
        etc = _configured(folder, port, clients_port, bounces_port)
        _postfix(etc, "check")
        _postfix(etc, "start")
        try:
            yield Postfix(port, clients, bounces)
        finally:
            _postfix(etc, "stop")
            _wait_gone(etc)


def _configured(folder: Path, port: int, clients: int, bounces: int) -> Path:
    for name in ("etc", "spool", "data"):
        (folder / name).mkdir(parents=True)
    folder.chmod(0o755)
    chown(folder / "data", "postfix")
    etc = folder / "etc"
    (etc / "main.cf").write_text(
        _MAIN.format(folder=folder, clients=clients, bounces=bounces), encoding="utf-8"
    )
    (etc / "master.cf").write_text("\n".join(_services(port)) + "\n", encoding="utf-8")
    return etc


def _services(port: int) -> Iterator[str]:
    """The packaged services, without chroot, listening on our port only."""
    for line in Path("/etc/postfix/master.cf.proto").read_text(encoding="utf-8").splitlines():
        words = line.split()
        if len(words) < 8 or line.startswith(("#", " ", "\t")):
            continue
        if words[:2] == ["smtp", "inet"]:
            words[0] = f"127.0.0.1:{port}"
        if words[1] in ("unix", "inet", "fifo", "unix-dgram"):
            words[4] = "n"
            yield " ".join(words)
    yield "postlog unix-dgram n - n - 1 postlogd"


def _postfix(etc: Path, command: str) -> None:
    subprocess.run(["postfix", "-c", str(etc), command], check=True, capture_output=True, timeout=60)


def _wait_gone(etc: Path) -> None:
    for _ in range(100):
        if subprocess.run(["postfix", "-c", str(etc), "status"], check=False, capture_output=True).returncode:
            return
        time.sleep(0.1)
