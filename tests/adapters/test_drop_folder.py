"""The watched folder: finished files are taken once, unfinished ones left alone, nothing is deleted."""

import errno
import os
import sys
from pathlib import Path

import pytest

from rules.reading.limits import MAX_CONTENT
from rules.refusal import Refusal
from vo_callcenter.adapters.document import document_of_file
from vo_callcenter.adapters.drop_folder import DONE, FAILED, WORKING, DropFolder


@pytest.fixture
def folder(tmp_path: Path) -> DropFolder:
    folder = DropFolder(tmp_path / "drop")
    folder.prepare()
    return folder


def dropped(
    folder: DropFolder, name: str = "lead.xml", content: bytes = b"<adf/>", at: float = 1000.0
) -> Path:
    path = folder.root / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


def names(folder: DropFolder, place: str) -> list[str]:
    return sorted(path.name.partition("_")[2] for path in (folder.root / place).iterdir())


def test_a_file_that_stays_the_same_between_two_looks_is_taken_and_kept(folder: DropFolder) -> None:
    dropped(folder)
    assert not list(folder.finished(1000.1))
    [taken] = folder.finished(1001.1)
    assert (taken.document.name, taken.document.content) == ("lead.xml", b"<adf/>")
    assert round(taken.waited.total_seconds(), 1) == 1.1
    assert folder.put_away(taken)
    assert names(folder, DONE) == ["_lead.xml"]
    assert not list(folder.finished(1003.0))


def test_a_file_that_grows_is_left_alone_until_it_rests(folder: DropFolder) -> None:
    path = dropped(folder, content=b"half")
    assert not list(folder.finished(1000.0))
    path.write_bytes(b"half and more")
    os.utime(path, (1001.0, 1001.0))
    assert not list(folder.finished(1001.0))
    assert not list(folder.finished(1010.0))
    assert [each.document.content for each in folder.finished(1011.5)] == [b"half and more"]


def test_two_hurried_looks_are_not_enough(folder: DropFolder) -> None:
    dropped(folder)
    assert not list(folder.finished(1000.0))
    assert not list(folder.finished(1000.1))


def test_an_old_file_is_taken_at_the_first_look(folder: DropFolder) -> None:
    dropped(folder, at=100.0)
    assert len(list(folder.finished(1000.0))) == 1


@pytest.mark.parametrize("name", ["lead.xml.part", "lead.TMP", ".hidden", "lead~"])
def test_unfinished_and_hidden_names_are_left_alone(folder: DropFolder, name: str) -> None:
    dropped(folder, name, at=100.0)
    assert not list(folder.finished(1000.0))
    assert (folder.root / name).exists()


def test_a_subfolder_says_the_site_and_our_own_folders_are_not_read(folder: DropFolder) -> None:
    dropped(folder, "Vienne/lead.xml", at=100.0)
    [taken] = folder.finished(1000.0)
    assert taken.document.name == "Vienne/lead.xml"
    folder.put_away(taken)
    assert not list(folder.finished(2000.0))


def test_a_symbolic_link_is_refused_once_and_never_followed(folder: DropFolder, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (folder.root / "lead.xml").symlink_to(secret)
    (folder.root / "site").symlink_to(tmp_path, target_is_directory=True)
    for _ in range(2):
        assert not list(folder.finished(1e12))
    assert [problem.code for problem in folder.problems] == ["file_is_link", "file_is_link"]
    with pytest.raises(Refusal, match="file_is_link"):
        document_of_file(folder.root / "lead.xml")


def test_what_a_crash_left_in_our_hands_is_read_again(folder: DropFolder) -> None:
    dropped(folder, "Lyon/a_b.xml", at=100.0)
    [taken] = folder.finished(1000.0)
    [again] = DropFolder(folder.root).finished(1000.0)
    assert again.document.name == taken.document.name == "Lyon/a_b.xml"
    assert list((folder.root / WORKING).iterdir()) == [taken.path]


def test_a_file_written_on_while_it_was_read_is_read_again(folder: DropFolder) -> None:
    dropped(folder, at=100.0)
    [taken] = folder.finished(1000.0)
    with taken.path.open("ab") as stream:
        stream.write(b"more")
    assert not folder.put_away(taken)
    os.utime(taken.path, (1000.5, 1000.5))
    assert not list(folder.finished(1001.0)), "perhaps there is more to come"
    assert [each.document.content for each in folder.finished(1012.0)] == [b"<adf/>more"]


def test_an_empty_file_waits_for_its_content(folder: DropFolder) -> None:
    path = dropped(folder, "export.csv", b"", at=1000.0)
    for look in range(1000, 1055, 5):
        assert not list(folder.finished(float(look)))
    path.write_bytes(b"Nom;Telephone\n")
    os.utime(path, (1055.0, 1055.0))
    assert not list(folder.finished(1056.0))
    assert [each.document.content for each in folder.finished(1067.0)] == [b"Nom;Telephone\n"]


def test_an_empty_file_that_stays_empty_is_taken_in_the_end(folder: DropFolder) -> None:
    dropped(folder, "export.csv", b"", at=1000.0)
    assert len(list(folder.finished(1060.0))) == 1


def test_a_sheet_whose_writer_rests_between_two_rows_is_taken_with_all_of_them(folder: DropFolder) -> None:
    path = dropped(folder, "export.csv", b"Nom;Telephone\n", at=1000.0)
    for row in range(1, 5):
        with path.open("ab") as stream:
            stream.write(b"row\n")
        os.utime(path, (1000.0 + 4 * row, 1000.0 + 4 * row))
        for look in range(4):
            assert not list(folder.finished(1000.0 + 4 * row + look))
    [taken] = folder.finished(1027.0)
    assert taken.document.content.count(b"row") == 4


def test_what_a_writer_adds_after_the_file_was_put_away_is_read_once_it_rests(folder: DropFolder) -> None:
    dropped(folder, "export.csv", b"first\n", at=100.0)
    [taken] = folder.finished(1000.0)
    with taken.path.open("ab") as stream:
        assert folder.put_away(taken)
        stream.write(b"second\n")
    [kept] = (folder.root / DONE).iterdir()
    os.utime(kept, (1010.0, 1010.0))
    assert not list(folder.finished(1011.0))
    assert not list(folder.finished(1060.0)), (
        "a writer that rests so long may rest longer: old rows are told twice"
    )
    [again] = folder.finished(1071.0)
    assert (again.document.name, again.document.content) == ("export.csv", b"first\nsecond\n")
    assert folder.put_away(again)
    assert not list(folder.finished(1072.0))


def test_what_was_put_away_and_rests_is_not_read_again(folder: DropFolder) -> None:
    dropped(folder, at=100.0)
    [taken] = folder.finished(1000.0)
    folder.put_away(taken)
    for look in range(1001, 2001, 100):
        assert not list(folder.finished(float(look)))
    assert names(folder, DONE) == ["_lead.xml"]


def test_a_file_nobody_may_read_is_told_and_stays(
    folder: DropFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = dropped(folder, at=100.0)
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert not list(folder.finished(1000.0))
    assert [problem.code for problem in folder.problems] == ["file_unreadable"]
    assert path.exists()


@pytest.mark.parametrize("number", [errno.EMFILE, errno.EIO, errno.ESTALE])
def test_a_read_error_that_passes_only_makes_the_file_wait(
    folder: DropFolder, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    dropped(folder, at=100.0)
    opened = os.open

    def fails(path: Path, *arguments: int) -> int:
        if WORKING in str(path):
            raise OSError(number, os.strerror(number))
        return opened(path, *arguments)

    monkeypatch.setattr("vo_callcenter.adapters.document.os.open", fails)
    assert not list(folder.finished(1000.0))
    assert [problem.code for problem in folder.problems] == ["file_unreadable"]
    assert (names(folder, FAILED), folder.troubled()) == ([], ())
    assert not list(folder.finished(1005.0))
    assert folder.troubled() == ("lead.xml",), "one failure may be a moment's, two are not"
    monkeypatch.undo()
    [taken] = folder.finished(1010.0)
    assert folder.put_away(taken)
    assert (names(folder, DONE), folder.troubled()) == (["_lead.xml"], ())


def test_what_is_no_document_goes_to_failed_and_is_told_until_somebody_takes_it_away(
    folder: DropFolder, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    os.utime(secret, (1.0, 1.0))
    (folder.root / WORKING / "1_Vienne_lead.xml").symlink_to(secret)
    for now in (1e12, 2e12):
        assert not list(folder.finished(now))
        assert folder.troubled() == ("Vienne/lead.xml",)
    [failed] = (folder.root / FAILED).iterdir()
    assert failed.is_symlink()
    failed.unlink()
    assert (folder.troubled(), secret.read_text()) == ((), "secret")


@pytest.mark.skipif(sys.platform == "win32", reason="made by mkfifo")
def test_a_pipe_is_told_and_never_opened(folder: DropFolder) -> None:
    os.mkfifo(folder.root / "lead.xml")
    for now in (1e12, 2e12):
        assert not list(folder.finished(now))
        assert folder.troubled() == ("lead.xml",)
    assert [problem.code for problem in folder.problems] == ["file_not_regular"]
    (folder.root / "lead.xml").unlink()
    assert not list(folder.finished(3e12))
    assert folder.troubled() == ()


def test_hostile_names_stay_inside_the_folder(folder: DropFolder) -> None:
    hostile = ["-rf", "a;b $(x).xml", "é" * 120 + ".eml", "x\n\x1b[31m.xml", "_.xml", "con.xml"]
    for number, name in enumerate(hostile):
        dropped(folder, name, str(number).encode(), at=100.0)
    taken = list(folder.finished(1000.0))
    assert sorted(each.document.name for each in taken) == sorted(hostile)
    assert all(folder.put_away(each) for each in taken)
    assert len(list((folder.root / DONE).iterdir())) == len(hostile)


def test_a_folder_that_is_gone_is_one_clear_refusal(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="drop_folder_unusable"):
        list(DropFolder(tmp_path / "nowhere").finished(0.0))


@pytest.mark.parametrize("place", [WORKING, DONE, FAILED])
def test_a_folder_of_ours_that_somebody_tidied_away_is_made_again(folder: DropFolder, place: str) -> None:
    (folder.root / place).rmdir()
    dropped(folder, at=100.0)
    [taken] = folder.finished(1000.0)
    assert folder.put_away(taken)
    assert names(folder, DONE) == ["_lead.xml"]


def test_where_our_folders_cannot_be_made_that_is_said(folder: DropFolder) -> None:
    path = dropped(folder, at=100.0)
    (folder.root / WORKING).rmdir()
    (folder.root / WORKING).write_bytes(b"")
    with pytest.raises(Refusal, match="drop_folder_unusable"):
        list(folder.finished(1000.0))
    assert path.exists()


def test_a_file_beyond_the_limit_is_cut_but_hashed_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as stream:
        stream.truncate(MAX_CONTENT + 5)
    document = document_of_file(path)
    assert (len(document.content), document.size, document.is_cut) == (MAX_CONTENT, MAX_CONTENT + 5, True)


def test_nothing_lands_in_failed_unless_it_cannot_be_opened(folder: DropFolder) -> None:
    dropped(folder, at=100.0)
    for taken in folder.finished(1000.0):
        folder.put_away(taken)
    assert not names(folder, FAILED)
