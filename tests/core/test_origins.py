"""Pages of other origins: refused by silence, unless the installation names them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.environment import bare

ROOT = Path(__file__).resolve().parents[2]
SHOP = "https://www.shop.example"
ASK = """
import json, sys, django
django.setup()
from django.test import Client
client, (origin,) = Client(SERVER_NAME="127.0.0.1"), sys.argv[1:]
wishes = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization, idempotency-key"}
asked = client.options("/api/v1/orders/", headers={"Origin": origin} | wishes)
read = client.get("/api/v1/openapi.json", headers={"Origin": origin})
admin = client.get("/healthz", headers={"Origin": origin})
print(json.dumps([[one.status_code, dict(one.items())] for one in (asked, read, admin)]))
"""


def answers(tmp_path: Path, origin: str, **environment: str) -> list[tuple[int, dict[str, str]]]:
    env = bare() | {"DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "core.settings", "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-c", ASK, origin]
    done = subprocess.run(command, env=env | environment, cwd=ROOT, capture_output=True, text=True, check=True)
    return [(status, headers) for status, headers in json.loads(done.stdout.splitlines()[-1])]


def test_a_named_origin_may_ask_send_keys_and_read_what_we_say_in_headers(tmp_path: Path) -> None:
    asked, read, admin = answers(tmp_path, SHOP, CORS_ALLOWED_ORIGINS=SHOP)
    assert asked[0] == 200
    assert asked[1]["access-control-allow-origin"] == SHOP
    assert {"authorization", "idempotency-key"} <= set(asked[1]["access-control-allow-headers"].split(", "))
    assert read[1]["access-control-allow-origin"] == SHOP
    assert {"ETag", "X-Cart-Token", "Retry-After"} <= set(read[1]["access-control-expose-headers"].split(", "))
    assert "access-control-allow-credentials" not in read[1]
    assert "access-control-allow-origin" not in admin[1]


def test_nobody_else_may(tmp_path: Path) -> None:
    for environment in ({}, {"CORS_ALLOWED_ORIGINS": SHOP}):
        _, read, _ = answers(tmp_path, "https://evil.example", **environment)
        assert read[0] == 200
        assert "access-control-allow-origin" not in read[1]
    _, read, _ = answers(tmp_path, SHOP)
    assert "Origin" not in read[1].get("Vary", "")
