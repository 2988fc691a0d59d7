"""The mailboxes that are watched: set up, corrected, paused and removed by an administrator, and how each is doing."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from sqlmodel import Session

from data.changes import note_change
from data.queries.mailboxes import forget_reading, mailbox_named, mailbox_states, remove_mailbox
from data.tables import GroupRow, MailboxRow, SiteRow
from rules.refusal import Refusal
from rules.values.mailbox import Mailbox, MailboxState
from rules.values.staff import Actor
from rules.vocabulary import Capability
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 40
_HOST = re.compile(r"[^\W_]([\w-]*\w)?(\.[^\W_]([\w-]*\w)?)*\.?")
_LONGEST_HOST = 253
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class MailboxesService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def add(self, actor: Actor, mailbox: Mailbox) -> int:
        """Have a mailbox watched; returns its id.

        Raises ``Refusal``: ``mailbox_name_wrong``, ``mailbox_taken``, ``mailbox_incomplete``, ``mailbox_host_wrong``,
        ``mailbox_moves_in_circles``, ``no_such_site``, ``mailbox_not_in_demo`` (it must not empty
        real mailboxes).
        """
        require(actor, Capability.ADMINISTER)
        _check(mailbox)
        with self._office.store.writing() as session:
            group = session.get(GroupRow, 1)
            if group is not None and group.is_demo:
                raise Refusal("mailbox_not_in_demo")
            if mailbox_named(session, mailbox.name) is not None:
                raise Refusal("mailbox_taken", name=mailbox.name)
            row = MailboxRow(
                name=mailbox.name,
                **_as_kept(session, mailbox),
                is_active=mailbox.is_active,
                created_at=self._office.now(),
            )
            session.add(row)
            session.flush()
            assert row.id is not None
            note_change(session, "mailbox", row.id, self._office.now())
            return row.id

    def edit(self, actor: Actor, name: str, changes: Mapping[str, Any]) -> Mailbox:
        """Correct a mailbox; ``changes`` are fields of ``Mailbox``. Returns it as it is from now on.

        Where host, login or folder change it is read from its beginning: numbers of messages hold for one folder
        only. Raises ``Refusal``: ``mailbox_unknown``, ``nothing_to_change``, and what ``add`` raises.
        """
        require(actor, Capability.ADMINISTER)
        found = self.named(name)
        changed = replace(found, **changes)
        if not changes:
            raise Refusal("nothing_to_change")
        _check(changed)
        with self._office.store.writing() as session:
            row = session.get_one(MailboxRow, found.id)
            row.sqlmodel_update(_as_kept(session, changed))
            session.add(row)
            session.flush()
            if changed.place != found.place:
                forget_reading(session, found.id)
            note_change(session, "mailbox", found.id, self._office.now())
        return self.named(name)

    def remove(self, actor: Actor, name: str) -> None:
        """Forget a mailbox and how far it was read; what came from it stays."""
        require(actor, Capability.ADMINISTER)
        found = self.named(name)
        with self._office.store.writing() as session:
            remove_mailbox(session, found.id)
            note_change(session, "mailbox", found.id, self._office.now())

    def pause(self, actor: Actor, name: str) -> None:
        """Leave the mailbox alone until it is resumed; what comes meanwhile is read then."""
        self._switch(actor, name, is_active=False)

    def resume(self, actor: Actor, name: str) -> None:
        """Watch it again."""
        self._switch(actor, name, is_active=True)

    def states(self) -> Sequence[MailboxState]:
        """All of them by name, with how each is doing."""
        with self._office.store.reading() as session:
            return mailbox_states(session)

    def named(self, name: str) -> Mailbox:
        """Raises ``Refusal``: ``mailbox_unknown`` with the names there are, ``mailbox_none``."""
        with self._office.store.reading() as session:
            found = mailbox_named(session, name)
            if found is None:
                known = ", ".join(state.mailbox.name for state in mailbox_states(session))
                raise Refusal("mailbox_unknown", name=name, known=known) if known else Refusal("mailbox_none")
            return found

    def _switch(self, actor: Actor, name: str, *, is_active: bool) -> None:
        require(actor, Capability.ADMINISTER)
        mailbox = self.named(name)
        with self._office.store.writing() as session:
            row = session.get_one(MailboxRow, mailbox.id)
            row.is_active = is_active
            session.add(row)
            note_change(session, "mailbox", mailbox.id, self._office.now())


def _as_kept(session: Session, mailbox: Mailbox) -> dict[str, Any]:
    """What can be changed of it, by columns. Raises ``Refusal("no_such_site")``."""
    if mailbox.site_id is not None and session.get(SiteRow, mailbox.site_id) is None:
        raise Refusal("no_such_site", site=mailbox.site_id)
    return {
        "host": mailbox.host.strip(),
        "port": mailbox.port,
        "security": mailbox.security.value,
        "login": mailbox.login.strip(),
        "folder": mailbox.folder,
        "site_id": mailbox.site_id,
        "source": mailbox.source.value if mailbox.source else None,
        "after_reading": mailbox.after_reading.value,
        "handled_folder": mailbox.handled_folder,
        "to_sort_folder": mailbox.to_sort_folder,
        "since": mailbox.since,
    }


def _is_host(text: str) -> bool:
    """Whether it is the name or the address of a server, and nothing else."""
    with suppress(ValueError):
        ip_address(text)
        return True
    return len(text) <= _LONGEST_HOST and _HOST.fullmatch(text) is not None


def _check(mailbox: Mailbox) -> None:
    if not _NAME.fullmatch(mailbox.name) or len(mailbox.name) > _LONGEST:
        raise Refusal("mailbox_name_wrong", name=mailbox.name)
    texts = {
        "host": mailbox.host,
        "login": mailbox.login,
        "folder": mailbox.folder,
        "handled": mailbox.handled_folder,
        "to_sort": mailbox.to_sort_folder,
    }
    for field, text in texts.items():
        if not text.strip() or _CONTROL.search(text):
            raise Refusal("mailbox_incomplete", field=field)
    if not _is_host(mailbox.host.strip()):
        raise Refusal("mailbox_host_wrong", host=mailbox.host)
    if mailbox.folder in (mailbox.handled_folder, mailbox.to_sort_folder):
        # What was read would come back as new for ever.
        raise Refusal("mailbox_moves_in_circles", folder=mailbox.folder)
