"""`python -m core.serving web|poll|worker|migrate`: becomes that process, so that signals reach it as they are.

`healthy web|poll|worker` exits with 0 where that process of this container is alive; all else are management commands.
"""

import os
import sys
import tempfile

from core.environment import BASE_DIR, number, text
from core.serving import health
from core.serving.roles import command


def main(*words: str) -> None:
    """Run the role named first."""
    port = number("PORT", 8000)
    if words[:1] == ("healthy",):
        sys.exit(health.complaint(*words[1:], port=port))
    os.chdir(BASE_DIR)
    if words[:1] == ("web",) and not text("PROMETHEUS_MULTIPROC_DIR"):
        # Its workers count together there; it is this container's own and goes with it.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="torg-metrics-")
    line = command(*(words or ("help",)), host=text("LISTEN_HOST", "127.0.0.1"), port=port)
    os.execv(line[0], line)


if __name__ == "__main__":
    main(*sys.argv[1:])
