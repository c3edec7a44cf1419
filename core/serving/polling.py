"""`python -m core.serving.polling HOST PORT`, or `... SOCKET`: the process that holds long polls, and those alone."""

import gc
import sys

from core.asgi import application
from core.serving.embedded import serve


def main(*where: str) -> None:
    """Serve on a host and port, or on the path of a Unix socket, until a signal."""
    # What was imported stays: set aside, it does not count when the collector asks itself whether there is enough to
    # collect, and what requests leave behind goes sooner. Thousands who wait weigh a fifth less.
    gc.collect()
    gc.freeze()
    if len(where) == 1:
        serve(application, uds=where[0])
    else:
        serve(application, host=where[0], port=int(where[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
