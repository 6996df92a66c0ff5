"""What the configuration takes, and what it refuses."""

from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from tracker.project.configuration import (
    Configuration,
    ConfigurationError,
    read_configuration,
    require_complete,
)
from tracker.project.configuration_file import NAME, file_values, write_file
from tracker.project.database import database_settings
from tracker.project.sending_numbers import sending_numbers

SECRET_KEY = "a secret = of forty characters and more"
REAL = {"XERO_CLIENT_ID": "4A0F", "DATABASE_URL": "postgresql://tracker@db.example/tracker"}
SANDBOX = {
    f"XERO_{name}_URL": "http://localhost:8001" for name in ("API", "IDENTITY", "LOGIN", "WEB")
}


def read(home: Path, **values: str) -> Configuration:
    return read_configuration({"TRACKER_HOME": str(home), **values})


def test_nothing_configured_is_read_but_starts_no_process(tmp_path: Path) -> None:
    configuration = read(tmp_path)
    assert configuration.xero_api_url == "https://api.xero.com"
    assert not configuration.is_real_xero
    with pytest.raises(ConfigurationError, match=r"DATABASE_URL.*TRACKER_TOKEN_KEYS are not set"):
        require_complete(configuration)


def test_the_file_is_read_and_the_environment_wins(tmp_path: Path) -> None:
    write_file(tmp_path, {"TRACKER_SECRET_KEY": SECRET_KEY, "XERO_CLIENT_ID": "file"})
    configuration = read(tmp_path, XERO_CLIENT_ID="environment", **SANDBOX)
    assert configuration.secret_key == SECRET_KEY
    assert configuration.xero_client_id == "environment"


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    write_file(tmp_path, {"TRACKER_SECRET_KEY": "x"})
    assert (tmp_path / NAME).stat().st_mode & 0o777 == 0o600
    assert file_values(tmp_path) == {"TRACKER_SECRET_KEY": "x"}


def test_a_complete_configuration_starts_processes(tmp_path: Path) -> None:
    key = Fernet.generate_key().decode()
    values = {"DATABASE_URL": "postgresql:///x", "TRACKER_SECRET_KEY": SECRET_KEY}
    complete = read(tmp_path, TRACKER_TOKEN_KEYS=f"{key},{key}", **values)
    require_complete(complete)
    assert complete.token_keys == (key, key)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRACKER_URL", "localhost:8000", "absolute"),
        ("TRACKER_URL", "https://tracker.example/?a=1", "absolute"),
        ("TRACKER_URL", "https://my-Xero.example", "must not contain the word"),
        ("XERO_API_URL", "api.xero.com", "XERO_API_URL must be an absolute address"),
        ("DATABASE_URL", "sqlite:///tracker.db", "must be a PostgreSQL address"),
        ("TRACKER_TOKEN_KEYS", "short", "key 1 is not a Fernet key"),
        ("TRACKER_SECRET_KEY", "too-short", "at least 32 characters"),
        ("TRACKER_POLL", "0", "1 or more"),
        ("TRACKER_POLL", "often", "whole number"),
        ("TRACKER_CLOCK_OFFSET_SECONDS", "soon", "whole number"),
        ("TRACKER_LOG_FORMAT", "xml", "“json” or “text”"),
        ("TRACKER_METRICS_TOKEN", "guess me", "at least 16 characters"),
    ],
)
def test_what_is_wrong_gets_one_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"DATABASE_URL": ""}, "embedded database is refused"),
        ({"TRACKER_CLOCK_OFFSET_SECONDS": "60"}, "TRACKER_CLOCK_OFFSET_SECONDS is refused"),
        ({"TRACKER_SENDING_SWEEP_SECONDS": "1"}, "TRACKER_SENDING_SWEEP_SECONDS is refused"),
        ({"TRACKER_URL": "http://tracker.example"}, "must begin with https://"),
        ({"TRACKER_URL": "http://127.0.0.1:8000"}, "must begin with https://"),
    ],
)
def test_a_real_client_id_refuses_what_only_trials_have(
    tmp_path: Path, values: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        read(tmp_path, **{**REAL, **values})
    assert read(tmp_path, **{**REAL, **values, **SANDBOX}), "beside a sandbox it is allowed"


def test_the_embedded_database_may_be_allowed_for_a_real_client_id(tmp_path: Path) -> None:
    values = {"DATABASE_URL": "", "TRACKER_ALLOW_EMBEDDED": "yes"}
    assert read(tmp_path, **{**REAL, **values}).is_real_xero


def test_polling_can_be_switched_off(tmp_path: Path) -> None:
    assert read(tmp_path).poll_minutes == 15
    assert read(tmp_path, TRACKER_POLL="off").poll_minutes is None


def test_an_address_becomes_settings_with_its_options() -> None:
    settings = database_settings("postgresql://a:b@h:6543/n?sslmode=require")
    assert {name: settings[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")} == {
        "USER": "a",
        "PASSWORD": "b",
        "HOST": "h",
        "PORT": "6543",
        "NAME": "n",
    }
    assert settings["OPTIONS"] == {"sslmode": "require"}


def test_an_address_that_cannot_be_read_gets_a_sentence() -> None:
    with pytest.raises(ConfigurationError, match="DATABASE_URL cannot be read"):
        database_settings("postgresql://h/n?nonsense=1")


def test_the_numbers_of_sending_can_be_shortened() -> None:
    values = {
        "TRACKER_SENDING_SWEEP_SECONDS": "0.5",
        "TRACKER_SENDING_REPLAY_AFTER_SECONDS": "0,1",
        "TRACKER_SENDING_CALLS_IN_FLIGHT": "2",
    }
    numbers = sending_numbers(values)
    assert numbers["SWEEP_SECONDS"] == 0.5
    assert numbers["REPLAY_AFTER_SECONDS"] == (0, 1)
    assert numbers["CALLS_IN_FLIGHT"] == 2
    assert numbers["LANE_LEASE_SECONDS"] == 60


@pytest.mark.parametrize(
    ("name", "value"), [("SWEEP", "1"), ("SWEEP_SECONDS", "often"), ("CALLS_IN_FLIGHT", "1.5")]
)
def test_a_number_of_sending_that_makes_no_sense_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"TRACKER_SENDING_{name}"):
        sending_numbers({f"TRACKER_SENDING_{name}": value})
