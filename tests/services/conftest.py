import pytest

from data.store import Store
from tests.services.center import Center


@pytest.fixture
def center(store: Store) -> Center:
    """A small group at work on Tuesday at ten, on each kind of store."""
    return Center(store)
