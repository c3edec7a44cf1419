"""Where goods stand in their supplier's tree: by paths, columns for each level, lists with parents, headings."""

import json
import zipfile
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import pytest

from modules.partners.formats.category_paths import written
from modules.partners.formats.reader import open_price_list
from tests.partners.formats.reading import good, notices, problems, rows
from tests.partners.formats.workbook import workbook, zipped

HEADER = "id;name;price;quantity;category\n"


def placed(*categories: str, header: str = HEADER) -> list[str]:
    """What goods with these categories stand in, outermost first."""
    lines = (f'{n};Thing {n};5;1;"{category}"\n' for n, category in enumerate(categories))
    return [way(row) for row in rows(header + "".join(lines))]


def way(row: Any) -> str:
    return " / ".join((*row.category_path, row.category_name))


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("Home > Kitchen > Knives", "Home / Kitchen / Knives"),
        ("Home>Kitchen", "Home / Kitchen"),
        ("Home &gt; Tea &amp; Coffee", "Home / Tea & Coffee"),
        ("Kitchen -> Kettles", "Kitchen / Kettles"),
        ("Дом / Кухня", "Дом / Кухня"),
        ("Дом | Кухня|Ножи", "Дом / Кухня / Ножи"),
        ("Дом » Кухня", "Дом / Кухня"),
        ("Дом :: Кухня", "Дом / Кухня"),
        ("Дом \\ Кухня", "Дом / Кухня"),
        ("Default Category/Gear/Bags", "Gear / Bags"),
        ("A > B, A > C", "A / B"),
        ("A > B, A > C > D", "A / C / D"),
        ("A, A > B", "A / B"),
        ("A > B\nA > C > D", "A / C / D"),
        ("Каталог/Одежда/Платья ## Распродажа", "Каталог / Одежда / Платья"),
        ("Сад\\, дача > Лопаты", "Сад, дача / Лопаты"),
        ("Дом, сад > Инструменты", "Дом, сад / Инструменты"),
        (" > Home > ", "> Home >"),
    ],
)
def test_a_path_is_told_by_its_separators(written: str, place: str) -> None:
    assert placed(written) == [place]


@pytest.mark.parametrize(
    "name",
    [
        *("Б/у техника", "A/C units", "TV/Audio", "Аудио/видео техника", "Лампы >5W", "Товары «Луна» и «Эра»"),
        *("Дом, сад", "R&D", "Cards&notes", "Тёплый пол 220/380 В"),
    ],
)
def test_a_name_with_such_a_sign_in_it_is_one(name: str) -> None:
    assert placed(name) == [name]
    assert placed("Посуда", name, "Чайники") == ["Посуда", name, "Чайники"]


def test_bare_slashes_separate_where_the_column_shows_a_tree() -> None:
    assert placed("Men/Coats", "Men/Shoes", "Б/у техника") == ["Men / Coats", "Men / Shoes", "Б/у техника"]
    assert placed("Men/Coats", "Women/Shoes") == ["Men/Coats", "Women/Shoes"]
    assert placed("DVD/CD", "DVD/BluRay", *("Посуда", "Чай", "Соль", "Мёд", "Лён", "Ель", "Мел"))[:2] == [
        "DVD/CD",
        "DVD/BluRay",
    ]
    assert placed("Дом/Кухня/Ножи", "Дом/Б/у техника") == ["Дом / Кухня / Ножи", "Дом / Б/у техника"]
    assert placed("Men/Coats > Warm", "Men/Shoes > Warm") == ["Men/Coats / Warm", "Men/Shoes / Warm"]


def test_commas_separate_where_other_cells_show_it() -> None:
    assert placed("Clothing, Sale", "Sale", "Clothing") == ["Clothing", "Sale", "Clothing"]
    assert placed("Одежда, обувь", "Одежда") == ["Одежда, обувь", "Одежда"]


def test_exports_of_shops_list_categories_in_their_own_ways() -> None:
    woo = 'Type,SKU,Name,Regular price,Stock,Categories\nsimple,1,x,5,1,"Clothing > Hats, Sale"\n'
    assert way(good(woo)) == "Clothing / Hats"
    head = "sku,attribute_set_code,product_type,categories,name,price,qty"
    assert way(good(f"{head}\n1,Bag,simple,Men/Winter Wear,x,5,1\n")) == "Men / Winter Wear"
    attributes = (
        'sku="1" attribute_family_code="default" type="simple" categories="Men/Coats" name="x" price="5" qty="1"'
    )
    assert way(good(f"<products><product {attributes}/></products>")) == "Men / Coats"


def test_equal_names_in_two_places_are_two_categories() -> None:
    first, second, third = rows(HEADER + "1;a;5;1;Дом > Ножи\n2;b;5;1;Сад > Ножи\n3;c;5;1;Дом|Ножи\n")
    assert first.category != second.category
    assert first.category == third.category == "Дом > Ножи"


def test_what_is_too_long_or_too_deep_is_said() -> None:
    deep = HEADER + "1;a;5;1;" + " > ".join(f"L{n}" for n in range(21)) + "\n"
    assert problems(deep) == [("category", "bad_category")]
    long = good(HEADER + "1;a;5;1;" + " > ".join(["я" * 200, "ю" * 200, "э"]) + "\n")
    assert (len(long.category), long.category_name, len(long.category_path)) == (255, "э", 2)


@pytest.mark.parametrize(
    ("columns", "cells", "place"),
    [
        ("Раздел 1;Раздел 2;Раздел 3", "Дом;Кухня;Ножи", "Дом / Кухня / Ножи"),
        ("category2;category1", "Kitchen;Home", "Home / Kitchen"),
        ("Category;Subcategory", "Home / Garden;Kitchen", "Home / Garden / Kitchen"),
        ("Категория;Подкатегория;Подкатегория 2", "Дом;;Ножи", "Дом / Ножи"),
        ("Категория 1-го уровня;Категория 2-го уровня", "Дом;Кухня", "Дом / Кухня"),
        ("IC_GROUP0;IC_GROUP1;IC_GROUP2", "Дом;Кухня;", "Дом / Кухня"),
        ("Level 1;Level 2", "Home;Tea > Coffee", "Home / Tea > Coffee"),
        ("category1;category2", "Home -> Tea;Sale -> All -> Tea", "Sale / All / Tea"),
        ("Корневая категория;Подкатегория 1;Подкатегория 2", "Каталог;Мебель;Столы", "Каталог / Мебель / Столы"),
        ("Раздел 1;Цвет", "Дом;белый", "Дом"),
    ],
)
def test_columns_may_be_levels(columns: str, cells: str, place: str) -> None:
    assert way(good(f"id;name;price;quantity;{columns}\n1;x;5;1;{cells}\n")) == place
    keys, values = columns.split(";"), cells.split(";")
    told = {"id": 1, "name": "x", "price": 5, "quantity": 1, **dict(zip(keys, values, strict=True))}
    assert way(good(json.dumps([told]))) == place
    elements = "".join(f'<param name="{key}">{escape(str(value))}</param>' for key, value in told.items() if value)
    assert way(good(f"<items><item>{elements}</item></items>")) == place


def test_columns_that_a_supplier_has_explained_are_levels_in_their_order() -> None:
    file = "id;name;price;quantity;Линейка;Серия\n1;x;5;1;Дом;Луна\n".encode()
    told = {"Линейка": "category", "Серия": "category"}
    (row,) = open_price_list(BytesIO(file), told)
    assert way(row) == "Дом / Луна"


@pytest.mark.parametrize(
    ("category", "place"),
    [
        (["A", "B"], "A"),
        (["A > B", "C"], "A / B"),
        ([{"id": 1, "name": "A"}, {"id": 2, "name": "B", "parent": {"name": "A"}}], "A / B"),
        ({"name": "B", "parent": {"name": "A", "parent": None}}, "A / B"),
        ({"id": 7, "name": "B", "path": [{"name": "A"}, {"name": "B"}]}, "A / B"),
        ({"id": 7, "name": "B", "parent": 5}, "B"),
        ([], ""),
        (7, "7"),
    ],
)
def test_json_names_a_category_in_many_ways(category: Any, place: str) -> None:
    assert way(good(json.dumps([{"id": 1, "name": "x", "price": 5, "quantity": 1, "category": category}]))) == place


def test_a_list_of_breadcrumbs_is_a_path() -> None:
    told = {"id": 1, "name": "x", "price": 5, "quantity": 1, "breadcrumbs": ["Дом", "Чай / Кофе"]}
    assert way(good(json.dumps([told]))) == "Дом / Чай / Кофе"


def test_listed_categories_have_their_parents() -> None:
    goods = "goods:\n- {id: 1, name: x, price: 5, quantity: 1, category: 9}\n"
    listed = (
        "categories:\n- {id: 1, name: Дом}\n- {id: 5, name: Кухня, parent: 1}\n- {id: 9, name: Ножи, parentId: 5}\n"
    )
    assert way(good(listed + goods)) == "Дом / Кухня / Ножи"
    circle = "categories:\n- {id: 5, name: Кухня, parent: 9}\n- {id: 9, name: Ножи, parent: 5}\n"
    assert good(circle + goods).category_name == "Ножи"
    told = {"id": 1, "name": "x", "price": 5, "quantity": 1, "category": 9}
    tree = [{"id": 1, "name": "Дом"}, {"id": 9, "name": "Ножи", "parent_id": 1}]
    assert way(good(json.dumps({"categories": tree, "goods": [told]}))) == "Дом / Ножи"


GROUPS = """<Группы><Группа><Ид>1</Ид><Наименование>Дом</Наименование><Группы><Группа><Ид>2</Ид>
<Наименование>Ножи</Наименование></Группа></Группы></Группа></Группы>"""
CATALOGUE = f"""<КоммерческаяИнформация><Классификатор>{GROUPS}</Классификатор><Каталог><Товары><Товар><Ид>a</Ид>
<Наименование>Нож</Наименование><Группы><Ид>2</Ид></Группы></Товар></Товары></Каталог></КоммерческаяИнформация>"""
PACKAGE = """<КоммерческаяИнформация><ПакетПредложений><Предложения>{}</Предложения></ПакетПредложений>
</КоммерческаяИнформация>"""
OFFER = PACKAGE.format("<Предложение><Ид>a</Ид>{}</Предложение>")


def test_an_exchange_in_files_for_each_thing_is_one_list() -> None:
    parts: dict[str, str | bytes] = {
        "import0_1.xml": CATALOGUE,
        "offers0_1.xml": OFFER.format("<Наименование>Нож (сталь)</Наименование>"),
        "prices0_1.xml": OFFER.format("<Цены><Цена><ЦенаЗаЕдиницу>450</ЦенаЗаЕдиницу></Цена></Цены>"),
        "rests0_1.xml": OFFER.format("<Остатки><Остаток><Количество>3</Количество></Остаток></Остатки>"),
    }
    read = good(zipped(parts))
    assert (way(read), str(read.price), read.quantity) == ("Дом / Ножи", "450.00", 3)


def test_a_packed_file_is_one_whatever_its_bytes_look_like() -> None:
    text = "goods:\n- {id: 1, name: Нож, price: 5, quantity: 1}\n"
    for second, packing in ((52, zipfile.ZIP_DEFLATED), (0, zipfile.ZIP_STORED)):
        file = BytesIO()
        with zipfile.ZipFile(file, "w", packing) as archive:  # packed at 3:33:52 its header reads as a key of YAML
            archive.writestr(zipfile.ZipInfo("list.yaml", (2026, 11, 22, 3, 33, second)), text, packing)
        assert good(file.getvalue()).name == "Нож"


def test_what_one_file_of_an_exchange_says_twice_stays_two() -> None:
    offer = "<Предложение><Ид>a</Ид><Цены><Цена><ЦенаЗаЕдиницу>4</ЦенаЗаЕдиницу></Цена></Цены></Предложение>"
    read = rows(PACKAGE.format(offer * 2))
    assert [type(row).__name__ for row in read] == ["Good", "BadRow"]


def test_headings_are_the_category_of_what_is_below_them() -> None:
    header = ["Код", "Наименование", "Цена", "Остаток"]
    file = workbook(A=[header, ["3D-принтеры"], [1, "Луна", 5, 1], [None, "Чайники"], [2, "Эра", 5, 1], ["A-7"]])
    first, second, third = rows(file)
    assert [way(first), way(second)] == ["3D-принтеры", "Чайники"]
    assert [problem.code for problem in third.problems] == ["missing_name", "missing_price", "missing_quantity"]
    assert notices(file)["section_row"] == 2


def test_totals_are_no_goods() -> None:
    file = "id;name;price;quantity\n1;x;5;1\nИтого;;;1\nИтого по прайсу: ;;5,00 руб.;\nTotal;;$5.00;1\n"
    assert [row.external_id for row in rows(file)] == ["1"]
    assert notices(file)["footer_row"] == 3


@pytest.mark.parametrize(
    "names", [("A",), ("Чай / Кофе",), ("Б/у", "TV/Audio"), ("A, B", "C > D"), ("a\\b", "«x» » y"), ("Дом, сад",)]
)
def test_a_path_that_is_written_is_read_back(names: tuple[str, ...]) -> None:
    row = good(HEADER + f'1;x;5;1;"{written(names)}"\n')
    assert (*row.category_path, row.category_name) == names
