"""``engine``: the background work as a service of its own."""

from vo_callcenter.cli.choices import Choices
from vo_callcenter.places import store_url


def run_engine(choices: Choices) -> int:
    """Run until told to stop."""
    from vo_callcenter.engine import run

    return run(store_url(choices.store))
