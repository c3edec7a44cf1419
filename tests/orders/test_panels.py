"""What orders tell the staff each morning: sums by day against the month before, what sells, what waits."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from core.ports import Panel
from modules.catalog.services import joining
from modules.orders.models.orders import Line, Order, Part
from modules.orders.providers.panels import best_sellers, sales, under_way
from modules.orders.selectors.sales import sold_by_day
from tests.orders.shop import goods

pytestmark = pytest.mark.django_db


@pytest.fixture
def sold(buyer: Any) -> Any:
    """Write down an order of so many days ago: `sold(3, "100.00")`."""

    def make(days: float, total: str, *, status: str = "pending", currency: str = "RUB", product_id: int = 1) -> Order:
        at = timezone.now() - timedelta(days=days)
        sums = {"subtotal": Decimal(total), "delivery": Decimal(0)}
        order = Order.objects.create(
            user=buyer, status=status, currency=currency, total=Decimal(total), created_at=at, **sums
        )
        part = Part.objects.create(order=order, supplier_id=1, supplier_name="Вектор", status=status, **sums)
        price = {"price": Decimal(total), "total": Decimal(total), "quantity": 1}
        Line.objects.create(
            order=order,
            part=part,
            offer_id=1,
            product_id=product_id,
            supplier_id=1,
            name=f"Товар {product_id}",
            **price,
        )
        return order

    return make


def told(panel: Panel) -> dict[str, tuple[str, str]]:
    return {figure.title: (figure.value, figure.note) for figure in panel.figures}


def test_sales_against_the_month_before(sold: Any) -> None:
    for days, total in ((0, "100.00"), (0, "50.50"), (29, "49.50"), (30, "100.00"), (59, "60.00"), (61, "999.00")):
        sold(days, total)
    sold(0, "777.00", status="cancelled")
    panel = sales()
    assert told(panel) == {
        "Orders": ("3", "+50 % against the 30 days before"),
        "Turnover": ("200.00\xa0RUB", "+25 % against the 30 days before"),
        "An order on average": ("66.67\xa0RUB", ""),
    }
    now, before = panel.charts[0].series
    assert (now.values[-1], now.values[0], sum(now.values)) == (150.5, 49.5, 200.0)
    assert (before.values[-1], before.values[0], sum(before.values)) == (100.0, 60.0, 160.0)
    assert len(panel.charts[0].labels) == len(now.values) == len(before.values) == 30


def test_each_currency_has_a_chart(sold: Any) -> None:
    sold(1, "10.00", currency="USD")
    sold(1, "100.00")
    sold(2, "100.00")
    assert [chart.title for chart in sales().charts] == ["Turnover by day, RUB", "Turnover by day, USD"]


def test_a_day_begins_at_the_shops_own_midnight(sold: Any, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Vladivostok"
    zone = timezone.get_default_timezone()
    with timezone.override("Asia/Vladivostok"):
        zone = timezone.get_current_timezone()
        late = datetime(2026, 3, 10, 23, 59, 59, tzinfo=zone)
        for moment in (late, late + timedelta(seconds=1)):
            Order.objects.filter(pk=sold(0, "5.00").pk).update(created_at=moment)
        days = [late.date(), late.date() + timedelta(days=1)]
        assert [(one.day, one.orders) for one in sold_by_day(days)] == [(days[0], 1), (days[1], 1)]


def test_an_empty_shop_is_spoken_to_kindly() -> None:
    for panel in (sales(), best_sellers(), under_way()):
        assert panel.empty
        assert not panel.charts
        assert not (panel.table and panel.table.lines)


def test_what_was_merged_sells_as_one(sold: Any) -> None:
    kettle, twin, lamp = goods(name="Чайник"), goods(name="Kettle"), goods(name="Лампа")
    for offer, total in ((kettle, "10.00"), (twin, "40.00"), (lamp, "30.00")):
        sold(1, total, product_id=offer.product_id)
    assert kettle.product_id
    joining.merge_products(product_id=kettle.product_id, others=[twin.product_id])
    table = best_sellers().table
    assert table
    assert [(line.cells[1:], line.link.split("/")[-3]) for line in table.lines] == [
        (("2", "50.00\xa0RUB"), str(kettle.product_id)),
        (("1", "30.00\xa0RUB"), str(lamp.product_id)),
    ]


def test_what_waits_and_for_how_long(sold: Any) -> None:
    for days, status in ((2, "pending"), (0, "pending"), (1, "shipped"), (9, "delivered"), (9, "cancelled")):
        sold(days, "1.00", status=status)
    with translation.override("ru"):
        table = under_way().table
    assert table
    assert [(line.cells[0], line.cells[1], line.cells[2].replace("\xa0", " ")) for line in table.lines] == [
        ("ожидает", "2", "2 дня"),
        ("отправлен", "1", "1 день"),
    ]
    assert table.lines[0].link == "/admin/orders/order/?status__exact=pending"


def test_the_questions_do_not_grow_with_the_orders(sold: Any) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for panel in (sales, best_sellers, under_way):
                panel()
        return len(queries)

    sold(1, "1.00")
    few = asked()
    for n in range(20):
        sold(n, "5.00", product_id=n + 2)
    assert asked() == few <= 1 + 2 + 6
