"""Every code that a decision can give has its words, in French and in English."""

import re
from pathlib import Path

import pytest

import rules
from rules.policy import PRESETS, load, packaged
from rules.values.route import RouteReason
from rules.values.score import ScoreReason
from rules.vocabulary import Purpose
from rules.words import LANGUAGES, Words

RULES = Path(rules.__file__).parent
MODULES = ("lifecycle.py", "rights.py", "qualification.py", "templates.py")


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return Words(request.param)


def test_reasons_of_routing_and_scoring(words: Words) -> None:
    codes = [f"routing.{reason}" for reason in RouteReason] + [f"scoring.{reason}" for reason in ScoreReason]
    assert [code for code in codes if not words.has(code)] == []


def test_rings_and_purposes(words: Words) -> None:
    rings = {ring for preset in PRESETS for ring in load(packaged(preset)).routing.rings}
    codes = [f"routing.ring_{ring}" for ring in rings] + [f"contact.purpose_{each}" for each in Purpose]
    assert [code for code in codes if not words.has(code)] == []


def test_questions_and_answers_of_the_form(words: Words) -> None:
    fields = load(packaged("b")).qualification.fields
    codes = [f"qualification.field_{code}" for code in fields]
    codes += [f"qualification.choice_{choice}" for field in fields.values() for choice in field.choices]
    assert [code for code in codes if not words.has(code)] == []


def test_refusals(words: Words) -> None:
    found = {
        code
        for name in MODULES
        for code in re.findall(r'Refusal\(\s*"(\w+)"', (RULES / name).read_text("utf-8"))
    }
    assert len(found) > 30
    found |= {"operator_cannot_sell", "not_allowed"}
    assert [code for code in sorted(found) if not words.has(f"refusal.{code}")] == []


def test_verdicts_of_the_contact_policy(words: Words) -> None:
    text = (RULES / "contact.py").read_text("utf-8")
    found = set(re.findall(r'(?:True|False|return|conditions.append\(\()[ ,]*"([a-z_]+)"', text))
    found |= {"request", "appointment", "contract", "no_consent", "too_many_attempts"}
    found |= {"prospecting_consent", "prospecting_customer", "prospecting_contract"}
    assert {"objection", "no_address", "holiday", "out_of_hours"} <= found
    assert [code for code in sorted(found) if not words.has(f"contact.{code}")] == []
