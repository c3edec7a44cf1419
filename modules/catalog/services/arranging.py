"""Where a category stands: under which other one, and in which place among its siblings."""

from typing import Literal

from django.db import transaction

from modules.catalog.errors import CategoryUnknown
from modules.catalog.models.categories import Category
from modules.catalog.services.categories import change_category

type Way = Literal["up", "down", "in", "out"]


@transaction.atomic(savepoint=False)
def move_category(*, category_id: int, parent: int | None, before: int | None = None) -> None:
    """Put a category under another (None: at the top), before one of those there, or behind them all.

    Raises NotFound, CategoryUnknown and CategoryCircle.
    """
    change_category(category_id=category_id, parent=parent)  # holds the tree, and refuses circles
    order = [id for id in _siblings(parent) if id != category_id]
    if before is not None and before not in order:
        raise CategoryUnknown(field="before")
    order.insert(order.index(before) if before is not None else len(order), category_id)
    _number(order)


@transaction.atomic(savepoint=False)
def shift_category(*, category_id: int, way: Way) -> None:
    """Move a category a step: among its siblings, into the one before it, or out behind its parent.

    Where there is no such step, nothing happens. Raises NotFound.
    """
    category = change_category(category_id=category_id)
    siblings = _siblings(category.parent_id)
    at = siblings.index(category_id)
    match way:
        case "up" if at:
            move_category(category_id=category_id, parent=category.parent_id, before=siblings[at - 1])
        case "down" if at + 1 < len(siblings):
            behind = siblings[at + 2] if at + 2 < len(siblings) else None
            move_category(category_id=category_id, parent=category.parent_id, before=behind)
        case "in" if at:
            move_category(category_id=category_id, parent=siblings[at - 1])
        case "out" if category.parent_id is not None:
            _move_out(category_id, category.parent_id)


def _move_out(category_id: int, parent_id: int) -> None:
    grandparent = Category.objects.values_list("parent_id", flat=True).get(pk=parent_id)
    order = _siblings(grandparent)
    behind = order[order.index(parent_id) + 1 :]
    move_category(category_id=category_id, parent=grandparent, before=behind[0] if behind else None)


def _siblings(parent_id: int | None) -> list[int]:
    return list(Category.objects.filter(parent=parent_id).order_by("position", "id").values_list("pk", flat=True))


def _number(order: list[int]) -> None:
    known = Category.objects.in_bulk(order)
    moved = [known[id] for at, id in enumerate(order) if known[id].position != at]
    for at, id in enumerate(order):
        known[id].position = at
    Category.objects.bulk_update(moved, ["position"])
