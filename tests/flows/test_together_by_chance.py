"""Hypothesis plays a shop: whatever is done in whatever order, the laws hold, and what is granted is what a plain
model of shelves, carts and orders would grant.

A few short plays in the suite, always the same; many long ones, always new, under `make soak`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.accounts.models import User
from core.errors import DomainError
from modules.cart.rules import Holder
from modules.cart.services import filling, ordering
from modules.catalog import public as catalog
from modules.catalog.models.offers import Offer
from modules.catalog.services import joining, mending, offers, products
from modules.orders import public as orders
from modules.orders.models.orders import Line, Order, Part
from modules.orders.rules.addresses import Address
from modules.orders.rules.states import RESERVING, STEPS, Actor, Status, may, standing_of
from modules.orders.services import correcting, steps
from tests import invariants
from tests.flows.inside import _row
from tests.orders.shop import supplier as approved
from tests.soaking import tell, times

WHERE = Address(city="Тверь", street="Советская", house="7", recipient="Анна", phone="+7 900")
few, price = st.integers(1, 3), st.integers(1, 400).map(lambda n: Decimal(n).scaleb(-1))
any_of = st.integers(0, 99)
counted = {"steps": 0, "granted": 0, "refused": 0, "orders": 0}


@dataclass
class Shelf:
    """An offer as the model knows it; `quantity` is what its supplier stated, less what was shipped since."""

    supplier: int
    product: int
    external_id: str
    quantity: int
    shipped: int = 0
    retired: bool = False
    stated: int = 0

    def state(self, quantity: int) -> None:
        self.quantity, self.stated = quantity, quantity + self.shipped

    def ship(self, pieces: int) -> None:
        self.shipped += pieces
        self.quantity = max(0, self.quantity - pieces)


@dataclass
class Agreed:
    """An order as the model knows it: the states of its parts, and its lines as [offer, pieces, part]."""

    user: int
    parts: dict[int, Status] = field(default_factory=dict)
    lines: dict[int, list[int]] = field(default_factory=dict)
    revision: int = 0

    @property
    def living(self) -> list[int]:
        return [part for part, status in self.parts.items() if status != Status.CANCELLED]

    def pieces(self, part: int) -> list[tuple[int, int]]:
        return [(offer, pieces) for offer, pieces, its_part in self.lines.values() if its_part == part]


class ShopPlay(RuleBasedStateMachine):
    """Two suppliers, six offers of five products, two buyers and a clerk."""

    def __init__(self) -> None:
        super().__init__()
        # The whole play is undone at its end; each deed is undone by itself where it is refused, as for a request.
        self.world = transaction.atomic()
        self.world.__enter__()
        self.shelves: dict[int, Shelf] = {}
        self.orders: dict[int, Agreed] = {}
        self.carts: dict[int, dict[int, int]] = {}
        self.hidden, self.closed = set[int](), set[int]()

    @initialize(quantities=st.lists(st.integers(6, 12), min_size=6, max_size=6))
    def open(self, quantities: list[int]) -> None:
        self.suppliers = [approved("Вектор", delivery="150", free_from="300"), approved("Гамма", minimum="5")]
        self.buyers = [User.objects.create(email=f"{n}@buyer.example").pk for n in range(2)]
        self.clerk = User.objects.create(email="clerk@shop.example", is_staff=True).pk
        self.carts = {buyer: {} for buyer in self.buyers}
        for n, quantity in enumerate(quantities):
            supplier = self.suppliers[n % 2]
            rows = iter([_row(f"{supplier}-{n}", Decimal("10.00"), quantity)])
            catalog.apply_price_list(supplier_id=supplier, rows=rows, mode="update")
        for offer in Offer.objects.order_by("pk"):
            shelf = Shelf(offer.supplier_id, offer.product_id, offer.external_id, offer.quantity)
            shelf.state(offer.quantity)
            self.shelves[offer.pk] = shelf
        self.merge(4, 5)  # so that one product has two offers

    @rule(
        who=any_of, chosen=st.lists(st.tuples(any_of, few), min_size=1, max_size=3, unique_by=lambda line: line[0] % 6)
    )
    def place(self, who: int, chosen: list[tuple[int, int]]) -> None:
        buyer, lines = _one(self.buyers, who), [(_one(self.shelves, n), pieces) for n, pieces in chosen]
        asks = [catalog.Ask(quantity=pieces, offer_id=offer) for offer, pieces in lines]
        fits = self._fits(lines)
        view = self._do(lambda: orders.place(user_id=buyer, asks=asks, address=WHERE), fits, but="below_minimum")
        if view:
            self._agreed(view)

    @rule(who=any_of, what=any_of, pieces=few)
    def put_into_cart(self, who: int, what: int, pieces: int) -> None:
        buyer, offer = _one(self.buyers, who), _one(self.shelves, what)
        holder = Holder(user_id=buyer)
        if self._do(
            lambda: _done(filling.add, holder=holder, product_id=None, offer_id=offer, quantity=pieces),
            self._sold(offer),
        ):
            self.carts[buyer][offer] = self.carts[buyer].get(offer, 0) + pieces

    @rule(who=any_of)
    def check_out(self, who: int) -> None:
        buyer = _one(self.buyers, who)
        cart = self.carts[buyer]
        agreed: dict[str, Any] = {"address": WHERE, "comment": "", "expected_total": None, "language": "ru"}
        fits = bool(cart) and self._fits(list(cart.items()))
        view = self._do(lambda: ordering.check_out(user_id=buyer, **agreed), fits, but="below_minimum")
        if view:
            assert {line.offer_id: line.quantity for line in view.items} == cart
            self._agreed(view)
            self.carts[buyer] = {}

    @precondition(lambda self: self.orders)
    @rule(which=any_of, to=st.sampled_from(Status))
    def step(self, which: int, to: Status) -> None:
        id, order = _one_item(self.orders, which)
        may_go = bool(order.living) and all(to in STEPS[order.parts[part]] for part in order.living)
        if self._do(lambda: steps.move_order(order_id=id, status=to, by=self.clerk), may_go):
            self._moved(order, order.living, to)

    @precondition(lambda self: self.orders)
    @rule(which=any_of)
    def step_on(self, which: int) -> None:
        """The way on from wherever it stands: by chance alone few orders are ever shipped."""
        _id, order = _one_item(self.orders, which)
        if order.living and (ways := STEPS[standing_of(order.parts.values())] - {Status.CANCELLED}):
            self.step(which, next(iter(ways)))

    @precondition(lambda self: self.orders)
    @rule(which=any_of, part=any_of, to=st.sampled_from(Status), theirs=st.booleans())
    def step_part(self, which: int, part: int, to: Status, theirs: bool) -> None:
        _id, order = _one_item(self.orders, which)
        one = _one(order.parts, part)
        supplier = Part.objects.get(pk=one).supplier_id if theirs else None
        asked: dict[str, Any] = {"part_id": one, "status": to, "by": self.clerk, "supplier_id": supplier}
        if self._do(
            lambda: steps.move_part(**asked), may(Actor.SUPPLIER if theirs else Actor.STAFF, order.parts[one], to)
        ):
            self._moved(order, [one], to)

    @precondition(lambda self: self.orders)
    @rule(which=any_of, who=any_of)
    def cancel(self, which: int, who: int) -> None:
        id, order = _one_item(self.orders, which)
        buyer = _one(self.buyers, who)
        own = {may(Actor.BUYER, order.parts[part], Status.CANCELLED) for part in order.living} == {True}
        asked: dict[str, Any] = {"order_id": id, "status": Status.CANCELLED, "user_id": buyer}
        if self._do(lambda: steps.move_own_order(**asked), own and buyer == order.user):
            self._moved(order, order.living, Status.CANCELLED)

    @precondition(lambda self: self.orders)
    @rule(which=any_of, line=any_of, pieces=st.integers(0, 5), behind=st.integers(0, 4))
    def correct(self, which: int, line: int, pieces: int, behind: int) -> None:
        id, order = _one_item(self.orders, which)
        if not order.lines:
            return
        wanted = _one(order.lines, line)
        offer, had, part = order.lines[wanted]
        seen = order.revision + (behind == 4)
        rest = [one for one in order.living if any(key != wanted for key in order.lines if order.lines[key][2] == one)]
        can = seen == order.revision and pieces != had and order.parts[part] in RESERVING
        can = can and (pieces <= had or self._fits([(offer, pieces - had)])) and bool(pieces or rest)
        asked: dict[str, Any] = {"order_id": id, "revision": seen, "by": self.clerk, "quantities": {wanted: pieces}}
        if not self._do(lambda: correcting.correct_order(**asked), can):
            return
        order.revision += 1
        order.lines[wanted][1] = pieces
        if not pieces:
            del order.lines[wanted]
        if not order.pieces(part):
            order.parts[part] = Status.CANCELLED

    @precondition(lambda self: self.orders)
    @rule(which=any_of, what=any_of, pieces=few)
    def add_to_order(self, which: int, what: int, pieces: int) -> None:
        id, order = _one_item(self.orders, which)
        offer = _one(self.shelves, what)
        part = (
            Part.objects.filter(order=id, supplier_id=self.shelves[offer].supplier).values_list("pk", flat=True).first()
        )
        can = part is not None and order.parts[part] in RESERVING and self._fits([(offer, pieces)])
        asks = [catalog.Ask(quantity=pieces, offer_id=offer)]
        asked: dict[str, Any] = {"order_id": id, "revision": order.revision, "by": self.clerk, "add": asks}
        if not self._do(lambda: correcting.correct_order(**asked), can) or part is None:
            return
        order.revision += 1
        line = Line.objects.values_list("pk", flat=True).get(order=id, offer_id=offer)
        had = order.lines.get(line, [offer, 0, part])[1]
        order.lines[line] = [offer, had + pieces, part]

    @rule(what=any_of, pieces=st.integers(0, 12))
    def edit_stock(self, what: int, pieces: int) -> None:
        offer = _one(self.shelves, what)
        self._do(lambda: offers.change_offer(offer_id=offer, quantity=pieces), True)
        self.shelves[offer].state(pieces)

    @rule(what=any_of, price=price)
    def change_price(self, what: int, price: Decimal) -> None:
        self._do(lambda: offers.change_offer(offer_id=_one(self.shelves, what), price=price), True)

    @rule(what=any_of, retired=st.booleans())
    def retire(self, what: int, retired: bool) -> None:
        offer = _one(self.shelves, what)
        self._do(lambda: offers.change_offer(offer_id=offer, retired=retired), True)
        self.shelves[offer].retired = retired

    @rule(what=any_of, shown=st.booleans())
    def hide_or_show(self, what: int, shown: bool) -> None:
        product = self.shelves[_one(self.shelves, what)].product
        self._do(lambda: _done(products.change_product, product_id=product, is_active=shown), True)
        (self.hidden.discard if shown else self.hidden.add)(product)

    @rule(who=any_of, accepting=st.booleans())
    def close_or_open(self, who: int, accepting: bool) -> None:
        supplier = _one(self.suppliers, who)
        self._do(lambda: _done(catalog.set_accepting, supplier_id=supplier, accepting=accepting), True)
        (self.closed.discard if accepting else self.closed.add)(supplier)

    @rule(who=any_of, rows=st.dictionaries(st.integers(0, 5), st.tuples(price, st.integers(0, 12))), full=st.booleans())
    def apply_list(self, who: int, rows: dict[int, tuple[Decimal, int]], full: bool) -> None:
        supplier, ids = _one(self.suppliers, who), list(self.shelves)
        named = {ids[n]: row for n, row in rows.items() if self.shelves[ids[n]].supplier == supplier}
        good = [_row(self.shelves[offer].external_id, price, pieces) for offer, (price, pieces) in named.items()]
        mode: catalog.Mode = "full" if full else "update"
        applied = self._do(lambda: catalog.apply_price_list(supplier_id=supplier, rows=iter(good), mode=mode), True)
        assert applied.new == 0
        for offer, shelf in self.shelves.items():
            if offer in named:
                shelf.state(named[offer][1])
                shelf.retired = False
            elif full and shelf.supplier == supplier:
                shelf.retired = True

    @rule(what=any_of, into=any_of)
    def merge(self, what: int, into: int) -> None:
        other, kept = (self.shelves[_one(self.shelves, n)].product for n in (what, into))
        asked: dict[str, Any] = {"product_id": kept, "others": [other], "by": self.clerk}
        if self._do(lambda: _done(joining.merge_products, **asked), other != kept):
            self.hidden.discard(other)
            for shelf in self.shelves.values():
                shelf.product = kept if shelf.product == other else shelf.product

    @invariant()
    def laws(self) -> None:
        if not self.shelves:
            return
        counted["steps"] += 1
        stated = {offer: shelf.stated for offer, shelf in self.shelves.items()}
        invariants.check(invariants.of_django, stated=stated)
        is_so = {id: (order.revision, standing_of(order.parts.values())) for id, order in self.orders.items()}
        assert {
            id: (seen, status) for id, seen, status in Order.objects.values_list("id", "revision", "status")
        } == is_so
        lines = {key: line for order in self.orders.values() for key, line in order.lines.items()}
        assert {key: rest for key, *rest in Line.objects.values_list("id", "offer_id", "quantity", "part_id")} == lines

    def teardown(self) -> None:
        found = mending.check(mend=False)
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)
        counted["orders"] += len(self.orders)
        assert (found.products, found.categories) == ({}, {})

    def _do(self, deed: Callable[[], Any], may: bool, *, but: str = "") -> Any:
        """Do it and return what it answers, or None where it was refused; the model must have known which.

        `but` is the one refusal that the model does not foresee.
        """
        done, refused = _tried(deed)
        counted["granted" if refused is None else "refused"] += 1
        assert may == (refused is None) or (refused and refused.code == but), refused or done
        return done

    def _sold(self, offer: int) -> bool:
        shelf = self.shelves[offer]
        return not shelf.retired and shelf.product not in self.hidden

    def _fits(self, lines: list[tuple[int, int]]) -> bool:
        held = [
            line
            for order in self.orders.values()
            for part in order.parts
            if order.parts[part] in RESERVING
            for line in order.pieces(part)
        ]
        left = {
            id: shelf.quantity - sum(pieces for offer, pieces in held if offer == id)
            for id, shelf in self.shelves.items()
        }
        unique = len({offer for offer, _pieces in lines}) == len(lines)
        return unique and all(
            self._sold(offer) and self.shelves[offer].supplier not in self.closed and pieces <= left[offer]
            for offer, pieces in lines
        )

    def _agreed(self, view: orders.OrderView) -> None:
        part_of = {part.supplier.id: part.id for part in view.parts}
        self.orders[view.id] = Agreed(view.user_id, {part.id: part.status for part in view.parts})
        lines = {line.id: [line.offer_id, line.quantity, part_of[line.supplier.id]] for line in view.items}
        self.orders[view.id].lines = lines

    def _moved(self, order: Agreed, parts: list[int], to: Status) -> None:
        for part in parts:
            order.parts[part] = to
            if to == Status.SHIPPED:
                for offer, pieces in order.pieces(part):
                    self.shelves[offer].ship(pieces)


def _one(things: Any, n: int) -> Any:
    some = list(things)
    return some[n % len(some)]


def _one_item(things: dict[int, Agreed], n: int) -> tuple[int, Agreed]:
    key: int = _one(things, n)
    return key, things[key]


def _tried(deed: Callable[[], Any]) -> tuple[Any, DomainError | None]:
    try:
        with transaction.atomic():
            return deed(), None
    except DomainError as refused:
        return None, refused


def _done(deed: Callable[..., object], **given: Any) -> bool:
    deed(**given)
    return True


@pytest.mark.django_db
def test_a_shop_played_by_chance() -> None:
    how = settings(
        max_examples=times(suite=8, soak=300),
        stateful_step_count=times(suite=30, soak=40),
        derandomize=times(suite=1, soak=0) == 1,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(ShopPlay, settings=how)
    assert counted["granted"] > counted["orders"] > 0
    tell(f"a shop played by chance: {counted}")
