"""What orders tell on the admin's first page: what was sold, of what, and what waits to be done."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.backoffice.columns import money
from core.money import rounded, unit
from core.ports import Chart, Figure, Line, Panel, Series, Table, Tone, panel
from modules.catalog import public as catalog
from modules.orders.rules.states import Status
from modules.orders.selectors.sales import MOST, Sold, TopProduct, sold_by_day, top_products, waiting

DAYS = 30
TOP = 10
CURRENCIES = 3  # as many charts as one looks at
RIGHT = "orders.view_order"
NOTHING = Decimal("0.00")


@panel("orders.sales", title=gettext_lazy("Sales of the last 30 days"), right=RIGHT, rank=10)
def sales() -> Panel:
    """Show orders and money by day against the thirty days before, in each currency."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(2 * DAYS - 1, -1, -1)]
    sold = sold_by_day(days)
    if not sold:
        return Panel(empty=_("No orders in these weeks yet. The first ones will be drawn here, day by day."))
    by_currency: dict[str, dict[date, Sold]] = defaultdict(dict)
    for one in sold:
        by_currency[one.currency][one.day] = one
    currencies = sorted(by_currency, key=lambda name: -sum(one.orders for one in by_currency[name].values()))
    return Panel(
        figures=tuple(_figures(by_currency, currencies[:CURRENCIES], days)),
        charts=tuple(_chart(currency, by_currency[currency], days) for currency in currencies[:CURRENCIES]),
        link=_orders(),
    )


@panel("orders.top_products", title=gettext_lazy("What sells best, last 30 days"), right=RIGHT, rank=30)
def best_sellers() -> Panel:
    """Show the products that brought most; a merged one counts as what it is now."""
    found = top_products(timezone.now() - timedelta(days=DAYS), limit=3 * TOP)
    lines = tuple(_product(one) for one in _as_now(found)[:TOP])
    columns = (pgettext("of goods", "name"), _("pieces"), _("total"))
    return Panel(table=Table(columns, lines), empty="" if lines else _("Nothing was sold in these 30 days yet."))


@panel("orders.waiting", title=gettext_lazy("Orders under way"), right=RIGHT, rank=20)
def under_way() -> Panel:
    """Show how many orders wait at each status, and how long the oldest has."""
    lines = tuple(
        Line(
            (str(one.status.label), _count(one.count), timesince(one.since, depth=1)),
            f"{_orders()}?status__exact={one.status.value}",
            _tone(one.status),
        )
        for one in waiting()
    )
    table = Table((_("status"), pgettext("how many", "orders"), _("the oldest, for")), lines)
    return Panel(table=table, empty="" if lines else _("No order waits for anybody."), link=_orders())


def _figures(
    by_currency: dict[str, dict[date, Sold]], currencies: Iterable[str], days: Sequence[date]
) -> Iterator[Figure]:
    before, now = set(days[:DAYS]), set(days[DAYS:])
    whole = [one for currency in by_currency.values() for one in currency.values()]
    counts = [Decimal(sum(one.orders for one in whole if one.day in span)) for span in (before, now)]
    yield Figure(_("Orders"), number_format(counts[1], 0, force_grouping=True), *_against(*counts))
    for currency in currencies:
        told = by_currency[currency].values()
        sums = [sum((one.total for one in told if one.day in span), NOTHING) for span in (before, now)]
        orders = sum(one.orders for one in told if one.day in now)
        yield Figure(_("Turnover"), money(sums[1], currency), *_against(*sums))
        if orders:
            yield Figure(_("An order on average"), money(rounded(sums[1] / orders), currency))


def _against(before: Decimal, now: Decimal) -> tuple[str, Tone]:
    if not before:
        return _("nothing in the 30 days before"), "plain"
    change = round((now - before) / before * 100)
    said = _("%(change)s %% against the 30 days before") % {"change": f"{change:+d}".replace("-", "−")}
    return said, "good" if change > 0 else "bad" if change < 0 else "plain"


def _chart(currency: str, told: dict[date, Sold], days: Sequence[date]) -> Chart:
    sums = [float(told[day].total) if day in told else 0.0 for day in days]
    labels = tuple(date_format(day, pgettext("date format of a chart", "M j")) for day in days[DAYS:])
    series = Series(_("this time"), tuple(sums[DAYS:])), Series(_("30 days before"), tuple(sums[:DAYS]), past=True)
    return Chart(_("Turnover by day, %(currency)s") % {"currency": unit(currency)}, labels, series)


def _as_now(found: Sequence[TopProduct]) -> list[TopProduct]:
    now = catalog.successors([one.product_id for one in found])
    joined: dict[tuple[int, str], TopProduct] = {}
    for one in found:
        id = now.get(one.product_id, one.product_id)
        same = joined.get((id, one.currency), TopProduct(id, one.name, 0, NOTHING, one.currency))
        joined[id, one.currency] = TopProduct(
            id, same.name, same.pieces + one.pieces, same.total + one.total, one.currency
        )
    return sorted(joined.values(), key=lambda one: -one.total)


def _product(one: TopProduct) -> Line:
    pieces = number_format(one.pieces, 0, force_grouping=True)
    page = reverse("admin:catalog_product_change", args=[one.product_id])
    return Line((one.name, pieces, money(one.total, one.currency)), page)


def _count(count: int) -> str:
    return number_format(count, 0, force_grouping=True) if count <= MOST else _("over %d") % MOST


def _tone(status: Status) -> Tone:
    return "waiting" if status == Status.PENDING else "plain"


def _orders() -> str:
    return reverse("admin:orders_order_changelist")
