"""Is the process of this container alive? Asked by its health check; touches nothing that process leans on."""

import http.client

from core.environment import names
from core.serving import heartbeat


def complaint(role: str = "web", *, port: int) -> str | None:
    """Return what is wrong with the process, or None (the exit code of a healthy one)."""
    if role == "worker":
        return None if heartbeat.alive() else "The consumer has given no sign of life lately."
    return _web(port)


def _web(port: int) -> str | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/healthz", headers={"Host": _host()})
        status = connection.getresponse().status
    except OSError as failure:
        return f"The server does not answer: {failure}."
    finally:
        connection.close()
    return None if status == 200 else f"The server answers {status}."


def _host() -> str:
    # Django answers to ALLOWED_HOSTS alone, and a container's own address is not among them.
    first = (names("ALLOWED_HOSTS") or ["localhost"])[0]
    return "localhost" if first == "*" else first.lstrip(".")
