"""What the database can do with the SQL of our orders when nobody thinks: pgbench, 32 clients.

The statements are overheard from orders that are really placed; what differs from order to order becomes a variable:
the offers, the key, the row of the claim. The order's own rows are the same each time.
"""

import json
import os
import re
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection

from bench.buying import Buy, Sold

CLIENTS, PIECES = 32, (2, 3, 4, 5)
# Of the offers, by their ids, a fifth each: so no order names one twice. The hot one lies in the middle fifth.
FIFTHS = (2, 0, 4, 1, 3)
OPTIONS = "-c jit=off -c plan_cache_mode=force_generic_plan"


class Bare:
    """pgbench with the SQL of `buy`, which must run within one transaction."""

    def __init__(self, buy: Buy, user_id: int) -> None:
        program = shutil.which("pgbench")
        if program is None:
            raise RuntimeError("The bare database is loaded by pgbench, and none was found: apt-get install postgresql")
        self._program, self._buy, self._user_id = program, buy, user_id

    def run(self, ids: Sequence[int], hot: int | None, seconds: float) -> Sold:
        """Load the database for so long; `ids` follow each other without a gap."""
        assert ids[-1] - ids[0] + 1 == len(ids)
        with tempfile.TemporaryDirectory() as folder:
            scripts = [Path(folder, f"{pieces}.sql") for pieces in PIECES]
            for pieces, script in zip(PIECES, scripts, strict=True):
                script.write_text(self._script(ids, hot, pieces), encoding="utf-8")
            return self._loaded(scripts, Path(folder, "took"), seconds)

    def _loaded(self, scripts: Sequence[Path], log: Path, seconds: float) -> Sold:
        before = _reserved()
        command = [self._program, "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2", "-T", f"{max(1, seconds):.0f}"]
        command += ["--log", f"--log-prefix={log}", *(f"--file={script}" for script in scripts)]
        done = subprocess.run(
            [*command, os.environ["DATABASE_URL"]],
            capture_output=True,
            text=True,
            env=os.environ | {"PGOPTIONS": OPTIONS},
        )
        rate = re.search(r"tps = ([0-9.]+)", done.stdout)
        if done.returncode or rate is None:
            raise RuntimeError(done.stderr[-2000:])
        orders, taken = int(re.findall(r"actually processed: ([0-9]+)", done.stdout)[0]), _reserved() - before
        if not PIECES[0] * orders <= taken <= PIECES[-1] * orders:
            raise RuntimeError(f"{orders} bare orders took {taken} pieces: they are not what ours are.")
        took = [int(line.split()[2]) / 1000 for file in log.parent.glob("took.*") for line in file.open()]
        return Sold(float(rate[1]), statistics.quantiles(took, n=100)[98])

    def _script(self, ids: Sequence[int], hot: int | None, pieces: int) -> str:
        fifth = len(ids) // 5
        firsts = [ids[place * fifth] for place in FIFTHS[:pieces]]
        drawn = [f"\\set o{n} random({first}, {first + fifth - 1})" for n, first in enumerate(firsts)]
        if hot is not None:
            drawn[0] = f"\\set o0 {hot}"
        heard = _overheard(self._buy, self._user_id, firsts)
        return "\n".join([*drawn, "BEGIN;", *map(_for_pgbench, heard), "COMMIT;\n"])


def _reserved() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(reserved) FROM catalog_offer")
        return int(cursor.fetchone()[0] or 0)


type Statement = tuple[str, list[Any]]


def _overheard(buy: Buy, user_id: int, offers: Sequence[int]) -> list[Statement]:
    heard: list[Statement] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        heard.append((sql, list(params)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        buy(user_id, f"overheard {uuid4()}", [(id, 1) for id in offers])
    return heard


def _for_pgbench(statement: Statement) -> str:
    sql, params = statement
    values = [_literal(param) for param in params]
    if "INTO http_idempotencykey" in sql:
        values[2] = "gen_random_uuid()::text"
        return sql % tuple(values) + " \\gset"
    if "locked AS" in sql:
        pieces = len(json.loads(params[0]))
        values = [f"jsonb_build_array({', '.join(f'jsonb_build_array(1, :o{n}::bigint)' for n in range(pieces))})"]
    if sql.startswith("UPDATE"):
        values[-1] = ":id"
    return sql % tuple(values) + ";"


def _literal(param: Any) -> str:
    value = getattr(param, "obj", param)  # psycopg's wrappers of bytes and of JSON
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return "now()"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    text = value if isinstance(value, str) else json.dumps(value)
    return _quoted(text) + ("::jsonb" if text[:1] in ("{", "[") else "")


def _quoted(text: str) -> str:
    kept = text.replace("'", "''").replace(":", "§")  # a colon would begin a variable
    return f"replace('{kept}', '§', chr(58))"
