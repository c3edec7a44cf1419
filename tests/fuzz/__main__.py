"""`bin/fuzz`: schemathesis against a live shop, one run per role, until each has made as many calls as asked for.

`bin/fuzz --role buyer --calls 5000 --profile full`. Limits are off; everything else is as people meet it. What is
checked: no 5xx, no status, media type, header or shape that the schema does not name, no method beside those it names.
"""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import environment
from tests.fuzz.people import ROLES
from tests.servers.memcached import Memcached
from tests.servers.postgres import Postgres
from tests.servers.redis import Redis
from tests.servers.smtp import SmtpSink


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/fuzz")
    parser.add_argument("--role", choices=[*ROLES, "all"], default="all")
    parser.add_argument("--profile", choices=environment.PROFILES, default="embedded")
    parser.add_argument("--calls", type=int, default=5000, help="at least so many per role")
    parser.add_argument("--examples", type=int, default=50, help="at most so many of its own making per operation")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    os.environ["TORG_TEST_PROFILE"] = wanted.profile
    from tests.fuzz.runs import fuzz

    failed = False
    for role in ROLES if wanted.role == "all" else [wanted.role]:
        with installation() as (env, smtp):
            run = fuzz(env, smtp, role=role, calls=wanted.calls, seed=wanted.seed, examples=wanted.examples)
        sys.stdout.write(f"{wanted.profile} {role}: {run}\n")
        sys.stdout.writelines(f"{failure}\n" for failure in run.failures)
        sys.stdout.flush()
        failed = failed or bool(run.failures or run.broken)
    return 1 if failed else 0


@contextmanager
def installation() -> Iterator[tuple[dict[str, str], SmtpSink]]:
    """Give an empty installation of the profile with servers of its own."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="torg-fuzz-")))
        env = environment.bare() | {"DATA_DIR": str(folder / "data"), "ADMIN_EMAIL": environment.ADMIN_EMAIL}
        if environment.profile() == "full":
            env |= environment.production_needs() | {
                "ALLOWED_HOSTS": "127.0.0.1",
                "DATABASE_URL": stack.enter_context(Postgres()).url,
                "REDIS_URL": stack.enter_context(Redis()).url,
                "MEMCACHED_URL": stack.enter_context(Memcached()).url,
            }
        yield env, stack.enter_context(SmtpSink())


if __name__ == "__main__":
    sys.exit(main())
