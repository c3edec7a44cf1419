"""What tests have done inside an installation, by `manage.py shell -c`, where no address leads; each says what it made.

Many people at once, a supplier's list applied again and again, and numbers given by several processes.
"""

import json
import sys
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from typing import Any

from django.db import connection
from django.utils import timezone

from core.accounts.models import User
from core.accounts.services.sessions import open_session
from modules.catalog import public as catalog
from modules.orders.services import invoicing

SAID = "said: "
GATE = 7_001  # an advisory lock: whoever holds it alone keeps all those waiting who want it shared


def say(what: Any) -> None:
    sys.stdout.write(f"{SAID}{json.dumps(what)}\n")
    sys.stdout.flush()


def people(buyers: int) -> None:
    """Make one of the staff and so many buyers, and say their access tokens."""
    made = [_person(is_staff=True, is_superuser=True), *(_person() for _ in range(buyers))]
    say([open_session(user=one).access for one in made])


def _person(**fields: bool) -> User:
    # No password: nobody signs in with one, and hashing two hundred takes seconds.
    return User.objects.create(email=f"{uuid.uuid4().hex[:12]}@buyer.example", confirmed_at=timezone.now(), **fields)


def supplier(name: str, goods: int, pieces: int) -> None:
    """Make a supplier with so many goods at 100.00 and so many pieces of each, and say their offers."""
    id = catalog.add_supplier(name=name)
    catalog.approve_supplier(supplier_id=id)
    catalog.set_terms(supplier_id=id, delivery=Decimal("150.00"), free_from=Decimal("3000.00"))
    _apply(id, goods, pieces, Decimal("100.00"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, product_id FROM catalog_offer WHERE supplier_id = %s ORDER BY id", [id])
        say({"supplier": id, "offers": cursor.fetchall()})


def restate(supplier: int, goods: int, pieces: int) -> None:
    """Apply the supplier's list over and over, each time with all prices one rouble up, until the gate opens."""
    done = threading.Event()
    threading.Thread(target=lambda: (wait_at_gate(), done.set()), daemon=True).start()
    for n in count(1):
        _apply(supplier, goods, pieces, Decimal(100 + n))
        if done.is_set():
            return say(n)


def _apply(supplier: int, goods: int, pieces: int, price: Decimal) -> None:
    rows = (_row(f"{supplier}-{n}", price, pieces) for n in range(goods))
    catalog.apply_price_list(supplier_id=supplier, rows=rows, mode="full")


def _row(id: str, price: Decimal, pieces: int) -> catalog.GoodRow:
    return catalog.GoodRow(
        external_id=id,
        name=f"Чайник {id}",
        category="Посуда",
        category_key="1",
        model="",
        brand="",
        gtin="",
        price=price,
        price_rrp=None,
        quantity=pieces,
        currency="RUB",
        description="",
        attributes=(),
    )


def number(order_ids: list[int], threads: int = 4) -> None:
    """Give all these orders their invoices' numbers in threads, each beginning elsewhere; say how many failed."""
    wait_at_gate()
    starts = [n * len(order_ids) // threads for n in range(threads)]
    calls = [(order_ids[start:] + order_ids[:start]) for start in starts]
    with ThreadPoolExecutor(threads) as pool:
        say(sum(pool.map(_closing(_number_all), calls)))


def _number_all(order_ids: list[int]) -> int:
    failed = 0
    for id in order_ids:
        try:
            invoicing.give_number(order_id=id)
        except Exception as failure:
            failed += 1
            sys.stderr.write(f"{failure!r}\n")
    return failed


def wait_at_gate() -> None:
    """Return when the one who holds the gate opens it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s), pg_advisory_unlock_shared(%s)", [GATE, GATE])
    connection.close()


def _closing[T, R](call: Callable[[T], R]) -> Callable[[T], R]:
    def closed(given: T) -> R:
        try:
            return call(given)
        finally:
            connection.close()

    return closed
