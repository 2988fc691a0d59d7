"""The questions of the first start, asked in the terminal: group, first site, who you are, and how you work."""

import sys
from collections.abc import Mapping

from rules.policy import PRESETS, load, packaged
from rules.refusal import Refusal
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.cli.saying import refusal_text, say
from vo_callcenter.services.founding import Answers
from vo_callcenter.services.sign_in import system_user
from vo_callcenter.services.sites import checked_email, checked_hours

NEEDED = ("group", "site", "name")
"""Answers that nothing proposes."""


def ask_answers(choices: Choices, given: Mapping[str, str] | None = None) -> Answers:
    """Ask for whatever ``given`` does not say. An empty answer takes the proposal in brackets."""
    said, words = dict(given or {}), choices.words
    say(words("cli.first_start"))
    if not said.get("group"):
        said["group"] = _ask(words("cli.ask_group"))
    if not said.get("site"):
        said["site"] = _ask(words("cli.ask_site"))
    if not said.get("hours"):
        said["hours"] = _ask_hours(words)
    if not said.get("email"):
        said["email"] = _ask_email(words)
    if not said.get("name"):
        said["name"] = _ask(words("cli.ask_name"))
    if not said.get("preset"):
        for preset in PRESETS:
            say(f"  {preset.upper()}  {words(f'cli.preset_{preset}')}")
        said["preset"] = _ask_preset(words)
    return answers_from(choices, said, "")


def answers_from(choices: Choices, said: Mapping[str, str], postcode: str) -> Answers:
    """The answers as options gave them; who founds the group signs in with the system user's name."""
    return Answers(
        group=said["group"],
        site=said["site"],
        site_hours=said.get("hours") or "",
        name=said["name"],
        login=said.get("login") or system_user() or "admin",
        preset=said.get("preset") or "b",
        lang=choices.lang,
        postcode=postcode,
        site_email=said.get("email") or "",
    )


def _ask(question: str, proposal: str = "") -> str:
    while True:
        print(f"{question} [{proposal}] : " if proposal else f"{question} : ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        answer = " ".join(line.split()) or proposal
        if answer:
            return answer


def _ask_hours(words: Words) -> str:
    proposal = load(packaged("b")).desk.opening.site
    while True:
        hours = _ask(words("cli.ask_hours"), proposal)
        try:
            checked_hours(hours)
        except Refusal as refusal:
            say(refusal_text(refusal, words))
            continue
        return hours


def _ask_email(words: Words) -> str:
    """The site's address; nothing is an answer too."""
    while True:
        print(f"{words('cli.ask_email')} : ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            raise KeyboardInterrupt
        try:
            return checked_email(line)
        except Refusal as refusal:
            say(refusal_text(refusal, words))


def _ask_preset(words: Words) -> str:
    while True:
        preset = _ask(words("cli.ask_preset"), "B").lower()
        if preset in PRESETS:
            return preset
