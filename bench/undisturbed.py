"""What somebody who reads a shop notices while a supplier's list goes into it: the time an answer takes, beside quiet.

One reader at a time, so that the machine has room for both; every address is asked once, so no cache knows it.
"""

import subprocess
import sys
import tempfile
from collections import defaultdict

import psycopg

from bench import lists
from bench.asking import Asker, some
from bench.measure import Pace, Row
from bench.servers import served
from bench.stock import Stock, copied, stock
from bench.wrk import Load, load
from tests import environment
from tests.servers.memcached import Memcached

PRODUCTS, MOST, QUIET = 100_000, 1_000, 5
NEWEST = "SELECT status FROM partners_pricelist ORDER BY id DESC LIMIT 1"

type Loads = dict[str, list[Load]]


def rows(pace: Pace, *, goods: int) -> list[Row]:
    """Return how long an answer takes while the list is applied, and while it is read, beside quiet."""
    shop = copied(stock(1_000 if pace.is_quick else PRODUCTS))
    seconds = 1 if pace.is_quick else 2  # wrk knows whole ones
    with Memcached() as cache:
        env = shop.env | {"MEMCACHED_URL": cache.url, "DJANGO_SETTINGS_MODULE": "core.settings"}
        with served("core.wsgi:application", env, ready="/readyz") as root:
            loads = _loads(root, shop, env, goods, seconds)
    return [
        _row(loads, "applying", f"a filtered list, while {goods:,} goods are applied", 2),
        _row(loads, "parsing", f"a filtered list, while {goods:,} goods are read and compared", None),
    ]


def _loads(root: str, shop: Stock, env: dict[str, str], goods: int, seconds: float) -> Loads:
    """Return rounds of one reader by what the list was about in them: "" before it came."""
    questions, loads = Asker(shop).filtered(), defaultdict[str, list[Load]](list)

    def read() -> Load:
        return load(root, some(questions, int(MOST * seconds)), seconds=seconds, connections=1)

    read()
    loads[""] = [read() for _ in range(QUIET)]
    with tempfile.NamedTemporaryFile() as file, psycopg.connect(shop.url, autocommit=True) as connection:
        file.write(lists.as_csv(lists.goods(goods, whose=0)))
        file.flush()
        command = [sys.executable, "-m", "bench.weighing", "0", file.name, str(goods)]
        work = subprocess.Popen(command, cwd=environment.ROOT, env=env, stdout=subprocess.DEVNULL)
        before = _status(connection)
        while work.poll() is None:
            one, after = read(), _status(connection)
            # What began in one state and ended in another counts for neither.
            loads[before if before == after else "between"].append(one)
            before = after
    assert work.returncode == 0, "the list was not applied"
    return loads


def _status(connection: psycopg.Connection) -> str:
    """Return what the shop's newest list is about."""
    found = connection.execute(NEWEST).fetchone()
    return str(found[0]) if found else ""


def _row(loads: Loads, status: str, what: str, target: float | None) -> Row:
    quiet = sorted(load.p50 for load in loads[""])[len(loads[""]) // 2]
    # A short list may be over before a round is.
    disturbed = loads[status] or loads["between"]
    said = ", ".join(
        f"{middle:.1f} ms ({last:.0f} for one in 100) {when}"
        for when, middle, last in (
            ("quiet", quiet, max(load.p99 for load in loads[""])),
            ("meanwhile", max(load.p50 for load in disturbed), max(load.p99 for load in disturbed)),
        )
    )
    return Row(what, "when it is quiet", [load.p50 / quiet for load in disturbed], target, at_most=True, said=said)
