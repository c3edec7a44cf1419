"""A shelf to try things on: goods made through the doors that everybody uses."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from modules.catalog import public as catalog

numbers = count(1)


@pytest.fixture
def seller(db: None) -> Callable[..., int]:
    """Make an approved supplier and return its id."""

    def make(name: str = "", **terms: Any) -> int:
        id = catalog.add_supplier(name=name or f"Поставщик {next(numbers)}")
        catalog.approve_supplier(supplier_id=id)
        if terms:
            catalog.set_terms(supplier_id=id, **terms)
        return id

    return make
