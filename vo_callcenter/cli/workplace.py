"""The store a command works on, and who gives the command."""

import sys

from data.schema import is_current, schema_version
from data.store import Store
from data.version import SCHEMA_VERSION
from rules.refusal import Refusal
from rules.values.staff import Actor
from rules.words import Words
from vo_callcenter.cli.choices import Choices
from vo_callcenter.places import store_url
from vo_callcenter.services.founding import is_founded
from vo_callcenter.services.office import Office
from vo_callcenter.services.sign_in import SignInService


def open_store(choices: Choices) -> Store:
    """The store as it is. Raises ``Refusal`` when it is missing, of another version or not ours."""
    store = Store(store_url(choices.store))
    version = schema_version(store)
    if version == 0:
        raise Refusal("store_missing", path=store.address.shown)
    if not is_current(store):
        raise Refusal("store_older", path=store.address.shown, version=version, known=SCHEMA_VERSION)
    return store


def open_office(choices: Choices) -> Office:
    """The office of a founded group. Raises ``Refusal("not_founded")``."""
    office = Office(open_store(choices))
    if not is_founded(office):
        raise Refusal("not_founded")
    return office


def acting(office: Office, login: str | None, words: Words) -> Actor:
    """Who gives the command: the one named with ``--as``, else whoever has the system user's login."""

    def ask(name: str) -> str:
        if not sys.stdin.isatty():
            return sys.stdin.readline().rstrip("\n")
        from getpass import getpass

        return getpass(words("cli.passphrase_of", name=name) + " ")

    return SignInService(office).sign_in_as(login, ask)
