"""What stands in one cell, or in one row, costs no more than it should, however long it is."""

import time

import pytest

from tests.partners.formats.reading import bad, refusal

HEADER = "Артикул;Наименование;Цена;Остаток\n"
DIGITS = "1" * 60_000 + "x"


def test_a_quantity_by_places_is_passed_once() -> None:
    began = time.process_time()
    (problem,) = bad(f"{HEADER}A;Чай;5;a=1{', b=1' * 45}!\n").problems
    assert (problem.code, time.process_time() - began < 1) == ("bad_quantity", True)


@pytest.mark.parametrize("file", [f"a;{DIGITS}\nb;c\n", f"a;b\nc;{DIGITS}\n"])
def test_a_cell_of_digits_above_a_header_is_passed_once(file: str) -> None:
    began = time.process_time()
    assert (refusal(file)[0], time.process_time() - began < 2) == ("columns_unknown", True)
