"""A little API of its own for the tests of the manners: every kind of value, a list, a creation, a cached read."""

from decimal import Decimal
from typing import Annotated, Any

import ninja
from django.db import transaction
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext
from ninja import Router, Status

from core.cache import bump
from core.errors import Conflict, DomainError, Invalid, NotFound
from core.events.models import Delivery
from core.http import converters
from core.http.api import TorgAPI
from core.http.auth import signed_in, staff, the_viewer
from core.http.bodies import JsonRenderer, StrictParser
from core.http.caching import cached
from core.http.idempotency import idempotent
from core.http.lane.routes import learn_routes
from core.http.pagination import Page, Paging, paginate
from core.http.problems import install
from core.http.shapes import Answer, Patch, Query, Request, untouched
from core.http.throttling import limited
from core.http.values import Amount, Email, Id, MoneyOut, Name, Pieces, Price, Quantity, QueryId, Switch, Text

__all__ = ["converters", "urlpatterns"]
router = Router()
made: list[int] = []  # the rows that `kept_row` was called for


class Order(Request):
    name: Name
    quantity: Quantity = 1
    pieces: Pieces = 0
    price: Price = Decimal(1)
    discount: Amount = Decimal(0)
    comment: Text = ""
    email: Email = "a@shop.example"
    gift: Switch = False
    ref: Id = 1


class OrderPatch(Patch):
    name: Name = untouched()
    quantity: Quantity = untouched()


class OrderOut(Answer):
    name: str
    price: MoneyOut


class Filters(Query):
    ref: QueryId | None = None


class Row(Answer):
    id: int
    listener: str


class OutOfStock(DomainError):
    code = "out_of_stock"
    message = "Only %(available)s left."


@router.post("/orders/", response={201: OrderOut}, summary="Place")
@idempotent
def place(request: HttpRequest, order: Order) -> Any:
    with transaction.atomic():
        Delivery.objects.create(event="sample", listener=order.name, payload={})
        if order.name == "refuse":
            raise Conflict
    return Status(201, order)


@router.patch("/orders/", response=dict[str, Any])
def change(request: HttpRequest, order: OrderPatch) -> Any:
    return order.changes()


@router.get("/rows/", response=Page[Row])
def rows(request: HttpRequest, paging: Annotated[Paging, ninja.Query()], order: str = "-id") -> Any:
    return paginate(Delivery.objects.all(), paging, order=order, scope="rows")


@router.get("/filtered/", response=dict[str, Any])
def filtered(request: HttpRequest, filters: Annotated[Filters, ninja.Query()]) -> Any:
    return filters.model_dump()


@router.get("/kept/", response=dict[str, int])
@cached("sample")
def kept(request: HttpRequest) -> Any:
    return {"rows": Delivery.objects.count()}


@router.get("/kept/{id:row_id}/", response=dict[str, Any])
@cached(lambda row_id: f"sample.row:{row_id}")
def kept_row(request: HttpRequest, row_id: int, search: str = "") -> Any:
    if row_id == 404:
        raise NotFound
    made.append(row_id)
    return {"id": row_id, "search": search, "all": dict(request.GET.lists()), "greeting": gettext("Language")}


@router.get("/mine/", response=dict[str, int], auth=signed_in)
@cached(lambda viewer: f"sample.{viewer.id}", per_viewer=True)
def mine(request: HttpRequest) -> Any:
    return {"me": the_viewer(request).id}


@router.post("/mine/", response={204: None}, auth=staff)
@idempotent
def only_staff(request: HttpRequest, order: Order) -> Any:
    return Status(204, None)


@router.get("/things/{id:thing_id}/", response=dict[str, int])
def thing(request: HttpRequest, thing_id: int) -> Any:
    if thing_id != 1:
        raise NotFound
    return {"id": thing_id}


@router.post("/fail/{kind}/", response={204: None})
def fail(request: HttpRequest, kind: str) -> Any:
    errors: dict[str, Exception] = {
        "stock": OutOfStock(available=2, details=[{"offer_id": 1}]),
        "field": Invalid(field="items.0.quantity"),
        "bug": ZeroDivisionError("at /srv/secret.py, SELECT password FROM users"),
    }
    raise errors[kind]


@router.post("/limited/", response={204: None})
@limited("sample", "REGISTRATIONS_PER_HOUR", seconds=3600)
def seldom(request: HttpRequest) -> Any:
    return Status(204, None)


@router.post("/bump/", response={204: None})
def forget(request: HttpRequest) -> Any:
    with transaction.atomic():
        bump("sample")
    return Status(204, None)


def build(name: str) -> TorgAPI:
    """Return an API with the manners of the real one and no endpoints yet."""
    api = TorgAPI(renderer=JsonRenderer(), parser=StrictParser(), docs_url=None, openapi_url=None, urls_namespace=name)
    install(api)
    return api


api = build("sample")
api.add_router("", router)
learn_routes(api)
urlpatterns = [path("api/v1/", api.urls)]
