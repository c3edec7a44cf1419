"""docs/performance.md: what a whole run found, written by the run itself."""

from collections.abc import Mapping
from pathlib import Path

from bench.measure import HEAD, Row

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
OPENING = """# What it costs

Written by `make bench`. A figure by itself says little of another machine; a ratio of two things measured side by side
says more. Each row is one: `ratio` is the median over at least three rounds in turn, `spread` the smallest and the
largest of them; it says how many times as fast the first is as what stands beside it, or, where the target is "at
most", how many times as long it takes.
"""
METHOD = """## How it is measured

- The peer is a twin of these endpoints in Django REST framework (`bench/peers/twin/`): the same tables and indexes with
  price, stock and rating ready on the row, `select_related` and `prefetch_related`, django-filter, `cache_page` over
  memcached as DRF's documentation recommends, JSON only. "As shipped" turns pages by `PageNumberPagination`, which
  counts; "by cursor" by `CursorPagination`, which does not.
- Ours, the twin and the bare server are real processes of granian with the same arguments.
- Uncached means that every address is asked once: prices in the filters differ in their kopecks, products are
  different ones. Nothing is switched off on either side: both look in their caches, find nothing, and keep what they
  made.
- The load comes from wrk, one thread, 16 connections unless a row says otherwise. What it costs shows in the row of the
  bare hello: that is all that client and server can do here when nobody thinks.
- Categories come up by their size: a department as often as all the categories below it together. Price ranges are
  wide, orderings by price either way, newest first, best rated first.
- Orders are placed by 32 threads in four processes, through the services and with an Idempotency-Key, on a Postgres
  that forces its log to the disk. The textbook's side (`bench/textbook.py`) leaves the same rows: parts, lines,
  history, promises to the listeners, the key. pgbench runs the statements overheard from orders of ours, prepared, by
  32 clients.
- The goods are those of `manage.py demo --products`, the same in each run.
- Long polls: 5,000 people wait on one process, each for what is said to them, over kept connections of a client made
  for that (`bench/pollers.py`). Memory is what the process has grown by since it had held polls before and held none.
  Statements are counted by Postgres while nothing happens. A message's time runs from before it is sent until its
  reader has it whole. The peer (`bench/peers/waiting/`) is an async view of Django's under uvicorn, which subscribes to
  Redis, reads, gives its connection back (else its pool of 8 would be all that can wait) and awaits. It is asked to
  hold 1,000: of 5,000 it had a core busy for ten minutes and did not come to hold them all.
- Rate limits are on, and high; the log tells errors alone.
"""


def write(machine: list[str], answers: Mapping[str, list[Row]]) -> None:
    """Write the page of these rows, by question."""
    parts = [OPENING, "\n".join(machine) + "\n"]
    for question, rows in answers.items():
        parts.append("\n".join([f"## {question}\n", HEAD, *map(str, rows), ""]))
        if "times the goods" in question:
            parts.append("![Milliseconds a request at 1,000, 100,000 and 1,000,000 products](performance.svg)\n")
    PAGE.write_text("\n".join([*parts, METHOD]), encoding="utf-8")
