"""Accidents of the store: each ends in one refusal with words, and leaves what was saved as it was."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import select

from data import store as store_module
from data import write_lock
from data.address import StoreAddress, mount_type, read_address, refuse_network_share
from data.queries.matching import intake_alone
from data.store import Store
from data.tables import SiteRow
from rules.refusal import Refusal
from rules.words import LANGUAGES, Words

if sys.platform != "win32":
    import fcntl


def refused(action: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        action()
    return refusal.value


def write_site(store: Store, name: str = "Lyon") -> None:
    with store.writing() as session:
        session.add(SiteRow(name=name))


def site_names(store: Store) -> list[str]:
    with store.reading() as session:
        return list(session.exec(select(SiteRow.name)).all())


def test_a_full_disk_is_said_and_nothing_is_half_written(sqlite_store: Store) -> None:
    write_site(sqlite_store)
    with sqlite_store.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        assert driver is not None
        pages = driver.execute("PRAGMA page_count").fetchone()[0]
        driver.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with sqlite_store.writing() as session:
            session.add_all(SiteRow(name=f"{number}" * 500) for number in range(300))

    assert refused(fill).code == "store_full"
    assert site_names(sqlite_store) == ["Lyon"]


@pytest.mark.skipif(sys.platform == "win32", reason="no file size limit there")
def test_a_disk_that_refuses_to_write_is_said(sqlite_store: Store) -> None:
    script = (
        "import resource, signal, sys\n"
        "from data.store import Store\nfrom data.tables import SiteRow\nfrom rules.refusal import Refusal\n"
        "store = Store(sys.argv[1])\n"
        "with store.writing() as session: session.add(SiteRow(name='Lyon'))\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))\n"
        "try:\n"
        "    with store.writing() as session:\n"
        "        session.add_all(SiteRow(name=f'{number}' * 500) for number in range(300))\n"
        "except Refusal as refusal:\n    print(refusal.code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(sqlite_store.path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() in ("store_full", "store_write_failed")
    assert site_names(sqlite_store) == ["Lyon"]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of the machine can reach."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def as_ordinary_user(action: Callable[[], str]) -> str:
    """What ``action`` says in a child process without root's rights, to which nothing is read-only."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            said = action()
        except BaseException as error:
            said = repr(error)
        os.write(write, said.encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return said


def code_of_write(path: Path) -> str:
    store = Store(str(path))
    try:
        write_site(store, "Brest")
    except Refusal as refusal:
        return refusal.code
    finally:
        store.dispose()
    return "written"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
@pytest.mark.parametrize("what", ["file", "folder"])
def test_a_read_only_store_is_said_to_be_read_only(
    sqlite_template: Path, open_folder: Path, what: str
) -> None:
    path = open_folder / "store.db"
    path.write_bytes(sqlite_template.read_bytes())
    path.chmod(0o444)
    if what == "folder":
        open_folder.chmod(0o555)
    else:
        open_folder.chmod(0o777)
    said = as_ordinary_user(lambda: code_of_write(path))
    open_folder.chmod(0o755)
    assert said in ("store_read_only", "store_unreadable")


def test_a_file_that_is_something_else_is_left_alone(tmp_path: Path) -> None:
    text = tmp_path / "letter.db"
    text.write_text("Dear customer, " * 100)
    assert refused(lambda: write_site(Store(str(text)))).code == "store_not_ours"
    assert text.read_text() == "Dear customer, " * 100
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (id INTEGER)")
    before = other.read_bytes()
    assert refused(lambda: write_site(Store(str(other)))).code == "store_not_ours"
    assert other.read_bytes() == before


def test_a_store_kept_busy_for_too_long_is_said(sqlite_store: Store) -> None:
    with closing(sqlite3.connect(str(sqlite_store.path), isolation_level=None)) as hog:
        hog.execute("BEGIN IMMEDIATE")
        with sqlite_store.engine.connect() as connection:
            driver = connection.connection.dbapi_connection
            assert driver is not None
            driver.execute("PRAGMA busy_timeout = 20")
        assert refused(lambda: write_site(sqlite_store)).code == "store_busy"
        hog.execute("ROLLBACK")
    write_site(sqlite_store)


@contextmanager
def stopped_writer(store: Store) -> Iterator[None]:
    """Somebody holds the lock beside the file and does not go on."""
    descriptor = os.open(f"{store.path}.lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def waiting_for_lock() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "store lock"]


@pytest.mark.skipif(sys.platform == "win32", reason="flock is of POSIX")
def test_a_writer_that_was_stopped_keeps_nobody_waiting_for_ever(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_lock, "PATIENCE_S", 0.05)
    with stopped_writer(sqlite_store):
        for _ in range(3):
            assert refused(lambda: write_site(sqlite_store)).code == "store_busy"
        assert len(waiting_for_lock()) == 1
    monkeypatch.undo()
    write_site(sqlite_store)
    assert site_names(sqlite_store) == ["Lyon"]
    for thread in waiting_for_lock():
        thread.join(60)
    assert waiting_for_lock() == []


@pytest.mark.skipif(sys.platform == "win32", reason="flock is of POSIX")
def test_who_waits_for_the_lock_goes_on_when_it_is_free(sqlite_store: Store) -> None:
    with ThreadPoolExecutor() as threads:
        with stopped_writer(sqlite_store):
            writing = threads.submit(write_site, sqlite_store)
            while not waiting_for_lock():
                assert not writing.done()
        writing.result(60)
    assert site_names(sqlite_store) == ["Lyon"]


@pytest.fixture
def other_store(pg_store: Store) -> Iterator[Store]:
    """The same PostgreSQL database, from another process."""
    store = Store(pg_store.address.url.render_as_string(hide_password=False))
    yield store
    store.dispose()


def test_the_server_waits_neither_for_a_lock_nor_for_an_idle_writer_for_ever(pg_store: Store) -> None:
    with pg_store.writing_core() as connection:
        for setting, value in (("lock_timeout", "30s"), ("idle_in_transaction_session_timeout", "1min")):
            assert connection.execute(sa.text(f"SHOW {setting}")).scalar() == value


def test_a_lock_that_others_keep_for_too_long_is_said(pg_store: Store, other_store: Store) -> None:
    def waits() -> None:
        with pg_store.writing_core() as connection:
            connection.execute(sa.text("SET LOCAL lock_timeout = '20ms'"))
            intake_alone(connection)

    with other_store.writing_core() as holder:
        intake_alone(holder)
        assert refused(waits).code == "store_busy"


def test_of_two_who_wait_for_each_other_one_is_told(pg_store: Store, other_store: Store) -> None:
    write_site(pg_store, "Lyon")
    write_site(pg_store, "Brest")
    both = threading.Barrier(2)

    def rename(store: Store, first: str, second: str) -> str:
        try:
            with store.writing_core() as connection:
                for name in (first, second):
                    connection.execute(
                        sa.text("UPDATE site SET name = :new WHERE name = :old"), {"old": name, "new": name}
                    )
                    if name == first:
                        both.wait(60)
        except Refusal as refusal:
            return refusal.code
        return "written"

    with ThreadPoolExecutor() as threads:
        told = threads.map(rename, (pg_store, other_store), ("Lyon", "Brest"), ("Brest", "Lyon"))
    assert sorted(told) == ["store_busy", "written"]


def test_what_a_stopped_writer_holds_is_freed_by_the_server_and_it_is_told(
    pg_store: Store, other_store: Store
) -> None:
    def stops() -> None:
        with pg_store.writing_core() as stopped:
            intake_alone(stopped)
            stopped.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = '20ms'"))
            with other_store.writing_core() as connection:
                intake_alone(connection)
            stopped.execute(sa.text("SELECT 1"))

    assert refused(stops).code == "store_unreachable"
    write_site(pg_store)


def test_a_server_that_does_not_answer_is_said(tmp_path: Path) -> None:
    store = Store(f"postgresql://user:secret@/base?host={tmp_path}")
    refusal = refused(lambda: write_site(store))
    assert refusal.code == "store_unreachable"
    assert "secret" not in str(refusal)


def test_a_server_that_went_away_is_used_again_when_it_is_back(pg_store: Store) -> None:
    write_site(pg_store, "Lyon")
    other = Store(pg_store.address.url.render_as_string(hide_password=False))
    with other.engine.connect() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )
    write_site(pg_store, "Brest")
    assert sorted(site_names(pg_store)) == ["Brest", "Lyon"]
    other.dispose()


def test_the_log_is_folded_in_by_a_writer_when_nobody_else_does(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "WAL_LIMIT", 100_000)
    log = Path(f"{sqlite_store.path}-wal")
    sizes = []
    for number in range(60):
        write_site(sqlite_store, f"{number}" * 300)
        sizes.append(log.stat().st_size)
    assert max(sizes) < 200_000
    assert len(site_names(sqlite_store)) == 60


def test_the_leader_folds_the_log_in(sqlite_store: Store) -> None:
    write_site(sqlite_store)
    assert Path(f"{sqlite_store.path}-wal").stat().st_size > 0
    sqlite_store.checkpoint()
    sqlite_store.dispose()
    assert not Path(f"{sqlite_store.path}-wal").exists()
    assert site_names(sqlite_store) == ["Lyon"]


MOUNTS = """\
/dev/vda / ext4 rw 0 0
server:/home /mnt/group\\040share nfs4 rw 0 0
//pc/share /mnt/pc cifs rw 0 0
tmpfs /mnt/pc/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv", "ext4"),
        ("/mnt/group share/vo", "nfs4"),
        ("/mnt/pc", "cifs"),
        ("/mnt/pc/local/vo", "tmpfs"),
        ("/mnt/pcx", "ext4"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_its_mount(folder: str, kind: str) -> None:
    assert mount_type(Path(folder), MOUNTS) == kind


def test_a_store_on_a_network_share_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new" / "store.db"
    assert refused(lambda: refuse_network_share(path, lambda folder: "nfs4")).code == "store_network"
    refuse_network_share(path, lambda folder: "ext4")
    refuse_network_share(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sqlite:////srv/vo.db", "/srv/vo.db"),
        ("/srv/vo.db", "/srv/vo.db"),
        ("postgresql://u:p@h/b", "postgresql+psycopg://u:***@h/b"),
        ("postgres://h/b", "postgresql+psycopg://h/b"),
        ("postgresql+psycopg://h/b", "postgresql+psycopg://h/b"),
    ],
)
def test_an_address_is_read(text: str, shown: str) -> None:
    address: StoreAddress = read_address(text)
    assert address.shown == shown
    assert address.is_sqlite == shown.startswith("/")


@pytest.mark.parametrize(
    "text", ["mysql://h/b", "sqlite://", "sqlite:///:memory:", "http://u:secret@h/", "://"]
)
def test_anything_else_is_no_address(text: str) -> None:
    refusal = refused(lambda: read_address(text))
    assert refusal.code == "store_address"
    assert "secret" not in str(refusal)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_refusal_of_the_store_has_words(lang: str) -> None:
    words = Words(lang)
    for code in (
        "store_address", "store_network", "store_missing", "store_not_ours", "store_newer", "store_older",
        "store_read_only", "store_unreadable", "store_full", "store_write_failed", "store_damaged", "store_busy",
        "store_unreachable", "backup_by_server", "backup_exists", "backup_unwritable",
    ):  # fmt: skip
        assert words.has(f"refusal.{code}")
