"""Redis that forgets everything when it ends, unless asked to keep it."""

import redis

from tests.servers import installed
from tests.servers.server import Server

DATABASES = 64  # one for each worker of a test run


class Redis(Server):
    """With `keeps=True` what it was told survives a kill; without, it comes back empty: the harder case."""

    def __init__(self, *, keeps: bool = False) -> None:
        self._program = installed.redis()
        super().__init__()
        self._keeps = keeps

    @property
    def url(self) -> str:
        """redis://127.0.0.1:<port>/0"""
        return f"redis://127.0.0.1:{self.port}/0"

    def command(self, port: int) -> list[str]:
        options = {"bind": "127.0.0.1", "port": str(port), "databases": str(DATABASES), "save": ""}
        options |= {"appendonly": "yes" if self._keeps else "no", "dir": str(self.folder)}
        return [str(self._program), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def answers(self, port: int, pid: int) -> bool:
        client = redis.Redis(port=port, socket_timeout=1, socket_connect_timeout=1, retry=None)
        try:
            return bool(client.info("server")["process_id"] == pid)
        except redis.RedisError:
            return False
        finally:
            client.close()
