"""Tells the demonstration's past into its store: ``VO_STORE=URL python -m vo_callcenter.demo.past SEED LEADS``."""

import os
import sys

from data.store import Store
from vo_callcenter.demo.history import History
from vo_callcenter.demo.stock import cars_of
from vo_callcenter.services.office import Office


def write_past(url: str, seed: int, leads: int) -> None:
    """Write that many ended leads below the open ones, whose ids left room for them."""
    store = Store(url)
    try:
        History(Office(store), cars_of(store), seed).write_past(leads)
    finally:
        store.dispose()


if __name__ == "__main__":
    write_past(os.environ["VO_STORE"], int(sys.argv[1]), int(sys.argv[2]))
