"""A list is undone with one call: the catalogue stands as it stood before it, but for what others did since."""

from decimal import Decimal
from typing import Any

import pytest

from core.events.models import Delivery
from modules.catalog import public as catalog
from modules.catalog.models.attributes import ProductAttribute
from modules.catalog.models.journal import OfferBefore, ProductBefore
from modules.catalog.models.offers import Offer
from modules.catalog.models.products import Product
from modules.catalog.models.words import ProductWords
from modules.catalog.public import Ask
from modules.catalog.selectors.products import stale_products
from modules.partners.models.price_lists import PriceList
from modules.partners.services import forgetting, rolling_back
from modules.partners.services.running import work_off
from modules.partners.services.submitting import submit
from modules.partners.tasks import forget_price_lists
from tests.partners.conftest import good, rows, yaml_list
from tests.partners.test_reviewing import read, step

pytestmark = pytest.mark.django_db(transaction=True)
SHELF = [good(number, parameters={"Вес": number, "Цвет": "белый"}) for number in range(1, 7)]
OTHER = [
    SHELF[0],
    good(2, price=120, price_rrc=150, quantity=7, model="B", name="Чайник", description="Кипятит", brand="Ёж"),
    good(3, parameters={"Вес": "тяжёлый"}),
    good(4, category="Кухня", quantity=0) | {"parameters": {"Вес": 4}},
    good(7, parameters={"Новый": True}),
]


@pytest.fixture(autouse=True)
def _small_shelves_may_be_emptied(settings: Any) -> None:
    settings.PRICE_LISTS_MAX_GONE = 100


def state(*, but: frozenset[str] = frozenset()) -> Any:
    """All that the shop says of what is on sale, by the supplier's ids."""
    texts = ("category__name", "name", "slug", "description", "brand", "model", "gtin", "name_key", "make_key", "price")
    kept = ("in_stock", "is_listed", "card", "value_codes", "supplier_codes", "best_offer_id")
    columns = ("price", "price_rrp", "currency", "quantity", "reserved", "model", "retired_at", "stated", "filed_under")
    found = {}
    for offer in Offer.objects.select_related("product__category").exclude(external_id__in=but):
        product = Product.objects.filter(pk=offer.product_id).values(*texts, *kept).get()
        words = ProductWords.objects.get(product=offer.product_id).words
        values = ProductAttribute.objects.filter(product=offer.product_id).order_by("attribute__name")
        told = list(values.values_list("attribute__name", "text"))
        codes = {name: bytes(product.pop(name) or b"") for name in ("value_codes", "supplier_codes")}
        found[offer.external_id] = ({name: getattr(offer, name) for name in columns}, product, codes, words, told)
    return found


def test_everything_is_as_it_was(supplier: Any, trader: Any, send: Any, shelf: Any, api: Any) -> None:
    other = trader()
    send(other, yaml_list(good("o", gtin="4601234567893", name="Самовар")))
    first = send(supplier, yaml_list(*SHELF, good(8), good(9, gtin="4601234567893")))
    send(supplier, yaml_list(*SHELF, good(9, gtin="4601234567893")))  # 8 is retired already
    before, shown = state(), shelf(supplier)
    done = send(supplier, yaml_list(*OTHER, good(8, price=50), good(9, gtin="4601234567893", description="Угольный")))
    assert (done["status"], done["counts"]["retired"], done["counts"]["new"]) == ("applied", 2, 1)
    assert state() != before
    answer = step(supplier, done, "rollback")
    assert (answer.status_code, answer.json()["status"], answer.json()["warnings"]) == (
        200, "rolled_back", done["warnings"]
    )  # fmt: skip
    assert state(but=frozenset("7")) == before
    new = Offer.objects.select_related("product").get(external_id="7")
    assert (new.retired_at is not None, new.product.is_listed) == (True, False)
    assert (shelf(supplier), stale_products()) == (shown, [])
    assert [one["id"] for one in api.get("products/?search=чайник").json()["items"]] == []
    assert not OfferBefore.objects.filter(list_id=done["id"]).exists()
    assert not ProductBefore.objects.filter(list_id=done["id"]).exists()
    assert PriceList.objects.get(pk=done["id"]).rolled_back_by == supplier.pk
    assert rows(supplier, done, status="changed")  # what it was stays to be read
    assert first["status"] == "applied"


def test_one_after_the_other_and_only_the_latest(supplier: Any, send: Any, shelf: Any) -> None:
    sent = [send(supplier, yaml_list(good(1, price=price), good(2))) for price in (100, 110, 120)]
    assert step(supplier, sent[1], "rollback").json()["code"] == "not_the_latest"
    assert [step(supplier, one, "rollback").status_code for one in (sent[2], sent[2], sent[1])] == [200, 409, 200]
    assert {id: one["price"] for id, one in shelf(supplier).items()} == {"1": "100.00", "2": "100.00"}
    assert step(supplier, sent[0], "rollback").status_code == 200
    assert shelf(supplier) == {}
    assert [read(supplier, one)["status"] for one in sent] == ["rolled_back"] * 3


def test_after_a_rollback_lists_go_on(supplier: Any, send: Any, shelf: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(*OTHER))
    after = shelf(supplier)
    step(supplier, done, "rollback")
    again = send(supplier, yaml_list(*OTHER))
    assert (again["id"] > done["id"], again["status"]) == (True, "applied")
    assert again["counts"] == {"new": 0, "changed": 4, "same": 1, "retired": 2, "errors": 0}
    back = shelf(supplier)
    assert {id: one | {"id": 0} for id, one in back.items()} == {id: one | {"id": 0} for id, one in after.items()}


def test_what_was_sold_and_reserved_stays_so(supplier: Any, send: Any) -> None:
    send(supplier, yaml_list(good(1, quantity=10), good(2, quantity=10)))
    done = send(supplier, yaml_list(good(1, quantity=20), good(2, quantity=4), good(3)))
    offers = dict(Offer.objects.values_list("external_id", "pk"))
    asks = [Ask(quantity=3, offer_id=offers[id]) for id in ("1", "2", "3")]
    in_transaction(lambda: catalog.reserve(asks))
    catalog.ship([(offers["1"], 2)])
    assert step(supplier, done, "rollback").json()["warnings"] == done["warnings"]
    found = {one.external_id: one for one in Offer.objects.all()}
    assert [(found[id].quantity, found[id].reserved) for id in ("1", "2", "3")] == [(8, 1), (10, 3), (5, 3)]
    catalog.ship([(offers["3"], 3)])  # what was ordered is delivered, listed or not
    assert Offer.objects.get(external_id="3").reserved == 0


def in_transaction(call: Any) -> None:
    from django.db import transaction

    with transaction.atomic():
        call()


def test_what_the_staff_have_changed_since_is_theirs(supplier: Any, clerk: Any, send: Any) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(*OTHER))
    offers = {one.external_id: one for one in Offer.objects.all()}
    clerk.api.patch(f"admin/offers/{offers['2'].pk}/", {"price": "125.00"})
    clerk.api.patch(f"products/{offers['2'].product_id}/", {"name": "Чайник эмалированный"})
    clerk.api.patch(f"products/{offers['3'].product_id}/", {"attributes": {"Вес": "лёгкий"}})
    answer = step(supplier, done, "rollback").json()
    assert [(one["code"], one["rows"]) for one in answer["warnings"]][-1] == ("changed_since", 3)
    offer = Offer.objects.select_related("product").get(external_id="2")
    assert (offer.price, offer.quantity, offer.model) == (Decimal("125.00"), 5, "")
    assert (offer.product.name, offer.product.description) == ("Чайник эмалированный", "")
    values = ProductAttribute.objects.filter(product=offers["3"].product_id)
    assert list(values.values_list("text", flat=True)) == ["лёгкий"]
    assert stale_products() == []


def test_a_rollback_that_breaks_off_changes_nothing(supplier: Any, send: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    send(supplier, yaml_list(*SHELF))
    done = send(supplier, yaml_list(*OTHER))
    after = state()
    monkeypatch.setattr(rolling_back, "publish", lambda *events: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        rolling_back.roll_back(price_list_id=done["id"], by=1, as_staff=True)
    assert (state(), read(supplier, done)["status"]) == (after, "applied")
    monkeypatch.undo()
    rolling_back.roll_back(price_list_id=done["id"], by=1, as_staff=True)
    assert read(supplier, done)["status"] == "rolled_back"


def test_a_large_list_is_rolled_back_in_the_background(
    supplier: Any, send: Any, shelf: Any, work: Any, clerk: Any, client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling_back, "AT_ONCE", 3)
    send(supplier, yaml_list(*SHELF))
    before, done = state(), send(supplier, yaml_list(*OTHER))
    client.force_login(supplier)
    page = f"/partner/price-lists/{done['id']}/"
    assert "data-live" not in client.get(page).content.decode()
    answers = [step(supplier, done, "rollback"), step(clerk, done, "rollback", "admin")]
    assert [(one.status_code, one.json()["status"]) for one in answers] == [(202, "applied")] * 2
    assert answers[0].json()["rollback_asked_at"]
    assert set(shelf(supplier)) == {"1", "2", "3", "4", "7"}, "until it is done the list stands"
    shown = client.get(page).content.decode()
    assert ("data-live" in shown, 'value="rollback"' in shown) == (True, False)
    assert Delivery.objects.filter(event__endswith="PriceListRollbackDue").count() == 1
    work()
    ended = read(supplier, done)
    assert (ended["status"], state(but=frozenset("7"))) == ("rolled_back", before)
    assert PriceList.objects.get(pk=done["id"]).rolled_back_by == supplier.pk
    rolling_back.carry_out(price_list_id=done["id"])  # a letter of the outbox that comes twice
    assert read(supplier, done) == ended


def test_a_list_that_is_overtaken_before_its_rollback_is_not_rolled_back(
    supplier: Any, send: Any, shelf: Any, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rolling_back, "AT_ONCE", 0)
    send(supplier, yaml_list(good(1)))
    done = send(supplier, yaml_list(good(1, price=110)))
    assert step(supplier, done, "rollback").status_code == 202
    submit(supplier_id=supplier.supplier_id, user_id=None, name="x", chunks=[yaml_list(good(1, price=120))])
    work_off(supplier_id=supplier.supplier_id, worker="quick")
    work()
    ended = read(supplier, done)
    assert (ended["status"], ended["rollback_asked_at"]) == ("applied", None)
    assert ended["warnings"][-1]["code"] == "rollback_refused"
    assert shelf(supplier)["1"]["price"] == "120.00"


def test_a_list_applied_before_journals_were_kept_is_not_rolled_back(supplier: Any, send: Any) -> None:
    done = send(supplier, yaml_list(*SHELF))
    PriceList.objects.update(forgotten_at="2026-01-01T00:00Z")
    assert step(supplier, done, "rollback").json()["code"] == "price_list_forgotten"
    assert not Delivery.objects.filter(event="partners.PriceListRolledBack").exists()


def test_what_is_too_old_is_forgotten(supplier: Any, trader: Any, send: Any, settings: Any) -> None:
    settings.PRICE_LISTS_KEPT = 2
    other, waiting = trader(), yaml_list(good(1, price=9000))
    kept = send(other, yaml_list(good(1)))
    sent = [send(supplier, yaml_list(good(1, price=price), good(2))) for price in (100, 110, 120, 130)]
    held = send(supplier, waiting)
    forget_price_lists.call_local()
    assert forgetting.forget_old() == 0  # all of it was forgotten at once
    there = [PriceList.objects.get(pk=one["id"]).path.exists() for one in (*sent, held, kept)]
    assert there == [False, False, True, True, True, True]
    assert [bool(rows(supplier, one)) for one in (*sent, held)] == [False, False, True, True, True]
    assert set(OfferBefore.objects.values_list("list_id", flat=True)) == {one["id"] for one in (*sent[2:], kept)}
    assert [step(supplier, one, "rollback").status_code for one in (sent[3], sent[2], sent[1])] == [200, 200, 409]
    assert step(supplier, sent[1], "rollback").json()["code"] == "price_list_forgotten"
