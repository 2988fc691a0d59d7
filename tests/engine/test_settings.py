"""What a machine says about itself, and what is refused without telling a secret."""

from pathlib import Path

import pytest

from rules.refusal import Refusal
from rules.vocabulary import Channel
from vo_callcenter import places
from vo_callcenter.adapters.folder import FolderTransport
from vo_callcenter.adapters.mail_access import password_variable
from vo_callcenter.adapters.smtp import SmtpTransport
from vo_callcenter.settings import drop_folder_of, read_settings, secret_named
from vo_callcenter.transports import transports_of


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in (
        "VO_STORE",
        "VO_SECRETS_FILE",
        "VO_SMTP_HOST",
        "VO_SMTP_PORT",
        "VO_MAIL_FOLDER",
        "VO_SMTP_PASSWORD",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("vo_callcenter.settings.machine_file", lambda: None)
    monkeypatch.setattr("vo_callcenter.places.machine_file", lambda: None)
    monkeypatch.setenv("VO_DATA_FOLDER", str(tmp_path))


def test_without_settings_nothing_is_sent() -> None:
    assert transports_of(read_settings()) == {}


def test_the_environment_goes_before_the_secrets_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secrets.env"
    file.write_text(
        "VO_SMTP_HOST=mail.example.com\nVO_SMTP_PASSWORD=geheim\nVO_SMTP_PORT=25\n", encoding="utf-8"
    )
    file.chmod(0o600)
    monkeypatch.setenv("VO_SECRETS_FILE", str(file))
    monkeypatch.setenv("VO_SMTP_PORT", "465")
    transport = transports_of(read_settings())[Channel.EMAIL.value]
    assert isinstance(transport, SmtpTransport)
    assert (transport.host, transport.port, transport.password) == ("mail.example.com", 465, "geheim")
    assert "geheim" not in repr(transport) + repr(read_settings())


def test_a_secrets_file_that_everybody_reads_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "secrets.env"
    file.write_text("VO_SMTP_PASSWORD=geheim\n", encoding="utf-8")
    file.chmod(0o644)
    monkeypatch.setenv("VO_SECRETS_FILE", str(file))
    with pytest.raises(Refusal, match="secrets_readable"):
        read_settings()
    monkeypatch.setenv("VO_SECRETS_FILE", str(tmp_path / "missing"))
    with pytest.raises(Refusal, match="secrets_missing"):
        read_settings()


def test_a_wrong_setting_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VO_SMTP_PORT", "geheim")
    with pytest.raises(Refusal) as refused:
        read_settings()
    assert refused.value.params["name"] == "VO_SMTP_PORT"
    assert "geheim" not in str(refused.value)


def test_a_demonstration_never_leaves_its_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VO_SMTP_HOST", "mail.example.com")
    for transport in transports_of(read_settings(), tmp_path).values():
        assert transport == FolderTransport(tmp_path)


def test_the_store_is_the_one_given_then_set_then_the_platform_s(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert places.store_url() == str(tmp_path / "store.db")
    machine = tmp_path / "settings.env"
    machine.write_text('VO_SMTP_HOST=x\nVO_STORE="/srv/vo/store.db"\n', encoding="utf-8")
    monkeypatch.setattr("vo_callcenter.places.machine_file", lambda: machine)
    assert places.store_url() == "/srv/vo/store.db"
    monkeypatch.setenv("VO_STORE", "/tmp/other.db")
    assert places.store_url() == "/tmp/other.db"
    assert places.store_url("mine.db") == "mine.db"
    assert places.store_folder("sqlite:////srv/vo/store.db") == Path("/srv/vo")
    assert places.store_folder("postgresql://u:p@h/db") == tmp_path


def test_each_store_has_a_drop_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VO_DROP_FOLDER", raising=False)
    settings = read_settings()
    stores = (
        "/srv/vo/store.db",
        "/srv/vo/second.db",
        "/srv/vo/store.sqlite",
        "postgresql://vo:secret@db.example.com/vo",
        "postgresql://vo:secret@db.example.com:5433/vo",
        "postgresql://vo:secret@db.example.com/other",
    )
    folders = [drop_folder_of(settings, store) for store in stores]
    assert len(set(folders)) == len(stores)
    assert folders[0] == Path("/srv/vo/drop/store")
    assert folders[3] == tmp_path / "drop" / "db.example.com-vo"
    assert drop_folder_of(settings, "sqlite:////srv/vo/store.db") == folders[0]
    monkeypatch.setenv("VO_DROP_FOLDER", str(tmp_path / "here"))
    assert drop_folder_of(read_settings(), stores[0]) == tmp_path / "here"
    assert drop_folder_of(read_settings(), stores[0], is_demo=True) == folders[0]


def test_a_mailbox_s_password_comes_from_the_environment_then_the_secrets_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = password_variable("leads-lyon")
    assert name == "VO_MAILBOX_LEADS_LYON_PASSWORD"
    monkeypatch.delenv(name, raising=False)
    assert secret_named(name) is None
    file = tmp_path / "secrets.env"
    file.write_text(f"{name}='ge${{HOME}} #heim'\n", encoding="utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("VO_SECRETS_FILE", str(file))
    found = secret_named(name)
    assert found is not None
    assert found.get_secret_value() == "ge${HOME} #heim", "a password is taken as it is written"
    assert "heim" not in repr(found)
    file.write_text(f"{name}=neu\n", encoding="utf-8")
    changed = secret_named(name)
    assert changed is not None
    assert changed.get_secret_value() == "neu"
    monkeypatch.setenv(name, "aus der Umgebung")
    first = secret_named(name)
    assert first is not None
    assert first.get_secret_value() == "aus der Umgebung"
    file.chmod(0o644)
    monkeypatch.delenv(name)
    with pytest.raises(Refusal, match="secrets_readable"):
        secret_named(name)
