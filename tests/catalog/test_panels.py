"""What the catalogue tells the staff each morning."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from modules.catalog import public as catalog
from modules.catalog.models.products import Product
from modules.catalog.models.reviews import Review
from modules.catalog.providers.panels import reviews, stock
from tests.catalog.goods import good

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(seller: Any) -> None:
    rows = [good(n, name=f"Товар {n}", quantity=n, price=Decimal(100 + n)) for n in (0, 0.5, 3, 5, 6)]
    catalog.apply_price_list(supplier_id=seller(), rows=[one for one in rows if one.quantity != 0.5], mode="full")


def test_what_runs_out(shelf: None) -> None:
    panel = stock()
    assert [(figure.value, figure.tone) for figure in panel.figures] == [("1", "bad"), ("2", "waiting")]
    assert panel.table
    assert [line.cells for line in panel.table.lines] == [("Товар 3", "3"), ("Товар 5", "5")]
    assert panel.empty == ""


def test_pieces_put_aside_are_not_on_the_shelf(shelf: None) -> None:
    six = Product.objects.get(name="Товар 6")
    catalog.reserve([catalog.Ask(quantity=5, product_id=six.pk)])
    panel = stock()
    assert panel.table
    assert panel.table.lines[0].cells == ("Товар 6", "1")


def test_an_empty_shop_is_spoken_to_kindly(db: None) -> None:
    assert (stock().empty, reviews().empty) == ("Nothing runs out.", "No review waits for a reader.")


def test_reviews_that_wait(shelf: None, buyer: Any) -> None:
    product = Product.objects.earliest("pk")
    Review.objects.create(product=product, author=buyer, rating=4, text="Так себе", status="pending")
    Review.objects.create(product=product, author=None, rating=5, text="Видно всем", status="published")
    panel = reviews()
    assert panel.table
    assert [line.cells[:2] for line in panel.table.lines] == [("Так себе", "★★★★")]


def test_the_questions_do_not_grow_with_the_shop(shelf: None, seller: Any, buyer: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            stock()
            reviews()
        return len(queries)

    few = asked()
    more = [good(n, name=f"Ещё {n}", quantity=n % 4) for n in range(30)]
    catalog.apply_price_list(supplier_id=seller(), rows=more, mode="full")
    for product in Product.objects.all():
        Review.objects.create(product=product, author=buyer, rating=4, status="pending")
    assert asked() == few == 3
