"""Settings come from the environment, are all documented, and refuse what is unsafe in production."""

from __future__ import annotations

import dataclasses
import secrets
import stat
from pathlib import Path

import pytest

from survey.config import ROOT, Settings, SettingsError, settings_from_environment

SAFE = {
    "LOEX_ENVIRONMENT": "production",
    "LOEX_SECRET_KEY": secrets.token_hex(32),
    "LOEX_STORY_KEY": secrets.token_hex(32),
    "LOEX_TRUSTED_HOSTS": "verhalen.voorbeeld.example",
}


def test_production_starts_with_its_secrets_and_host_names() -> None:
    settings = settings_from_environment(SAFE)
    assert settings.is_production
    assert settings.https


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"LOEX_SECRET_KEY": ""}, "LOEX_SECRET_KEY"),
        ({"LOEX_STORY_KEY": ""}, "LOEX_STORY_KEY"),
        ({"LOEX_SECRET_KEY": "kort"}, "LOEX_SECRET_KEY"),
        ({"LOEX_SECRET_KEY": "a" * 64}, "LOEX_SECRET_KEY"),
        ({"LOEX_STORY_KEY": "development-" + "0123456789" * 4}, "LOEX_STORY_KEY"),
        ({"LOEX_STORY_KEY": SAFE["LOEX_SECRET_KEY"]}, "must differ"),
        ({"LOEX_TRUSTED_HOSTS": ""}, "LOEX_TRUSTED_HOSTS"),
        ({"LOEX_PROXY_HOPS": "twee"}, "LOEX_PROXY_HOPS"),
        ({"LOEX_HTTPS": "misschien"}, "LOEX_HTTPS"),
        ({"LOEX_ENVIRONMENT": "prod"}, "LOEX_ENVIRONMENT"),
        ({"LOEX_SECERT_KEY": "x"}, "LOEX_SECERT_KEY"),
        ({"LOEX_ENCODER": "bert"}, "LOEX_ENCODER"),
        ({"LOEX_OIDC_ISSUER": "https://inloggen.voorbeeld.example"}, "LOEX_OIDC_CLIENT_ID"),
        ({f"LOEX_OIDC_{name}": "x" for name in ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME")}, "https://"),
        ({"LOEX_STORY_KEY_FILE": "/er/is/niets"}, "LOEX_STORY_KEY_FILE"),
        ({"LOEX_ENCODER": "sentence-transformers:model"}, "LOEX_ENCODER"),
    ],
)
def test_production_refuses_to_start_and_says_why(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        settings_from_environment(SAFE | change)


@pytest.mark.parametrize("encoder", ["e5", "lexical", "sentence-transformers:/srv/models/ours"])
def test_the_encoder_is_the_packaged_one_unless_another_is_chosen(encoder: str) -> None:
    assert settings_from_environment(SAFE).encoder == "e5"
    assert settings_from_environment(SAFE | {"LOEX_ENCODER": encoder}).encoder == encoder


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "story_key"
    file.write_text(f"{secrets.token_hex(32)}\n", "utf-8")
    without = {name: value for name, value in SAFE.items() if name != "LOEX_STORY_KEY"}
    settings = settings_from_environment(without | {"LOEX_STORY_KEY_FILE": str(file)})
    assert settings.story_key == file.read_text("utf-8").strip()


def test_local_secrets_are_made_once_and_are_for_their_owner_only(tmp_path: Path) -> None:
    environment = {"LOEX_INSTANCE_FOLDER": str(tmp_path)}
    first, second = (settings_from_environment(environment) for _ in range(2))
    assert first.story_key == second.story_key
    assert first.story_key != first.secret_key
    assert stat.S_IMODE((tmp_path / "story_key").stat().st_mode) == 0o600


def test_a_development_server_answers_to_this_machine_only(tmp_path: Path) -> None:
    settings = settings_from_environment({"LOEX_INSTANCE_FOLDER": str(tmp_path)})
    assert set(settings.trusted_hosts) == {"localhost", "127.0.0.1", "[::1]"}


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    shown = repr(settings_from_environment(SAFE))
    assert SAFE["LOEX_SECRET_KEY"] not in shown
    assert SAFE["LOEX_STORY_KEY"] not in shown


def test_every_setting_is_in_the_reference_and_nothing_else_is() -> None:
    reference = (ROOT / "docs/operations/settings.md").read_text(encoding="utf-8")
    documented = {line.split("`")[1] for line in reference.splitlines() if line.startswith("| `LOEX_")}
    assert documented == {f"LOEX_{field.name.upper()}" for field in dataclasses.fields(Settings)}
