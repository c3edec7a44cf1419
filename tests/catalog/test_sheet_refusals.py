"""Files that are refused, in words, before anything is written."""

import io
import zipfile

import pytest

from modules.catalog.models.products import Product
from modules.catalog.services.categories import add_category
from modules.catalog.services.products import add_product
from tests.catalog.desk import Desk, counts, errors

pytestmark = pytest.mark.django_db
BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\n"
REFUSED = [
    ("a.xlsx", b"PK\x03\x04 broken"), ("a.xlsx", b"no zip, no columns\n1\n"), ("a.csv", b""), ("a.csv", b"\n\n"),
    ("a.csv", b"name\n"), ("a.csv", b"\x00\x01\x02"), ("a.csv", b'name\n"open'), ("a.csv", b"x" * 200_000),
    ("a.csv", b"," * 1_000_000 + b"\n1\n"), ("a.csv", b"name,name\n1,2\n"), ("a.csv", b"name,nonsense\n1,2\n"),
    ("a.csv", b"name\n1,2\n"), ("a.json", b"[1, 2]"), ("a.json", b"[" * 100_000), ("a.json", b'[{"price": NaN}]'),
    ("a.json", b'[{"id": 1' + b"0" * 5000 + b"}]"), ("a.json", b'{"name": "x"}'), ("a.json", b'[{"a":1,"a":2}]'),
    ("a.yaml", BOMB.encode()), ("a.yaml", b"- !!python/object/apply:os.system [ls]\n"), ("a.yaml", b"- {a: ["),
    ("a.yaml", b"[" * 10_000), ("a.yaml", b"- name: a\n  name: b\n"), ("a.yaml", b"\xff\xfe\xff"),
    ("a.json", b'[{"name": "\\ud800", "category": "x"}]'), ("a.json", b'[{"name": {"a": 1}, "category": [1]}]'),
    ("a.csv", b"name,category\n" + b"x,y\n" * 50_001), ("a.csv", b"id\n99999999999999999999\n"),
    ("a.json", b'[{"id": true}, {"id": 1e400}, {"price": 1e999999}]'),
]  # fmt: skip


@pytest.fixture
def shop(db: None) -> int:
    """A category inside another, and a product in the upper one; return the inner one."""
    top = add_category(name="Техника").pk
    add_product(name="Без цены", category=top)
    return add_category(name="Кухня", parent=top).pk


def test_one_bad_row_refuses_the_file_and_says_why(desk: Desk, shop: int) -> None:
    before = Product.objects.count()
    bad = "name,category,price,is_active,gtin,stock\nA,Кухня нет,1,true,,\nB,Техника / Кухня,-1,true,,\n"
    bad += "C,Техника,1,maybe,123,1.5\n" + "D" * 300 + ",Техника,1,true,,\nE,Техника,NaN,true,,\nF,Техника,5,true,,1\n"
    shown = desk.upload("product", bad)
    found = dict(errors(shown))
    assert found[2].keys() == {"category"}
    assert found[3].keys() == {"price"}
    assert found[4].keys() == {"is_active", "gtin", "stock"}
    assert found[5] == {"name": "At most 255 characters."}
    assert found[6].keys() == {"price"}
    assert counts(shown) == {"error": 5, "new": 1}
    assert not shown.context["token"]
    assert "Must be an amount of money" in shown.content.decode()
    assert Product.objects.count() == before


@pytest.mark.profile("embedded")  # the files never come as far as a database
@pytest.mark.slow
def test_a_hostile_file_is_refused_in_words(desk: Desk, shop: int) -> None:
    for name, data in REFUSED:
        shown = desk.upload("product", data, name)
        preview = shown.context.get("preview")
        told = shown.context["form"].errors or preview.errors or errors(shown)
        assert told, (name, data[:60])
        assert not shown.context.get("token"), (name, data[:60])


def test_a_packed_bomb_is_refused_before_it_is_unpacked(desk: Desk, shop: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book, book.open("xl/sharedStrings.xml", "w") as part:
        for _ in range(70):
            part.write(b" " * 1024 * 1024)
    shown = desk.upload("product", packed.getvalue(), "a.xlsx")
    assert "too large once it is unpacked" in str(shown.context["form"].errors)


def test_duplicates_in_the_file_are_told(desk: Desk, shop: int) -> None:
    product = Product.objects.get(name="Без цены")
    shown = desk.upload("product", f"id,slug,name\n{product.pk},,А\n,{product.slug},Б\n99999,,В\n")
    assert [line for line, _told in errors(shown)] == [3, 4]
