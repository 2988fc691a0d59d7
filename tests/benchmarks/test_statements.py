"""What keys and ticks ask of the store: counted, never timed."""

from pathlib import Path

from benchmarks.statements import LANES, MOVES, count


async def test_a_key_of_the_queue_asks_little_and_a_quiet_second_nothing(demo_store: Path) -> None:
    found = await count(demo_store, is_lead_opened=False)
    asked = {name: number for name, number in found.items() if name.startswith("key ")}
    assert max(asked.values()) <= 2, asked
    previews = {name: number for name, number in found.items() if name.startswith("rest after ")}
    assert max(previews.values()) <= 2, previews
    assert {found[f"key {key}"] for key in MOVES} == {0}
    assert all(f"key {lane}" in found for lane in LANES)
    assert found["tick"] == found["quiet second"] == 0
