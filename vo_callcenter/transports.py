"""Which transport takes a channel's messages on this machine."""

from collections.abc import Mapping
from pathlib import Path

from rules.vocabulary import Channel
from vo_callcenter.adapters.folder import FolderTransport
from vo_callcenter.adapters.smtp import SmtpTransport
from vo_callcenter.adapters.transport import Transport
from vo_callcenter.settings import Settings


def transports_of(settings: Settings, demo_folder: Path | None = None) -> Mapping[str, Transport]:
    """The transports by channel. A channel without one keeps its messages waiting, and says so.

    ``demo_folder`` is given for a demonstration group: its messages never leave the machine, whatever the
    settings of the machine are.
    """
    folder = demo_folder or settings.mail_folder
    if folder is not None:
        into_folder = FolderTransport(folder)
        return {Channel.EMAIL.value: into_folder, Channel.SMS.value: into_folder}
    if not settings.smtp_host:
        return {}
    smtp = SmtpTransport(
        host=settings.smtp_host,
        port=settings.smtp_port,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password.get_secret_value(),
        bounce_address=settings.smtp_bounces,
        timeout=settings.smtp_timeout,
    )
    return {Channel.EMAIL.value: smtp}
