from core.http.shapes import Answer, Patch, untouched
from core.http.values import MoneyOut, Pieces, Price, Switch
from modules.catalog.schemas.suppliers import SupplierRef


class OfferOut(Answer):
    id: int
    supplier: SupplierRef
    price: MoneyOut
    price_rrp: MoneyOut | None
    currency: str
    stock: int
    external_id: str
    model: str
    available: bool


class OfferPatch(Patch):
    price: Price = untouched()
    price_rrp: Price | None = untouched()
    quantity: Pieces = untouched()
    retired: Switch = untouched()
