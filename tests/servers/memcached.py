"""memcached."""

from pymemcache.client.base import Client
from pymemcache.exceptions import MemcacheError

from tests.servers import installed
from tests.servers.server import Server


class Memcached(Server):
    def __init__(self) -> None:
        self._program = installed.memcached()
        super().__init__()

    @property
    def url(self) -> str:
        """127.0.0.1:<port>, the form MEMCACHED_URL has."""
        return f"127.0.0.1:{self.port}"

    def command(self, port: int) -> list[str]:
        return [str(self._program), "-l", "127.0.0.1", "-p", str(port), "-U", "0", "-m", "64", "-c", "1024"]

    def answers(self, port: int, pid: int) -> bool:
        client = Client(("127.0.0.1", port), connect_timeout=1, timeout=1)
        try:
            return bool(client.stats()[b"pid"] == pid)
        except (OSError, MemcacheError):
            return False
        finally:
            client.close()
