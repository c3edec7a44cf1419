"""Whatever is sent as a price list: taken or refused with a code, never a 500, and nothing half-done."""

from typing import Any

import pytest

from modules.catalog.public import suppliers
from modules.partners.models.price_lists import PriceList
from tests.partners.conftest import good, post_file, rows, yaml_list

BOMB = b"a: &a [x, x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(20)) + b"goods: [*b19]\n"
LISTS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "empty_file"),
    "blanks": (b"\n\n \t\n", "empty_file"),
    "zeros": (b"\0" * 5000, "empty_file"),
    "noise": (bytes(range(256)) * 40, ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0\1\2" * 900, ""),
    "a zip": (b"PK\x03\x04" + b"\0" * 900, ""),
    "aliases": (BOMB, "alias_not_allowed"),
    "objects": (b"goods: !!python/object/apply:os.system ['id']\n", "tag_not_allowed"),
    "depth": (b"goods: " + b"[" * 50_000, ""),
    "flow depth": (b"goods:\n- " + b"{a: " * 5_000, ""),
    "duplicate keys": (b"goods: []\ngoods: []\n", "duplicate_key"),
    "no goods": (b"shop: x\n", "no_goods"),
    "goods of another kind": (b"goods: 7\n", "no_goods"),
    "an empty list": (b"goods: []\n", "no_usable_rows"),
    "two documents": (b"goods: []\n---\ngoods: []\n", "several_documents"),
    "unclosed quote": (b'id;name;price;quantity\n1;"no end;5;5\n', ""),
    "html": (b"<!doctype html><p>404", ""),
    "cut utf-16": (yaml_list(good(1)).decode().encode("utf-16")[:-1], ""),
}
ROWS: dict[str, tuple[dict[str, Any], str]] = {
    "NaN": ({"price": float("nan")}, "bad_price"),
    "infinite": ({"price": float("inf")}, "bad_price"),
    "5,000 digits": ({"price": "9" * 5000}, "bad_price"),
    "below nothing": ({"price": -1}, "bad_price"),
    "free": ({"price": 0}, "bad_price"),
    "half a piece": ({"quantity": 1.5}, "bad_quantity"),
    "too many pieces": ({"quantity": 2**31}, "bad_quantity"),
    "blank name": ({"name": " \u200b "}, "missing_name"),
    "long name": ({"name": "я" * 256}, "too_long"),
    "a control character": ({"name": "a\x07b"}, "bad_characters"),
    "long id": ({"id": "x" * 300}, "too_long"),
    "no such currency": ({"currency": "ZZZ"}, "bad_currency"),
}


@pytest.mark.parametrize("content", LISTS.values(), ids=LISTS)
def test_a_hostile_file_fails_with_a_code(supplier: Any, send: Any, shelf: Any, content: tuple[bytes, str]) -> None:
    send(supplier, yaml_list(good("before")))
    done = send(supplier, content[0])
    assert done["status"] == "failed"
    assert done["error"]["code"] == (content[1] or done["error"]["code"]) != "internal_error"
    assert done["error"]["detail"].isprintable()
    assert set(shelf(supplier)) == {"before"}
    assert send(supplier, yaml_list(good("after")))["status"] == "applied"


@pytest.mark.parametrize("bad", ROWS.values(), ids=ROWS)
def test_a_hostile_row_is_an_error_of_its_own(
    supplier: Any, send: Any, shelf: Any, bad: tuple[dict[str, Any], str]
) -> None:
    done = send(supplier, yaml_list(good(1), good(2) | bad[0], good(3)))
    assert (done["status"], done["counts"]["errors"], done["counts"]["new"]) == ("applied", 1, 2)
    assert [error["code"] for error in rows(supplier, done, status="error")[0]["errors"]] == [bad[1]]
    assert set(shelf(supplier)) == {"1", "3"}


@pytest.mark.parametrize(
    "text",
    [
        "Ё" * 255,
        "'; DROP TABLE catalog_offer; --",
        "=cmd|' /C calc'!A0",
        "{{ 7*7 }} %(x)s {0} \\N \\. $$",
        'таб\\tчерта|кавычка"',
        "👩‍👩‍👧 ﷽ é",
        "<script>alert(1)</script>",
    ],
)
def test_strange_text_comes_out_as_it_went_in(supplier: Any, send: Any, shelf: Any, text: str) -> None:
    given = good(1, name=text, description=text, parameters={text[:80]: text}, model=text[:120], brand=text[:120])
    done = send(supplier, yaml_list(given, categories=[{"id": 1, "name": text}]))
    assert (done["status"], done["counts"]["errors"]) == ("applied", 0)
    assert shelf(supplier)["1"]["name"] == text


def test_a_file_name_is_only_a_name(supplier: Any) -> None:
    for name in (
        "../../etc/passwd",
        "a\0b.yaml",
        "x" * 5000,
        "",
        "…/\\:*?.csv",
        "\ud800.yaml".encode("utf-8", "replace").decode(),
    ):
        answer = post_file(supplier.api, yaml_list(good(name[:9])), name=name or " ")
        assert answer.status_code in {202, 400, 422}, answer.content
    places = {one.path.parent for one in PriceList.objects.all()}
    assert {place.name for place in places} == {str(supplier.supplier_id)}


def test_a_broken_form_is_a_problem_document(supplier: Any) -> None:
    for body in (b"", b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\n", b"\0" * 100):
        answer = supplier.api.post("partner/price-lists/", body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {400, 422}
        assert answer["Content-Type"] == "application/problem+json"
    assert supplier.api.post("partner/price-lists/", b"x", content_type="multipart/form-data").status_code == 400
    assert len(suppliers()) == 1
