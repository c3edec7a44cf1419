"""What it costs, as ratios measured side by side in one run: `make bench`, or `make bench ARGS="reading --quick"`.

Each question is a file with `ask(pace)`, which returns rows, or yields each as soon as it is known. It runs on the full
profile, with servers of its own; `--postgres` names a server whose databases torg_bench_* are kept, so that the next
run need not fill them. A whole run writes docs/performance.md.
"""

import argparse
import os
import sys
import time
from importlib import import_module

QUESTIONS = {
    "cached": "One hot address",
    "busy": "Many addresses while others write",
    "reading": "What no cache knows",
    "mixed": "A day's reading at once",
    "growth": "A thousand times the goods",
    "reserving": "Putting pieces aside",
    "placing": "Placing orders",
    "feeding": "A price list of 100,000 goods",
    "measuring": "What /metrics costs the others",
    "polling": "Thousands who wait",
}
# Those that call Django in this process; the others load servers.
INSIDE = {"reserving", "placing", "feeding", "measuring"}


def main() -> None:
    wanted = _arguments()
    _prepare(wanted.postgres)
    from bench import inside, machine, report
    from bench.measure import HEAD, QUICK, WHOLE, Row
    from bench.wrk import NoClient

    if wanted.fill:
        fill()
        return
    pace = QUICK if wanted.quick else WHOLE
    told = machine.described(_server_version())
    print("\n".join(told))
    answers = dict[str, list[Row]]()
    for question in wanted.questions or QUESTIONS:
        print(f"\n## {QUESTIONS[question]}\n\n{HEAD}", flush=True)
        began = time.monotonic()
        if question in INSIDE:
            inside.open_shop()
        answers[question] = []
        try:
            for row in import_module(f"bench.{question}").ask(pace):
                answers[question].append(row)
                print(row, flush=True)
        except NoClient as refusal:
            sys.exit(str(refusal))
        print(f"\n({time.monotonic() - began:.0f} s)", flush=True)
    if not wanted.questions and not wanted.quick:
        report.write(told, {QUESTIONS[name]: rows for name, rows in answers.items()})


def fill() -> None:
    """Make the shops that a whole run measures, where they do not stand yet."""
    from bench.growth import SIZES
    from bench.stock import stock

    for size in SIZES:
        stock(size)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("questions", nargs="*", choices=[[], *QUESTIONS], help="these alone (default: all)")
    parser.add_argument("--quick", action="store_true", help="few products, short rounds: to see that it runs")
    parser.add_argument("--fill", action="store_true", help="fill the databases that a whole run needs, and stop")
    parser.add_argument("--postgres", default="", help="postgres://... of a superuser; default: a server of its own")
    return parser.parse_args()


def _prepare(postgres: str) -> None:
    from tests import environment

    os.environ |= {"TORG_TEST_PROFILE": "full", "DJANGO_SETTINGS_MODULE": "core.settings", "LOG_LEVEL": "ERROR"}
    if not postgres:
        from bench.stock import Ordinary

        postgres = Ordinary().start().url
    os.environ["TEST_DATABASE_URL"] = postgres
    environment.prepare_run()
    os.environ |= {"RATE_LIMIT": "0", "LOG_LEVEL": "ERROR"}
    from bench import inside

    inside.prepare()


def _server_version() -> str:
    import psycopg

    with psycopg.connect(os.environ["TEST_DATABASE_URL"]) as connection:
        return str(connection.info.parameter_status("server_version")).split()[0]


if __name__ == "__main__":
    main()
