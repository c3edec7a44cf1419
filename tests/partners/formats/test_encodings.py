"""Text comes out as it was written, in the encodings price lists have, or the file is refused: never as mojibake."""

import pytest

from tests.partners.formats.reading import good, one_good, refusal, rows

NAME = "Чайник электрический Ёлочка № 5 — «Луна», 25°"
FILES = {
    "yaml": one_good(name=NAME),
    "csv": f"Артикул;Название;Цена;Количество\n7;{NAME};5;1\n",
}


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251"])
def test_the_encodings_of_price_lists_are_told_apart(form: str, encoding: str) -> None:
    assert good(FILES[form], encoding).name == NAME


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_is_read_in_both_orders(order: str) -> None:
    assert good(("\ufeff" + FILES["csv"]).encode(f"utf-16-{order}")).name == NAME


XML = f"<items><item id='1'><name>{NAME}</name><price>5</price><quantity>1</quantity></item></items>"


@pytest.mark.parametrize("form", [*FILES.values(), XML, f'[{{"id": 1, "name": "{NAME}", "price": 5, "quantity": 1}}]'])
@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_needs_no_byte_order_mark(form: str, order: str) -> None:
    assert good(form.encode(f"utf-16-{order}")).name == NAME


def test_a_stray_nul_makes_no_utf_16() -> None:
    for file in (
        "id;name;price;quantity\n1;Ket\0tle;5;1\n2;Lamp;5;1\n",
        "id;name;price;quantity\n1;Kettl\0e;5;1\n2;Lamp;5;1\n",
    ):
        assert rows(file)[1].name == "Lamp"


@pytest.mark.parametrize("form", FILES)
@pytest.mark.parametrize("encoding", ["koi8-r", "cp866", "utf-32"])
def test_other_encodings_are_refused(form: str, encoding: str) -> None:
    file = FILES[form].replace(" № 5 — «Луна», 25°", "")
    assert refusal(file, encoding)[0] in {"unknown_encoding", "unknown_format"}


@pytest.mark.parametrize("encoding", ["koi8-r", "cp866"])
def test_other_encodings_of_russian_are_refused_where_only_the_texts_are_russian(encoding: str) -> None:
    lines = "".join(f"{n},чайник электрический с подсветкой,5,1\n" for n in range(5))
    assert refusal("id,name,price,quantity\n" + lines, encoding) == ("unknown_encoding", None)


@pytest.mark.parametrize("name", ["café crème brûlée", "Müller Löffel groß", "jalapeño", "smörgåsbord"])
def test_western_texts_are_not_taken_for_russian(name: str) -> None:
    assert refusal(f"id,name,price,quantity\n1,{name},5,1\n", "latin-1") == ("unknown_encoding", None)


def test_the_whole_file_decides() -> None:
    plain = "id;name;price;quantity\n" + "".join(f"{n};plain;5;1\n" for n in range(9_000))
    *_, last = rows(plain + f"x;{NAME};5;1\n", "cp1251")
    assert last.name == NAME
    *_, last = rows(plain + f"x;{NAME};5;1\n", "utf-8")
    assert last.name == NAME


@pytest.mark.parametrize("damage", [b"\xd0", b"\xff", b"\xed\xa0\x80", b"\x98"])
def test_utf_8_with_a_damaged_byte_is_refused(damage: bytes) -> None:
    file = FILES["csv"].encode() + b"8;" + damage + b";5;1\n"
    assert refusal(file) == ("unknown_encoding", None)


@pytest.mark.parametrize(
    ("name", "damage"),
    [("ложка и нож", b"\xff"), ("ложка и нож", b"\xd0"), ("plain", b"\xed\xa0\x80"), ("plain", b"\x81")],
)
def test_damaged_utf_8_is_refused_even_where_its_bytes_are_all_letters(name: str, damage: bytes) -> None:
    file = "".join(["id,name,price,quantity\n", *(f"{n},{name},5,1\n" for n in range(20))]).encode()
    assert refusal(file + b"x," + damage + b",5,1\n") == ("unknown_encoding", None)


def test_utf_16_cut_in_the_middle_is_refused() -> None:
    assert refusal(FILES["csv"].encode("utf-16")[:-1]) == ("unknown_encoding", None)


@pytest.mark.parametrize("name", ["Чай", "ЧАЙ", "Йод", "Щётка", "Съёмник Щуп", "iPhone чехол", "USB-кабель"])
def test_a_few_letters_of_windows_1251_are_enough(name: str) -> None:
    assert good(f"id,name,price,quantity\n1,{name},5,1\n", "cp1251").name == name


def test_a_degree_sign_alone_is_the_same_in_all_windows_tables() -> None:
    assert good("id,name,price,quantity\n1,Thermometer 50°,5,1\n", "cp1251").name == "Thermometer 50°"


def test_a_byte_order_mark_inside_the_text_is_dropped() -> None:
    assert good("id,name,price,quantity\n1,Ku\ufeffche,5,1\n").name == "Kuche"
