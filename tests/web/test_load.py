"""Many leads at once, sent to a real engine: each that was accepted is in the store."""

import asyncio
import os
from pathlib import Path

import pytest

from benchmarks.webhooks import engine, in_store, load
from tests.adapters.smtp_peer import free_port

COUNT, PER_SECOND = (10_000, 500.0) if os.environ.get("VO_PROOF") else (400, 0.0)


@pytest.mark.lengthened
def test_leads_that_come_at_once_are_all_in_the_store(tmp_path: Path) -> None:
    port = free_port()
    with engine(tmp_path, port):
        sent = asyncio.run(load(port, COUNT, PER_SECOND, 64, 0))
        assert (sent.accepted, in_store(tmp_path, sent.ids)) == (COUNT, COUNT)
    print(
        f"\n{sent.accepted:,} leads accepted in {sent.seconds:.1f} s, {sent.per_second:,.0f} a second, none lost"
    )
