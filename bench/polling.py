"""Thousands who wait: what each costs, what their waiting costs the others, and how soon a message is there.

Beside an async view of Django's doing the same (`bench/peers/waiting/`), which is asked to hold the fewer of them: of
5,000 polls it had a core busy for ten minutes and did not come to hold them all.
"""

import json
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

import orjson
import psutil
import psycopg

from bench import servers
from bench.asking import Asker, some
from bench.lines import many_files, question
from bench.measure import Pace, Row
from bench.pollers import Chat, Pollers
from bench.stock import Stock, copied, make_anew, on_server, stock
from bench.wrk import Load, load
from tests import environment
from tests.processes import ManagedProcess
from tests.servers.memcached import Memcached
from tests.servers.ports import free_port
from tests.servers.redis import Redis

PEER = "bench.peers.waiting"
ROUNDS, CONNECTIONS = 3, 4


@dataclass(frozen=True, slots=True)
class Found:
    """What one side showed: KiB a waiter, threads, and by number of waiters how many ms a message took, by round."""

    kib: float
    threads: int
    took: dict[str, list[list[float]]]


@dataclass(frozen=True, slots=True)
class Held:
    """What idle polls of ours ask of the database, and what a request beside them takes."""

    connections: int
    queries: float
    seconds: float
    beside: list[Load]


def ask(pace: Pace) -> list[Row]:
    many_files()
    few, most = (100, 500) if pace.is_quick else (1_000, 5_000)
    with Redis() as redis, Memcached() as cache:
        own = {"REDIS_URL": redis.url, "MEMCACHED_URL": cache.url}
        ours, held, quiet = _ours(pace, own, few, most)
        theirs = _theirs(pace, own, few)
    return _rows(ours, theirs, held, quiet, few, most)


def _ours(pace: Pace, own: dict[str, str], few: int, most: int) -> tuple[Found, Held, list[Load]]:
    shop = copied(stock(1_000))
    asker = Asker(shop)
    with ExitStack() as stack:
        web = stack.enter_context(servers.served("core.wsgi:application", shop.env | own, ready="/readyz"))
        polls, process = stack.enter_context(_polls(shop, own))
        chat = _our_chat(shop, web, polls, most)
        quiet = _beside(web, asker, pace)
        took = _told(chat, few, pace)
        before = _warm(chat, process)
        with Pollers(chat, most) as waiting:
            _settle(process)
            kib, threads = (process.memory_info().rss - before) / 1024 / most, process.num_threads()
            connections, queries, seconds = _asked(shop, process, pace)
            held = Held(connections, queries, seconds, _beside(web, asker, pace))
            took |= {_name(most): _rounds(waiting, pace, a_second=10)}
        quiet += _beside(web, asker, pace)
    return Found(kib, threads, took), held, quiet


def _theirs(pace: Pace, own: dict[str, str], few: int) -> Found:
    make_anew("torg_bench_peer")
    env = environment.bare() | own | {"DATABASE_URL": on_server("torg_bench_peer")}
    talkers = json.loads(_output([f"{PEER}.people", str(few)], env))
    port = free_port()
    line = [sys.executable, "-m", "uvicorn", f"{PEER}.asgi:application", "--port", str(port), "--log-level", "warning"]
    line += ["--no-access-log", "--timeout-keep-alive", "75", "--backlog", "4096"]
    with ManagedProcess(*line, env=env) as server:
        root = f"http://127.0.0.1:{port}"
        server.wait_for(f"{root}/updates/")
        chat, process = _their_chat(talkers, root), psutil.Process(server.pid)
        before = _warm(chat, process)
        with Pollers(chat, few):
            _settle(process)
            kib, threads = (process.memory_info().rss - before) / 1024 / few, process.num_threads()
        return Found(kib, threads, _told(chat, few, pace))


@contextmanager
def _polls(shop: Stock, own: dict[str, str]) -> Iterator[tuple[str, psutil.Process]]:
    port = free_port()
    line = [sys.executable, "-m", "core.serving.polling", "127.0.0.1", str(port)]
    with ManagedProcess(*line, env=shop.env | own) as server:
        root = f"http://127.0.0.1:{port}"
        server.wait_for(f"{root}/healthz")
        yield root, psutil.Process(server.pid)


def _our_chat(shop: Stock, web: str, polls: str, most: int) -> Chat:
    people = json.loads(_output(["bench.talkers", str(most)], shop.env))

    def poll(person: int, place: str) -> bytes:
        cursor = f"&cursor={place}" if place else ""
        return question("GET", f"/api/v1/support/updates/?timeout=50{cursor}", people["customers"][person][0])

    def say(person: int, text: str) -> bytes:
        path = f"/api/v1/support/conversations/{people['customers'][person][1]}/messages/"
        return question("POST", path, people["agent"], {"client_msg_id": str(uuid.uuid4()), "text": text})

    def read(body: bytes, place: str) -> tuple[str, list[int]]:
        told = orjson.loads(body)
        return told["next_cursor"], [
            int(event["data"]["text"]) for event in told["events"] if event["type"] == "message.created"
        ]

    return Chat(polls, web, poll, say, read)


def _their_chat(tokens: list[str], root: str) -> Chat:
    def poll(person: int, place: str) -> bytes:
        wait = f"&timeout=50&after={place}" if place else "&timeout=0"
        return question("GET", f"/updates/?{wait}", tokens[person])

    def say(person: int, text: str) -> bytes:
        return question("POST", "/messages/", tokens[0], {"to": person + 1, "text": text})

    def read(body: bytes, place: str) -> tuple[str, list[int]]:
        messages = orjson.loads(body)["messages"]
        return str(messages[-1]["id"]) if messages else place or "0", [int(one["text"]) for one in messages]

    return Chat(root, root, poll, say, read)


def _output(module: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *module], cwd=environment.ROOT, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.splitlines()[-1]


def _told(chat: Chat, few: int, pace: Pace) -> dict[str, list[list[float]]]:
    with Pollers(chat, few) as waiting:
        calm = _rounds(waiting, pace, a_second=10)
        return {_name(few): calm, f"{_name(few)}, 50 messages a second": _rounds(waiting, pace, a_second=50)}


def _rounds(waiting: Pollers, pace: Pace, *, a_second: float) -> list[list[float]]:
    messages = round(a_second * (2 if pace.is_quick else 10))
    waiting.told(round(a_second), a_second=a_second)  # warms up
    return [waiting.told(messages, a_second=a_second) for _ in range(ROUNDS)]


def _warm(chat: Chat, process: psutil.Process) -> int:
    """Return the bytes of a process that has held polls before and holds none now."""
    with Pollers(chat, 50):
        _settle(process)
    _settle(process)
    return int(process.memory_info().rss)


def _settle(process: psutil.Process) -> None:
    """Wait until the process has little to do, or for so long that whoever is to wait does.

    Thousands keep it busy all the time: each asks anew when its fifty seconds are over.
    """
    for _ in range(20):
        if process.cpu_percent(1.0) < 6:
            return


def _asked(shop: Stock, process: psutil.Process, pace: Pace) -> tuple[int, float, float]:
    """Return the connections to Postgres, and its statements in so many seconds in which nothing happened."""
    port = urlsplit(shop.url).port
    connections = [one for one in process.net_connections("tcp") if one.raddr and one.raddr.port == port]
    time.sleep(12)  # a connection that has fallen idle tells Postgres ten seconds later what it had asked
    began, before = time.monotonic(), _statements(shop)
    time.sleep(12 if pace.is_quick else 24)
    return len(connections), _statements(shop) - before, time.monotonic() - began


def _statements(shop: Stock) -> int:
    name = urlsplit(shop.url).path.strip("/")
    asked = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
    with psycopg.connect(on_server("postgres")) as other:
        row = other.execute(asked, [name]).fetchone()
    return int(row[0]) if row else 0


def _beside(web: str, asker: Asker, pace: Pace) -> list[Load]:
    """Read uncached lists at the web server, rounds of it, after one to warm up."""
    paths = some(islice(asker.filtered(), 40_000), 20_000)
    size = len(paths) // (ROUNDS + 1)
    parts = [paths[size * number : size * (number + 1)] for number in range(ROUNDS + 1)]
    return [load(web, part, seconds=pace.seconds, connections=CONNECTIONS) for part in parts][1:]


def _name(waiters: int) -> str:
    return f"{waiters:,} wait"


def _rows(ours: Found, theirs: Found, held: Held, quiet: list[Load], few: int, most: int) -> list[Row]:
    beside = statistics.median(one.p50 for one in quiet)
    said = (
        f"{ours.kib:.1f} KiB; {ours.threads} threads, {held.connections} connections kept in the pool, "
        f"{held.queries:.0f} statements in {held.seconds:.0f} s for all of them"
    )
    view, rest = "Django's async view", held.beside
    slowed = f"{statistics.median(one.p50 for one in rest):.1f} / {beside:.1f} ms in the middle, "
    slowed += f"99 % within {statistics.median(one.p99 for one in rest):.0f} / "
    slowed += f"{statistics.median(one.p99 for one in quiet):.0f} ms"
    return [
        Row(f"memory of one of {most:,} idle polls", "15 KiB", [ours.kib / 15], 1, at_most=True, said=said),
        Row(
            "the same",
            f"{view}, {few:,} polls",
            [ours.kib / theirs.kib],
            said=f"{ours.kib:.1f} / {theirs.kib:.1f} KiB; the view's process has {theirs.threads} threads",
        ),
        Row(
            f"a product list beside {most:,} idle polls",
            "the same list with nobody waiting",
            [one.p50 / beside for one in rest],
            1.2,
            at_most=True,
            said=slowed,
        ),
        *[_latency(name, took, theirs.took, few) for name, took in ours.took.items()],
    ]


def _latency(name: str, ours: list[list[float]], theirs: dict[str, list[list[float]]], few: int) -> Row:
    view, others = "Django's async view", theirs.get(name)
    if others is None:
        view, others = f"{view}, {_name(few)}", theirs[_name(few)]
    ratios = [_p(mine, 50) / _p(other, 50) for mine, other in zip(ours, others, strict=True)]
    mine, other = (sorted(one for part in parts for one in part) for parts in (ours, others))
    said = f"half within {_p(mine, 50):.1f} / {_p(other, 50):.1f} ms, 99 % within {_p(mine, 99):.0f} / "
    said += f"{_p(other, 99):.0f} ms, of {len(mine):,} messages"
    return Row(f"from sending a message to having it, {name}", view, ratios, said=said)


def _p(took: list[float], share: int) -> float:
    return took[min(len(took) - 1, len(took) * share // 100)]
