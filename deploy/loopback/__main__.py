"""`python -m deploy.loopback [NAME=value ...]`: the compose file's set on loopback until Ctrl-C; then all is gone."""

import signal
import sys
import threading

from deploy.loopback.installation import Loopback


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    variables = dict(word.split("=", 1) for word in sys.argv[1:])
    ending = threading.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signum, lambda *_: ending.set())
    with Loopback({"DEMO": "1", "NGINX_RATE": "1000r/s"} | variables) as shop:
        if shop.variables.get("DEMO") == "1":
            shop.run("demo")
        sys.stdout.write(f"{shop.url}/api/v1/docs  (all in {shop.place.folder}; Ctrl-C ends it)\n")
        sys.stdout.flush()
        ending.wait()
        sys.stdout.write("Ending ...\n")


if __name__ == "__main__":
    main()
