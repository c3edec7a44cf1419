"""What the deployment's files say, without running them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.utils.translation import override

from core.http.problems import PLAIN
from deploy import compose
from deploy.compose import ROOT

pytestmark = pytest.mark.profile("full")
BIN = Path(sys.executable).parent
GIVEN = {"SECRET_KEY": "s" * 40, "JWT_SIGNING_KEY": "j" * 40, "POSTGRES_PASSWORD": "p", "ALLOWED_HOSTS": "shop.example"}
GIVEN["PUBLIC_URL"] = "https://shop.example"


@pytest.mark.parametrize("name", sorted(GIVEN))
def test_nothing_that_must_be_chosen_has_a_default(name: str) -> None:
    with pytest.raises(compose.Missing, match=f"{name} is not set"):
        compose.services({other: value for other, value in GIVEN.items() if other != name})


def test_only_nginx_can_be_reached_from_outside() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert [name for name, body in services.items() if "ports" in body] == ["nginx"]


def test_every_role_is_the_same_image_with_another_command() -> None:
    found = compose.services(GIVEN)
    assert list(found)[-1] == "worker"
    for role in ("web", "poll", "worker", "migrate"):
        assert found[role].command == ["python", "-m", "core.serving", role]
        assert found[role].environment["DATABASE_URL"] == "postgres://torg:p@database:5432/torg"


def test_the_files_are_what_their_readers_take() -> None:
    files = [str(ROOT / "docker-compose.yml"), str(ROOT / "deploy" / "https.yml")]
    subprocess.run([BIN / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", *files], check=True)
    subprocess.run([BIN / "hadolint", str(ROOT / "Dockerfile")], check=True)


def test_make_env_writes_secrets_of_its_own_and_never_twice(tmp_path: Path) -> None:
    def made(name: str) -> dict[str, str]:
        file = tmp_path / name
        line = [str(ROOT / "deploy" / "make-env"), "shop.example"]
        subprocess.run(line, env={"PATH": "/usr/bin:/bin", "ENV_FILE": str(file)}, check=True, capture_output=True)
        assert file.stat().st_mode & 0o777 == 0o600
        return dict(re.findall(r"^(\w+)=(.*)$", file.read_text(), re.MULTILINE))

    first, second = made("a"), made("b")
    assert set(first) == set(GIVEN)
    secrets = [first[name] for name in ("SECRET_KEY", "JWT_SIGNING_KEY", "POSTGRES_PASSWORD")]
    assert all(len(secret) >= 40 for secret in secrets)
    assert len({*secrets, second["SECRET_KEY"]}) == 4
    with pytest.raises(subprocess.CalledProcessError):
        made("a")


def test_nginx_refuses_in_the_words_of_the_api() -> None:
    text = (ROOT / "deploy" / "nginx" / "nginx.conf.template").read_text()
    said = {"unreadable": 400, "not_found": 404, "not_taken": 405, "too_large": 413, "too_often": 429, "busy": 503}
    for name, status in said.items():
        found = re.search(rf'\${name} {{\n\s+default "(.*)";\n\s+"~\*\^ru" "(.*)";', text)
        assert found, name
        for language, sentence in zip(("en", "ru"), found.groups(), strict=True):
            with override(language):
                assert sentence == str(PLAIN[status][1])
