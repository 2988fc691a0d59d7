"""Descriptions of portals: listed, shown, changed, put back. Every version is kept with who wrote it."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from data.changes import note_change
from data.queries.portals import latest_portals, portal_versions
from data.tables import PortalVersionRow
from rules.reading.portal import Portal, packaged_texts
from rules.reading.portal_file import PortalError, load_portal
from rules.refusal import Refusal
from rules.rights import check_teaching
from rules.values.portal import PortalEntry, PortalVersion
from rules.values.staff import Actor
from rules.words import Words
from vo_callcenter.services.office import Office


class PortalService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def listed(self) -> Sequence[PortalEntry]:
        """Every description that mails are read by, those of the group first."""
        with self._office.store.reading() as session:
            changed = {version.name: version for version in latest_portals(session) if version.text}
        packaged = packaged_texts()
        names = [*changed, *(name for name in packaged if name not in changed)]
        return [_entry(name, changed.get(name), packaged.get(name)) for name in names]

    def text(self, name: str, version: int | None = None) -> str:
        """A description as it is written: the one in force, or an older version.

        Raises ``Refusal`` with ``portal_unknown`` or ``portal_version_unknown``.
        """
        name, versions = self._versions(name)
        if version is None:
            kept = versions[0].text if versions else ""
            return kept or packaged_texts()[name]
        if version == 0 and name in packaged_texts():
            return packaged_texts()[name]
        for each in versions:
            if each.version == version:
                return each.text or packaged_texts()[name]
        raise Refusal("portal_version_unknown", name=name, version=version)

    def versions(self, name: str) -> Sequence[PortalVersion]:
        """Every version of the group, the newest first. Raises ``Refusal("portal_unknown")``."""
        return self._versions(name)[1]

    def apply(self, actor: Actor, file: str, text: str) -> PortalVersion:
        """Keep a description as the next version under the name it gives itself; it counts at once.

        The same text again makes no version. Raises ``PortalError`` with every mistake, ``Refusal`` for somebody
        who may not.
        """
        check_teaching(actor)
        portal = load_portal(file, text)
        name = _known_name(portal.name, packaged_texts()) or portal.name
        with self._office.store.writing() as session:
            last = next(iter(portal_versions(session, name)), None)
            if last is not None and last.text == text:
                return last
            return self._keep(session, actor, name, text)

    def reset(self, actor: Actor, name: str) -> PortalVersion:
        """Back to the packaged description; one that only the group has is used no longer.

        Raises ``Refusal`` with ``portal_unknown``, or ``portal_as_packaged`` when there is nothing to put back.
        """
        check_teaching(actor)
        name, versions = self._versions(name)
        if not versions or not versions[0].text:
            raise Refusal("portal_as_packaged", name=name)
        with self._office.store.writing() as session:
            return self._keep(session, actor, name, "")

    def _keep(self, session: Session, actor: Actor, name: str, text: str) -> PortalVersion:
        now = self._office.now()
        number = max((each.version for each in portal_versions(session, name)), default=0) + 1
        row = PortalVersionRow(name=name, version=number, text=text, created_at=now, created_by_id=actor.id)
        session.add(row)
        session.flush()
        assert row.id is not None
        note_change(session, "portal", row.id, now)
        return PortalVersion(name, number, text, now, actor.name)

    def _versions(self, name: str) -> tuple[str, Sequence[PortalVersion]]:
        """The name as it is written, and its versions."""
        with self._office.store.reading() as session:
            changed = {version.name: version for version in latest_portals(session)}
            known = _known_name(name, {**packaged_texts(), **changed})
            if known is None or (known not in packaged_texts() and not changed[known].text):
                in_use = [each.name for each in self.listed()]
                raise Refusal("portal_unknown", name=name, known=", ".join(in_use))
            return known, portal_versions(session, known)


def _known_name(name: str, known: Iterable[str]) -> str | None:
    return next((each for each in known if each.casefold() == name.strip().casefold()), None)


def _entry(name: str, version: PortalVersion | None, packaged: str | None) -> PortalEntry:
    problem = ""
    portal: Portal | None = None
    try:
        portal = load_portal(name, version.text if version else packaged or "")
    except PortalError as error:
        problem = error.problems[0].text(Words("en"))
        portal = load_portal(name, packaged) if packaged else None
    return PortalEntry(
        name=name,
        source=portal.source if portal else None,
        senders=(*portal.domains, *portal.sender_patterns) if portal else (),
        is_packaged=packaged is not None,
        version=version,
        problem=problem,
    )
