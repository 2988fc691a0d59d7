"""A demonstration's store for what is counted on it."""

from pathlib import Path

import pytest

from vo_callcenter.demo.bulk import make_large


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demonstration with 400 open leads, and a past of which most is multiplied."""
    path = tmp_path_factory.mktemp("benchmarks") / "demo.db"
    make_large(str(path), seed=3, open_leads=400, past_leads=3_000)
    return path
