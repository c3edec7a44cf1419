"""CSV in the dialects of spreadsheets, and what goes wrong in them."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import Attribute, BadRow, Good
from tests.partners.formats.reading import good, notices, opened, problems, refusal, rows

HEADER = "id;name;price;quantity\n"


def test_a_russian_spreadsheet_is_read() -> None:
    file = (
        "\ufeffАртикул;Наименование;Категория;Модель;Бренд;Штрихкод;Цена, руб.;РРЦ;Остаток (шт);Описание"
        ";Цвет;Вес, кг;Новинка\r\n"
        "A-7;Чайник «Луна»;Кухня;luna/7;Луна;4006381333931;1 299,90;1 499;14;Кипятит.;белый;1.2;TRUE\r\n"
        ";;;;;;;;;;;;\r\n"
        "A-8;Чашка;Кухня;;;;99;;0;;;;\r\n"
    )
    reader = opened(file)
    first, second = reader
    assert (reader.format, reader.currency) == ("csv", "RUB")
    assert first == Good(
        line=2,
        external_id="A-7",
        name="Чайник «Луна»",
        category="Кухня",
        category_name="Кухня",
        model="luna/7",
        brand="Луна",
        gtin="4006381333931",
        price=Decimal("1299.90"),
        price_rrp=Decimal("1499.00"),
        quantity=14,
        currency="RUB",
        attributes=(Attribute("Цвет", "белый"), Attribute("Вес, кг", Decimal("1.2")), Attribute("Новинка", True)),
        description="Кипятит.",
    )
    assert isinstance(second, Good)
    assert (second.line, second.attributes, second.price_rrp) == (4, (), None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_dialect_is_told_apart(delimiter: str, newline: str) -> None:
    lines = [["sku", "title", "price", "stock", "a,b;c"], ["x", '"one; two, three\t|4"', '"5,50"', "1", "z"]]
    read = good(newline.join(delimiter.join(line if n else map(_quoted, line)) for n, line in enumerate(lines)))
    assert (read.external_id, read.name, read.price) == ("x", "one; two, three |4", Decimal("5.50"))
    assert read.attributes == (Attribute("a,b;c", "z"),)


def _quoted(cell: str) -> str:
    return f'"{cell}"'


@pytest.mark.parametrize(
    "header",
    [
        "ID,NAME,PRICE,QTY",
        "артикул,название,цена,количество",
        "Код товара,Номенклатура,Цена (руб.),Кол-во",
        "sku,Title,Price,Stock",
    ],
)
def test_columns_go_by_many_names(header: str) -> None:
    read = good(f"{header}\n7,Чай,5,2\n")
    assert (read.external_id, read.name, str(read.price), read.quantity) == ("7", "Чай", "5.00", 2)


@pytest.mark.parametrize(
    ("column", "field", "value", "read"),
    [
        ("price_rrc", "price_rrp", "7", Decimal("7.00")),
        ("ррц", "price_rrp", "7", Decimal("7.00")),
        ("Модель", "model", "m", "m"),
        ("бренд", "brand", "b", "b"),
        ("ean", "gtin", "4006381333931", "4006381333931"),
        ("Валюта", "currency", "USD", "USD"),
        ("описание", "description", "d", "d"),
        ("Category", "category", "c", "c"),
    ],
)
def test_further_columns_are_understood(column: str, field: str, value: str, read: object) -> None:
    assert getattr(good(f"id,name,price,quantity,{column}\n1,x,5,1,{value}\n"), field) == read


def test_titles_may_stand_above_the_header() -> None:
    file = "Прайс-лист ООО «Связь»;;;\n;;;\nот 01.02.2026;;;\n" + HEADER + "1;x;5;1\n"
    assert good(file).line == 5


@pytest.mark.parametrize(
    ("file", "code", "line"),
    [
        ("a,b,c\n1,2,3\n", "columns_unknown", 1),
        ("Book,Neuromancer,7.99,51\nBook,Snow Crash,17.99,5\n", "columns_unknown", 1),
        ("name;quantity\nx;5\n", "columns_unknown", 1),
        ("name;price\nx;5\n", "columns_unknown", 1),
        ("id;name;price;Цена;quantity\n1;x;5;6;1\n", "duplicate_column", 1),
        ("id;name;price;quantity;Цвет;Цвет\n1;x;5;1;a;b\n", "duplicate_column", 1),
        ("name;price;quantity" + ";" * 500 + "\n", "too_many_columns", 1),
    ],
)
def test_a_file_without_a_usable_header_says_so(file: str, code: str, line: int | None) -> None:
    assert refusal(file) == (code, line)


def test_of_several_ids_the_most_telling_one_is_the_id() -> None:
    file = "Артикул;id;name;price;quantity\nA-7;1;x;5;1\n"
    assert (good(file).external_id, good(file).attributes) == ("1", (Attribute("Артикул", "A-7"),))
    assert notices(file)["ambiguous_column"] == 1


def test_an_article_code_of_the_supplier_comes_before_a_vague_one() -> None:
    assert good("article;sku;name;price;quantity\nA-7;1;x;5;1\n").external_id == "1"


def test_a_column_without_a_name_is_left_out() -> None:
    assert good("id;name;price;quantity;;\n1;x;5;1;secret;\n").attributes == ()


@pytest.mark.parametrize("cell", ["010", "12:30", "NO", "1_000", "1e3", "=1+1"])
def test_a_cell_that_only_resembles_a_number_stays_text(cell: str) -> None:
    assert good(f"id;name;price;quantity;Код партии\n1;x;5;1;{cell}\n").attributes == (Attribute("Код партии", cell),)


def test_rows_are_known_by_the_line_they_start_on() -> None:
    read = rows(HEADER + '1;"two\nlines";5;1\n\n2;"три\n\nстроки";5;1\n3;x;bad;1\n')
    assert [row.line for row in read] == [2, 5, 8]
    assert [row.name for row in read] == ["two lines", "три строки", "x"]


def test_fewer_cells_are_blanks_and_more_are_an_error() -> None:
    assert problems(HEADER + "1;x;5\n") == [("quantity", "missing_quantity")]
    assert problems(HEADER + "1;x;5;1;oops\n") == [("", "too_many_cells")]
    assert good(HEADER + "1;x;5;1;;;\n").quantity == 1


@pytest.mark.parametrize("broken", ['2;"Гвоздь 5;5;1', '2;"Гвоздь" 5;5;1', '2;x;5;"'])
def test_a_quote_that_is_not_closed_costs_its_own_row_only(broken: str) -> None:
    good_rows = [f'{number};"Болт {number}";5;1' for number in range(3, 900)]
    read = rows(HEADER + "\n".join(["1;x;5;1", broken, *good_rows]) + "\n")
    assert [row.line for row in read] == list(range(2, 901))
    assert [row.line for row in read if isinstance(row, BadRow)] == [3]
    assert [problem.code for row in read if isinstance(row, BadRow) for problem in row.problems] == ["bad_quotes"]


def test_a_record_with_more_cells_than_the_header_has_swallowed_its_neighbour() -> None:
    first, second, third = rows(HEADER + '1;x;5;"1\n2;y";5;1\n3;z;5;1\n')
    assert isinstance(first, BadRow)
    assert first.problems[0].code == "bad_quotes"
    assert (second.line, second.external_id, second.name) == (3, "2", 'y"')
    assert third.external_id == "3"


@pytest.fixture
def no_field_limit() -> Iterator[None]:
    """Another library may have lifted the limit that the csv module has for all of the process."""
    before = csv.field_size_limit(1 << 30)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("no_field_limit")
def test_a_quote_that_is_never_closed_does_not_gather_the_file_in_memory() -> None:
    lines = [f"{number};Болт номер {number};5;1" for number in range(2, 20_000)]
    source = BytesIO((HEADER + '1;"x;5;1\n' + "\n".join(lines) + "\n").encode())
    reader = iter(open_price_list(source))
    first = next(reader)
    assert (first.line, type(first)) == (2, BadRow)
    assert source.tell() < 300_000 < len(source.getvalue())
    assert all(isinstance(row, Good) for row in reader)


def test_broken_quotes_without_end_stop_the_file() -> None:
    code, line = refusal(HEADER + '1;"x"y;5;1\n' * 200)
    assert (code, line) == ("broken_quotes", 102)


def test_a_line_that_never_ends_is_not_gathered_in_memory() -> None:
    assert refusal(HEADER + "1;x;5;1\n2;" + "a" * 3_000_000) == ("too_long", 3)


@pytest.mark.usefixtures("no_field_limit")
def test_a_row_that_is_too_long_costs_itself_only() -> None:
    first, second = rows(HEADER + f"1;{'a' * 70_000};5;1\n2;x;5;1\n")
    assert isinstance(first, BadRow)
    assert [problem.code for problem in first.problems] == ["too_long"]
    assert isinstance(second, Good)


def test_blanks_before_a_quote_do_not_make_it_a_letter() -> None:
    assert good('id, name, price, quantity\n1, "Tea, black", "5", 1\n').name == "Tea, black"


def test_quotes_inside_a_plain_cell_are_just_quotes() -> None:
    assert good(HEADER + '1;Труба 5" стальная;5;1\n').name == 'Труба 5" стальная'
    assert good(HEADER + '1;"Труба ""5""";5;1\n').name == 'Труба "5"'


def test_a_header_alone_is_an_empty_list() -> None:
    assert rows(HEADER) == []
    assert notices(HEADER) == {"empty_list": 1}


def test_empty_rows_are_not_counted() -> None:
    reader = opened(HEADER + ";;;\n" * 5000 + "1;x;5;1\n")
    assert [row.line for row in reader] == [5002]
    assert reader.read == 1


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_a_good_in_place_of_the_names_is_not_taken_for_them(delimiter: str) -> None:
    file = "A-1;Стул деревянный;1500,00;4\nA-2;Стол;2500,00;2\n".replace(";", delimiter)
    with pytest.raises(UnreadablePriceList) as caught:
        opened(file)
    assert (caught.value.code, caught.value.line) == ("columns_unknown", 1)
    headers = str(caught.value.params["headers"]).splitlines()
    assert headers == ["Column 1", "Column 2", "Column 3", "Column 4"]
    assert "Column 2: Стул деревянный; Column 3: 1500,00" in caught.value.said
    told = dict(zip(headers, ("external_id", "name", "price", "quantity"), strict=True))
    read = list(open_price_list(BytesIO(file.encode()), told))
    assert [(one.external_id, one.line) for one in read if isinstance(one, Good)] == [("A-1", 1), ("A-2", 2)]


def test_two_byte_order_marks_are_one() -> None:
    assert good("\ufeff\ufeff" + HEADER + "1;Чай;5;1\n").external_id == "1"


@pytest.mark.parametrize("numbers", ["1;2;3;4", " 1 ; 2 ;3;4"])
def test_a_row_that_counts_the_columns_is_no_good(numbers: str) -> None:
    file = f"Артикул;Наименование;Цена;Остаток\n{numbers}\nA;Чай;5;10\n"
    assert (good(file).external_id, good(file).line) == ("A", 3)
    assert [row.external_id for row in rows(file.replace("3;4", "4;3"))] == ["1", "A"]
    assert [row.external_id for row in rows(f"{file}{numbers}\n")] == ["A", "1"]
