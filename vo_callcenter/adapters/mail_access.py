"""How this machine gets into a mailbox: its password and what it trusts come from the settings, nowhere else."""

from rules.refusal import Refusal
from rules.values.mailbox import Mailbox
from vo_callcenter.adapters.imap import ImapBox, open_box
from vo_callcenter.settings import Settings, secret_named


def password_variable(name: str) -> str:
    """The variable that holds a mailbox's password: ``VO_MAILBOX_LEADS_LYON_PASSWORD`` for ``leads-lyon``."""
    return f"VO_MAILBOX_{name.upper().replace('-', '_')}_PASSWORD"


def enter(mailbox: Mailbox, settings: Settings) -> ImapBox:
    """Open a mailbox with the password that holds now. Raises ``Refusal("mailbox_no_password")`` and as ``open_box``."""
    variable = password_variable(mailbox.name)
    password = secret_named(variable)
    if password is None:
        raise Refusal("mailbox_no_password", name=mailbox.name, variable=variable)
    return open_box(mailbox, password.get_secret_value(), settings.mailbox_ca_file)
