from core.http.shapes import Answer
from core.http.values import MoneyOut


class SupplierRef(Answer):
    id: int
    name: str
    slug: str


class SupplierOut(SupplierRef):
    delivery: MoneyOut
    free_from: MoneyOut | None
    minimum: MoneyOut
    currency: str
