"""Message templates: installed with the store, listed, edited. An edit makes a new version; sent ones keep theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from data.changes import note_change
from data.packaged_templates import FOOTER, packaged_templates
from data.tables import TemplateRow, TemplateVersionRow
from rules.refusal import Refusal
from rules.templates import check_template
from rules.values.message import TemplateChoice
from rules.values.staff import Actor
from rules.vocabulary import Capability, Channel, Purpose
from vo_callcenter.services.message_values import KNOWN
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import require


class TemplateService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def install(self) -> int:
        """Add the packaged templates that the store does not have yet; returns how many. Never touches the others."""
        with self._office.store.writing() as session:
            return install_templates(session, self._office.now())

    def listed(self) -> Sequence[TemplateChoice]:
        """Every active template that a person can choose, in its last version."""
        with self._office.store.reading() as session:
            return _choices(session)

    def one(self, template_id: int) -> TemplateChoice:
        """One template in its last version, footers and automatic ones too. Raises ``Refusal("no_such_template")``."""
        with self._office.store.reading() as session:
            found = _choices(session, [TemplateRow.id == template_id], hidden=True)
        if not found:
            raise Refusal("no_such_template", template=template_id)
        return found[0]

    def unreadable(self) -> Sequence[str]:
        """Names of templates that this version cannot fill in: they use what it does not know. Sending them is refused."""
        with self._office.store.reading() as session:
            return [each.name for each in _choices(session, hidden=True) if not _is_readable(each)]

    def edit(self, actor: Actor, template_id: int, subject: str, body: str) -> int:
        """Make a new version and return its id. Raises Refusal as ``rules.templates.check_template`` does."""
        require(actor, Capability.ADMINISTER)
        if not body.strip():
            raise Refusal("message_empty")
        check_template(subject, body, KNOWN)
        now = self._office.now()
        with self._office.store.writing() as session:
            row = session.get(TemplateRow, template_id)
            if row is None:
                raise Refusal("no_such_template", template=template_id)
            last = session.exec(
                select(sa.func.max(col(TemplateVersionRow.version))).where(
                    TemplateVersionRow.template_id == template_id
                )
            ).one()
            version = TemplateVersionRow(
                template_id=template_id,
                version=(last or 0) + 1,
                subject=subject.strip(),
                body=body,
                created_at=now,
                created_by_id=actor.id,
            )
            session.add(version)
            session.flush()
            note_change(session, "template", template_id, now)
            assert version.id is not None
            return version.id


def install_templates(session: Session, now: datetime) -> int:
    """``TemplateService.install`` inside a transaction."""
    rows = session.exec(select(TemplateRow)).all()
    had = {(row.code, row.lang, row.channel) for row in rows}
    new = [each for each in packaged_templates() if (each.code, each.lang, each.channel) not in had]
    for each in new:
        row = TemplateRow(
            code=each.code,
            lang=each.lang,
            channel=each.channel,
            name=each.name,
            purpose=each.purpose,
        )
        session.add(row)
        session.flush()
        assert row.id is not None
        session.add(
            TemplateVersionRow(
                template_id=row.id, version=1, subject=each.subject, body=each.body, created_at=now
            )
        )
        note_change(session, "template", row.id, now)
    return len(new)


def _is_readable(template: TemplateChoice) -> bool:
    try:
        check_template(template.subject, template.body, KNOWN)
    except Refusal:
        return False
    return True


def choices_for(session: Session, channel: Channel, langs: Sequence[str]) -> Sequence[TemplateChoice]:
    """The templates of a channel, those of the first language first."""
    found = [each for each in _choices(session) if each.channel is channel and each.lang in langs]
    return sorted(found, key=lambda each: (langs.index(each.lang), each.id))


def chosen(session: Session, template_id: int) -> TemplateChoice:
    """One template in its last version. Raises ``Refusal("no_such_template")``."""
    found = _choices(session, [TemplateRow.id == template_id])
    if not found:
        raise Refusal("no_such_template", template=template_id)
    return found[0]


def template_of(session: Session, code: str, channel: Channel, lang: str) -> TemplateChoice | None:
    """The template of that code in the customer's language, or in French; footers and automatic ones too."""
    for wanted in (lang, "fr"):
        found = _choices(
            session,
            [TemplateRow.code == code, TemplateRow.channel == channel.value, TemplateRow.lang == wanted],
            hidden=True,
        )
        if found:
            return found[0]
    return None


def _choices(
    session: Session, where: Iterable[sa.ColumnElement[bool] | bool] = (), *, hidden: bool = False
) -> Sequence[TemplateChoice]:
    other = aliased(TemplateVersionRow)
    last = (
        select(sa.func.max(col(other.version))).where(other.template_id == TemplateRow.id).scalar_subquery()
    )
    statement = (
        select(TemplateRow, TemplateVersionRow)
        .join(TemplateVersionRow, col(TemplateVersionRow.template_id) == TemplateRow.id)
        .where(col(TemplateRow.is_active), col(TemplateVersionRow.version) == last, *where)
        .order_by(col(TemplateRow.id))
    )
    if not hidden:
        automatic = {each.code for each in packaged_templates() if each.is_automatic}
        statement = statement.where(
            TemplateRow.purpose != FOOTER, col(TemplateRow.code).not_in(sorted(automatic))
        )
    return [_choice(row, version) for row, version in session.exec(statement)]


def _choice(row: TemplateRow, version: TemplateVersionRow) -> TemplateChoice:
    assert row.id is not None
    assert version.id is not None
    purpose = Purpose.TRANSACTIONAL if row.purpose == FOOTER else Purpose(row.purpose)
    return TemplateChoice(
        id=row.id,
        version_id=version.id,
        code=row.code,
        name=row.name,
        lang=row.lang,
        channel=Channel(row.channel),
        purpose=purpose,
        subject=version.subject,
        body=version.body,
    )
