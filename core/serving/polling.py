"""`python -m core.serving.polling HOST PORT`, or `... SOCKET`: the process that holds long polls, and those alone."""

import sys

from core.asgi import application
from core.serving.embedded import serve


def main(*where: str) -> None:
    """Serve on a host and port, or on the path of a Unix socket, until a signal."""
    if len(where) == 1:
        serve(application, uds=where[0])
    else:
        serve(application, host=where[0], port=int(where[1]))


if __name__ == "__main__":
    main(*sys.argv[1:])
