"""The compose file's own set behind nginx, brought up once for all tests here."""

from collections.abc import Iterator

import pytest

from deploy.loopback.installation import Loopback
from tests.environment import ADMIN_EMAIL
from tests.flows.shop import Shop
from tests.servers.smtp import SmtpSink


class ShopBehindNginx(Shop):
    """The shop as its users meet it, at nginx's address; commands run as `docker compose run` runs them."""

    def __init__(self, loopback: Loopback, smtp: SmtpSink) -> None:
        super().__init__(loopback["web"].environment, smtp)
        self.loopback, self.url = loopback, loopback.url

    def run(self, *command: str) -> None:
        self.loopback.run(*command, **{name: value for name, value in self.env.items() if name.startswith("DJANGO_")})


@pytest.fixture(scope="package")  # its servers end with the last of them, not with the run
def shop() -> Iterator[ShopBehindNginx]:
    own = {"WEB_WORKERS": "2", "RATE_LIMIT": "0", "NGINX_RATE": "1000r/s", "ADMIN_EMAIL": ADMIN_EMAIL}
    with SmtpSink() as smtp, Loopback(own | {"EMAIL_URL": smtp.url}) as loopback:
        loopback.run("demo")
        yield ShopBehindNginx(loopback, smtp)
