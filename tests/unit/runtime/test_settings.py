from pathlib import Path

import pytest

from schemas.topics import ARTICLES_RAW
from services.runtime.settings import PREFIX, Settings, SettingsError, load_settings


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
        monkeypatch.delenv(f"{PREFIX}{name.upper()}_FILE", raising=False)


def test_environment_is_read_with_its_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEMEWIRE_BROKER", "one:9092, two:9093")
    monkeypatch.setenv("THEMEWIRE_PARTITIONS", "12")
    settings = load_settings()
    assert settings.brokers == ["one:9092", "two:9093"]
    assert settings.partitions == 12


def test_file_gives_a_value_without_its_last_line_break(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text(" s3cret \n")
    monkeypatch.setenv("THEMEWIRE_SASL_PASSWORD_FILE", str(secret))
    settings = load_settings()
    assert settings.sasl_password is not None
    assert settings.sasl_password.get_secret_value() == " s3cret "
    assert "s3cret" not in repr(settings)


def test_unreadable_file_names_its_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("THEMEWIRE_SASL_PASSWORD_FILE", str(tmp_path / "absent"))
    with pytest.raises(SettingsError, match=r"THEMEWIRE_SASL_PASSWORD_FILE: cannot read .*absent: No such file"):
        load_settings()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("THEMEWIRE_BROKER", "localhost"),
        ("THEMEWIRE_BROKER", "a:1,b:99999"),
        ("THEMEWIRE_BROKER", ":9092"),
        ("THEMEWIRE_PARTITIONS", "0"),
        ("THEMEWIRE_PARTITIONS", "four"),
        ("THEMEWIRE_OPS_PORT", "70000"),
        ("THEMEWIRE_TOPIC_PREFIX", "with space"),
        ("THEMEWIRE_LOG_FORMAT", "xml"),
        ("THEMEWIRE_SECURITY_PROTOCOL", "TLS"),
    ],
)
def test_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=variable) as wrong:
        load_settings()
    assert value in str(wrong.value)


def test_every_wrong_variable_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEMEWIRE_PARTITIONS", "0")
    monkeypatch.setenv("THEMEWIRE_VIEW_PORT", "-1")
    with pytest.raises(SettingsError, match=r"THEMEWIRE_PARTITIONS: .*; THEMEWIRE_VIEW_PORT: "):
        load_settings()


def test_missing_broker_tells_what_to_do() -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_BROKER is not set: .*themewire up"):
        _ = load_settings().brokers


def test_prefix_goes_before_topics_and_groups() -> None:
    settings = load_settings(topic_prefix="test-")
    assert settings.topic(ARTICLES_RAW) == "test-articles.raw"
    assert settings.group("indexer") == "test-themewire-indexer"


@pytest.mark.parametrize("value", ["wire.example", "ftp://wire.example", "https://", "https://wire.example/?a=1"])
def test_a_public_address_that_is_none_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match=r"THEMEWIRE_PUBLIC_URL: .*https://wire\.example"):
        load_settings(public_url=value)


def test_a_public_address_ends_without_a_slash() -> None:
    assert load_settings(public_url="https://wire.example/a/").public_url == "https://wire.example/a"


def test_origins_are_a_list() -> None:
    given = "https://gazette.example, http://wire.example:8080"
    assert load_settings(view_cors_origins=given).cors_origins == [
        "https://gazette.example",
        "http://wire.example:8080",
    ]
    assert load_settings(view_cors_origins="*").cors_origins == ["*"]
    assert load_settings().cors_origins == []


@pytest.mark.parametrize(
    "value", ["gazette.example", "https://gazette.example/", "https://gazette.example/a", "https://"]
)
def test_what_is_no_origin_is_refused_with_an_example(value: str) -> None:
    with pytest.raises(SettingsError, match=r"VIEW_CORS_ORIGINS.*such as https://gazette.example"):
        load_settings(view_cors_origins=value)
