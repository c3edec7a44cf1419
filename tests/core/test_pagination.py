from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.events.models import Delivery
from core.http.pagination import COUNTED, CursorInvalid, Paging, paginate, paginate_values

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.sample")]


def rows(*names: str) -> None:
    Delivery.objects.bulk_create([Delivery(event="e", listener=name, payload={}) for name in names])


def walk(order: str, limit: int) -> list[tuple[str, int]]:
    found, cursor = [], ""
    while True:
        page = paginate(Delivery.objects.all(), Paging(limit=limit, cursor=cursor), order=order)
        found += [(row.listener, row.pk) for row in page.items]
        if page.next is None:
            return found
        cursor = page.next


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    names=st.lists(st.sampled_from("абвё"), max_size=12),
    limit=st.integers(1, 5),
    order=st.sampled_from(["listener", "-listener", "id", "-id"]),
)
def test_pages_are_the_list_with_its_ties(db: None, names: list[str], limit: int, order: str) -> None:
    Delivery.objects.all().delete()
    rows(*names)
    sign = "-" if order.startswith("-") else ""
    whole = Delivery.objects.order_by(order, f"{sign}pk").values_list("listener", "pk")
    assert walk(order, limit) == list(whole)


def test_a_row_that_comes_in_between_moves_no_page(db: None) -> None:
    rows("b", "d", "f")
    first = paginate(Delivery.objects.all(), Paging(limit=2), order="listener")
    rows("a", "c")
    second = paginate(Delivery.objects.all(), Paging(limit=2, cursor=first.next), order="listener")
    assert [row.listener for row in second.items] == ["f"]


def test_a_page_costs_one_query_and_its_count_a_second(db: None, django_assert_num_queries: Any) -> None:
    rows(*"abcdef")
    with django_assert_num_queries(1):
        paginate(Delivery.objects.all(), Paging(limit=2))
    with django_assert_num_queries(2):
        assert paginate(Delivery.objects.all(), Paging(limit=2, count=True)).count == 6


def test_a_count_over_its_bound_says_so(db: None) -> None:
    rows(*["x"] * (COUNTED + 1))
    page = paginate(Delivery.objects.all(), Paging(limit=1, count=True))
    assert (page.count, page.count_exact) == (COUNTED, False)


def test_the_envelope(api: Any) -> None:
    rows("a", "b")
    page = api.get("rows/?limit=1").json()
    assert set(page) == {"items", "next"}
    assert api.get(f"rows/?limit=1&cursor={page['next']}").json()["next"] is None
    assert api.get("rows/?count=true").json()["count"] == 2


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=1.0", "limit=", "count=maybe"])
def test_paging_is_read_strictly(api: Any, query: str) -> None:
    assert api.get(f"rows/?{query}").status_code == 422


def test_a_cursor_of_ours_only_and_for_its_list_only(api: Any) -> None:
    rows("a", "b")
    cursor = api.get("rows/?limit=1").json()["next"]
    for wrong in ("x", cursor[:-1], "A" + cursor, "%00", "a.b.c", "ж" * 50):
        response = api.get("rows/", data={"cursor": wrong})
        assert response.status_code in {400, 422}, wrong
    elsewhere = api.get("rows/", data={"cursor": cursor, "order": "listener"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "cursor_invalid")


@dataclass
class Numbered:
    id: int


def values_page(paging: Paging, *, scope: str = "s", total: int = 5) -> Any:
    def fetch(before: int | None, limit: int) -> list[Numbered]:
        return [Numbered(id) for id in range(total, 0, -1) if before is None or id < before][:limit]

    return paginate_values(fetch, paging, scope=scope, count=lambda: total)


def test_values_of_another_module_are_paged_like_rows() -> None:
    first = values_page(Paging(limit=3, count=True))
    assert ([one.id for one in first.items], first.count, first.count_exact) == ([5, 4, 3], 5, True)
    second = values_page(Paging(limit=3, cursor=first.next))
    assert ([one.id for one in second.items], second.next, second.count) == ([2, 1], None, None)
    assert values_page(Paging(limit=5)).next is None
    with pytest.raises(CursorInvalid):
        values_page(Paging(cursor=first.next), scope="another")
    many = values_page(Paging(limit=1, count=True), total=COUNTED + 1)
    assert (many.count, many.count_exact) == (COUNTED, False)
