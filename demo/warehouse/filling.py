"""The warehouse put on sale: a catalogue as large as one asks for, the same for the same seed."""

from collections.abc import Callable
from decimal import Decimal
from itertools import islice

from demo.warehouse.goods import Warehouse
from demo.warehouse.shelves import shelves
from modules.catalog import public as catalog

# Name, delivery, free from, smallest order.
SUPPLIERS = (
    ("Оптовая база «Восход»", 350, 7000, 0),
    ("Торговый дом «Ярмарка»", 290, 5000, 0),
    ("Сибирь-Опт", 590, 15000, 2000),
    ("Волга Трейд", 390, 6000, 1000),
    ("Балтика Импорт", 450, 10000, 0),
    ("Склад № 7", 250, None, 0),
    ("Урал Поставка", 490, 12000, 1500),
    ("Южный порт", 420, 9000, 0),
    ("Кладовая", 0, None, 3000),
    ("Первый оптовик", 300, 4000, 0),
    ("Караван", 550, None, 0),
    ("Тихая гавань", 380, 8000, 500),
)
# It takes no orders for now: what only it sells cannot be bought.
CLOSED = "Тихая гавань"
# From here on the shop is closed while goods come in: it takes a fraction of the time.
MANY = 20_000


class OtherSeed(Exception):
    """The warehouse's suppliers sell something else already: goods of another seed, or their own."""

    def __init__(self, external_id: str, seed: int) -> None:
        super().__init__(
            f"The suppliers of this demo offer {external_id!r} already, which is not of seed {seed}: "
            "use the seed it was filled with, or an empty shop."
        )


def fill(*, products: int, seed: int, progress: Callable[[int], None]) -> int:
    """Bring the warehouse up to so many goods and return how many were added; raises OtherSeed.

    It goes on where an earlier filling ended, broken off or smaller. `progress` hears how many were added.
    """
    suppliers = _suppliers()
    start = _standing(suppliers, seed)
    categories = catalog.add_categories([shelf.path for shelf in shelves()])
    more = Warehouse(seed, categories, suppliers).goods(start=start)
    missing = max(0, products - start)
    return catalog.fill(islice(more, missing), progress=progress, alone=missing >= MANY)


def first_supplier() -> int:
    """Return the id of one that sells here, for the demo's account of a supplier."""
    return _suppliers()[0]


def _standing(suppliers: list[int], seed: int) -> int:
    last = max(catalog.last_external_id(supplier_id=supplier) for supplier in suppliers)
    if not last:
        return 0
    if last.rpartition("-")[0] != str(seed):
        raise OtherSeed(last, seed)
    return int(last.rpartition("-")[2]) + 1


def _suppliers() -> list[int]:
    known = {one.name: one.id for one in catalog.suppliers()}
    return [known.get(name) or _supplier(name, *terms) for name, *terms in SUPPLIERS]


def _supplier(name: str, delivery: int, free_from: int | None, minimum: int) -> int:
    supplier_id = catalog.add_supplier(name=name)
    catalog.approve_supplier(supplier_id=supplier_id)
    free = None if free_from is None else Decimal(free_from)
    catalog.set_terms(supplier_id=supplier_id, delivery=Decimal(delivery), free_from=free, minimum=Decimal(minimum))
    catalog.set_accepting(supplier_id=supplier_id, accepting=name != CLOSED)
    return supplier_id
