"""Intake killed at any moment: nothing is lost, nothing is twice. Real processes, a real SQLite file."""

import os
import random
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from data.store import Store
from data.tables import LeadRow, RawInputRow
from rules.vocabulary import RawOutcome
from tests.services.builders import make_group
from tests.services.mails import adf
from vo_callcenter.adapters.drop_folder import DONE, DropFolder
from vo_callcenter.services.dropped_files import DroppedFiles
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
from vo_callcenter.services.store_check import check

ROOT = Path(__file__).parents[2]
_COLLECT = """
import sys
sys.path.insert(0, {root!r})
from pathlib import Path
from data.store import Store
from vo_callcenter.adapters.drop_folder import DropFolder
from vo_callcenter.services.dropped_files import DroppedFiles
from vo_callcenter.services.intake import IntakeService
from vo_callcenter.services.office import Office
print("ready", flush=True)
DroppedFiles(DropFolder(Path({folder!r})), IntakeService(Office(Store({store!r})))).collect()
"""
FILES = 400 if os.environ.get("VO_PROOF") else 60
KILLS = 40 if os.environ.get("VO_PROOF") else 5


@pytest.mark.lengthened
@pytest.mark.timeout(900)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a signal")
def test_nothing_is_lost_or_doubled_when_intake_is_killed(sqlite_store: Store, tmp_path: Path) -> None:
    office = Office(sqlite_store)
    make_group(office)
    folder = DropFolder(tmp_path / "drop")
    folder.prepare()
    for number in range(FILES):
        path = folder.root / f"lead{number:04d}.xml"
        phone = f"06 39 98 {number // 100:02d} {number % 100:02d}"
        path.write_bytes(adf(name=f"Jean Client{number}", email=f"client{number}@example.org", phone=phone))
        os.utime(path, (1.0, 1.0))
    code = _COLLECT.format(root=str(ROOT), folder=str(folder.root), store=str(sqlite_store.path))
    chance = random.Random(7)
    for _ in range(KILLS):
        worker = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        worker.stdout.readline()
        time.sleep(chance.uniform(0.05, 0.6))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
    intake = IntakeService(office)
    DroppedFiles(folder, intake).collect()
    intake.read_pending(older_than=timedelta(0))
    with sqlite_store.reading() as session:
        leads = session.exec(select(LeadRow.person_id)).all()
        pending = session.exec(
            select(RawInputRow.id).where(RawInputRow.outcome == RawOutcome.PENDING.value)
        ).all()
    assert len(leads) == len(set(leads)) == FILES
    assert not pending
    assert len(list((folder.root / DONE).iterdir())) == FILES
    assert check(office) == []
