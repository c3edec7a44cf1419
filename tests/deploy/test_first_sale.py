"""The main job once more, behind nginx."""

import pytest

from tests.deploy.conftest import ShopBehindNginx
from tests.flows.test_first_sale import first_sale

pytestmark = pytest.mark.profile("full")


def test_the_first_sale_through_nginx(shop: ShopBehindNginx) -> None:
    first_sale(shop)
