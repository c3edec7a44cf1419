"""A shelf to try things on: goods made through the doors that everybody uses."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from django.test import Client

from modules.catalog import public as catalog
from tests.catalog.desk import Desk

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


@pytest.fixture
def desk(person: Callable[..., Any], settings: Any, tmp_path: Any) -> Desk:
    """Somebody who may import and export everything."""
    settings.DATA_DIR = tmp_path
    client = Client()
    client.force_login(person(is_staff=True, is_superuser=True))
    return Desk(client)
