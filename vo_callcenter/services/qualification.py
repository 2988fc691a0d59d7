"""The qualification form: answers kept as they are given, the lead qualified once nothing mandatory is missing."""

from collections.abc import Mapping

from sqlmodel import select

from data.tables import AnswerRow
from rules.action import Action
from rules.qualification import clean_answer
from rules.values.staff import Actor
from rules.vocabulary import EventKind
from vo_callcenter.services.case import Case, opened
from vo_callcenter.services.office import Office
from vo_callcenter.services.rights import permit
from vo_callcenter.services.score import rescore


class QualificationService:
    def __init__(self, office: Office) -> None:
        self._office = office

    def fill(self, actor: Actor, lead_id: int, answers: Mapping[str, str]) -> None:
        """Save answers; one that cannot be read is refused by name and nothing is saved."""
        with opened(self._office, lead_id) as case:
            permit(Action.FORM, case, actor)
            policy = case.policy.qualification
            clean = {code: clean_answer(code, raw, policy) for code, raw in answers.items()}
            changed = keep_answers(case, actor, clean)
            if changed:
                case.record(EventKind.FORM_FILLED, actor, fields=changed)
                rescore(case)

    def qualify(self, actor: Actor, lead_id: int) -> None:
        """Refused while a mandatory field is empty."""
        with opened(self._office, lead_id) as case:
            permit(Action.QUALIFY, case, actor)
            case.record(EventKind.QUALIFIED, actor)
            rescore(case)


def keep_answers(case: Case, actor: Actor, answers: Mapping[str, str]) -> list[str]:
    """Write clean answers, taking an empty one back; returns the codes of those that changed."""
    kept = {
        row.field: row
        for row in case.session.exec(select(AnswerRow).where(AnswerRow.lead_id == case.id)).all()
    }
    changed = []
    for code, value in answers.items():
        row = kept.get(code)
        if value == (row.value if row else ""):
            continue
        changed.append(code)
        if not value and row is not None:
            case.session.delete(row)
            continue
        row = row or AnswerRow(lead_id=case.id, field=code, value=value, at=case.now)
        row.value, row.staff_id, row.at = value, actor.id, case.now
        case.session.add(row)
    return changed
