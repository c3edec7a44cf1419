"""The demo catalogue: three suppliers whose price lists go through the same pipeline as anybody's."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import yaml

from demo import accounts
from demo.kinds import kind_of
from demo.pictures import draw
from modules.catalog import public as catalog
from modules.partners import public as partners
from modules.partners.public import Outcome

LISTS = Path(__file__).parent / "price_lists"
# (delivery, free from, smallest order) of the suppliers in the order of their files.
TERMS = (
    (Decimal(300), Decimal(5000), Decimal(0)),
    (Decimal(450), None, Decimal(1000)),
    (Decimal(0), None, Decimal(0)),
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A supplier of the demo, how its price list ended, and how many pictures were drawn for it."""

    supplier_id: int
    name: str
    outcome: Outcome
    pictures: int


def is_needed() -> bool:
    """Return whether nobody sells here yet, or only the demo does, and its loading broke off before the accounts."""
    sellers = {one.name for one in catalog.suppliers(status=None)}
    return not sellers or (not accounts.kept() and sellers <= {_shop(path.read_bytes()) for path in _lists()})


def load() -> list[Loaded]:
    """Bring the demo's price lists in, one supplier each; a second time nothing is doubled."""
    return [_load(path, terms) for path, terms in zip(_lists(), TERMS, strict=True)]


def let_in(user_id: int, supplier_id: int) -> None:
    """Let a demo account act for a supplier of the demo."""
    partners.join(user_id=user_id, supplier_id=supplier_id)


def _lists() -> list[Path]:
    return sorted(LISTS.glob("*.yaml"))


def _load(path: Path, terms: tuple[Decimal, Decimal | None, Decimal]) -> Loaded:
    content = path.read_bytes()
    name = _shop(content)
    supplier_id = _supplier(name)
    delivery, free_from, minimum = terms
    catalog.approve_supplier(supplier_id=supplier_id)
    catalog.set_terms(supplier_id=supplier_id, delivery=delivery, free_from=free_from, minimum=minimum)
    outcome = partners.bring_in(supplier_id=supplier_id, name=path.name, content=content)
    return Loaded(supplier_id, name, outcome, _draw(supplier_id))


def _shop(price_list: bytes) -> str:
    return str(yaml.safe_load(price_list)["shop"])


def _supplier(name: str) -> int:
    known = {one.name: one.id for one in catalog.suppliers(status=None)}
    return known[name] if name in known else catalog.add_supplier(name=name)


def _draw(supplier_id: int) -> int:
    bare = catalog.without_images(supplier_id=supplier_id)
    for product in bare:
        picture = draw(product.name, kind=kind_of(product.category), seed=1)
        catalog.add_image(product_id=product.id, content=picture, ending="png")
    return len(bare)
