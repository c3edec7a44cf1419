"""Which of several prices counts, in formats that name their kinds: told by the names, or asked for."""

from io import BytesIO

import pytest

from modules.partners.formats.errors import UnreadablePriceList
from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import BadRow, Good

PRICE = "<Цена><ИдТипаЦены>{}</ИдТипаЦены><ЦенаЗаЕдиницу>{}</ЦенаЗаЕдиницу><Валюта>{}</Валюта>{}</Цена>"


def exchange(*prices: tuple[str, str], more: str = "") -> str:
    """Offers of one good with prices of these types."""
    types = "".join(
        f"<ТипЦены><Ид>{n}</Ид><Наименование>{name}</Наименование></ТипЦены>" for n, (name, _) in enumerate(prices)
    )
    told = "".join(
        PRICE.format(n, amount, "USD" if "USD" in name else "руб", more) for n, (name, amount) in enumerate(prices)
    )
    return (
        f"<КоммерческаяИнформация><ПакетПредложений><ТипыЦен>{types}</ТипыЦен><Предложения><Предложение><Ид>1</Ид>"
        f"<Наименование>Чай</Наименование><Цены>{told}</Цены><Количество>3</Количество></Предложение></Предложения>"
        "</ПакетПредложений></КоммерческаяИнформация>"
    )


def read(file: str, told: dict[str, str] | None = None, only_currency: str | None = "RUB") -> Good | BadRow:
    (row,) = open_price_list(BytesIO(file.encode()), told, only_currency=only_currency)
    assert isinstance(row, Good | BadRow)
    return row


def prices(file: str, told: dict[str, str] | None = None) -> tuple[str, str]:
    good = read(file, told)
    assert isinstance(good, Good), good
    return str(good.price), str(good.price_rrp)


def refused(file: str, told: dict[str, str] | None = None) -> UnreadablePriceList:
    with pytest.raises(UnreadablePriceList) as caught:
        read(file, told)
    return caught.value


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ([("Плановая себестоимость", "50"), ("Розничная цена", "100")], ("100.00", "None")),
        ([("Закупочная", "50"), ("Оптовая", "70"), ("Розничная", "100")], ("70.00", "100.00")),
        ([("Учётная", "50"), ("Розничная", "100"), ("РРЦ", "120")], ("100.00", "120.00")),
        ([("Цена USD", "2"), ("Цена", "180")], ("180.00", "None")),
        ([("Минимальная цена", "60"), ("Опт 1", "70")], ("70.00", "None")),
        ([("Закупочная", "50")], ("50.00", "None")),
        ([("Базовая цена", "70"), ("Цена", "60")], ("70.00", "None")),
    ],
)
def test_a_type_of_price_is_chosen_by_its_name(kinds: list[tuple[str, str]], expected: tuple[str, str]) -> None:
    assert prices(exchange(*kinds)) == expected
    assert prices(exchange(*kinds[::-1])) == expected


@pytest.mark.parametrize("kinds", [["Опт 1", "Опт 2"], ["Розничная", "Опт 1"], ["Цена", "Оптовая цена"]])
def test_types_that_are_equally_likely_are_asked_for(kinds: list[str]) -> None:
    file = exchange((kinds[0], "70"), (kinds[1], "60"))
    error = refused(file)
    assert (error.code, error.params["headers"]) == ("duplicate_column", "\n".join(kinds))
    assert "; ".join(kinds) in error.said
    assert prices(file, {kinds[1]: "price"})[0] == "60.00"
    assert prices(file, {kinds[1]: "price", kinds[0]: "price_rrp"}) == ("60.00", "70.00")
    assert prices(file, {kinds[0]: "ignore"})[0] == "60.00"
    assert refused(file, dict.fromkeys(kinds, "price")).code == "duplicate_column"


def test_what_a_type_is_called_may_be_its_id() -> None:
    file = exchange(("", "70"), ("", "60"))
    assert refused(file).params["headers"] == "0\n1"
    assert prices(file, {"1": "price"})[0] == "60.00"


def test_a_good_without_the_price_that_counts_is_refused_and_takes_no_other() -> None:
    second = exchange(("Оптовая", "7"), ("Розничная", "9"))
    first = second.replace(PRICE.format(0, 7, "руб", ""), "").replace(
        "<Ид>1</Ид><Наименование>Чай", "<Ид>2</Ид><Наименование>Чай"
    )
    both = second.replace(
        "</Предложения>", first[first.index("<Предложение>") : first.index("</Предложения>")] + "</Предложения>"
    )
    good, bad = open_price_list(BytesIO(both.encode()))
    assert isinstance(good, Good)
    assert isinstance(bad, BadRow)
    assert [problem.code for problem in bad.problems] == ["missing_price"]


@pytest.mark.parametrize(
    ("more", "is_taken"),
    [
        ("<Коэффициент>12</Коэффициент>", False),
        ("<Коэффициент>0</Коэффициент>", False),
        ("<МинКоличество>10</МинКоличество>", False),
        ("<Коэффициент>1.000</Коэффициент>", True),
        ("<Коэффициент>1,0</Коэффициент><МинКоличество>1</МинКоличество>", True),
    ],
)
def test_the_price_of_a_pack_is_no_price_of_a_piece(more: str, is_taken: bool) -> None:
    row = read(exchange(("Цена", "120"), more=more))
    assert isinstance(row, Good) is is_taken
    assert [problem.code for problem in getattr(row, "problems", ())] == ([] if is_taken else ["bad_price"])


def test_two_prices_of_one_type_are_refused_unless_they_agree() -> None:
    one = PRICE.format(0, "120", "руб", "")
    for other, is_taken in (("120.00", True), ("110", False)):
        row = read(exchange(("Цена", "120")).replace(one, one + PRICE.format(0, other, "руб", "")))
        assert isinstance(row, Good) is is_taken


FEED = "<shop><item><id>1</id><name>Чай</name><qty>3</qty>{}</item></shop>"


def problems(file: str, told: dict[str, str] | None = None) -> list[tuple[str, str]]:
    row = read(file, told)
    return [(one.field, one.code) for one in row.problems] if isinstance(row, BadRow) else []


@pytest.mark.parametrize("attribute", ["currency", "currencyId", "curr"])
def test_the_currency_of_a_price_may_stand_in_its_element(attribute: str) -> None:
    file = FEED.format(f'<currency>RUB</currency><price {attribute}="USD">100</price>')
    assert problems(file) == [("currency", "currency_mismatch")]
    good = read(file, only_currency=None)
    assert isinstance(good, Good)
    assert good.currency == "USD"
    assert problems(FEED.format(f'<price {attribute}="RUR">100</price>')) == []
    assert problems(FEED.format('<price currency="штуки">100</price>')) == [("currency", "bad_currency")]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ('<price type="cost price">50</price><price type="retail">100</price>', ("100.00", "None")),
        ('<price type="wholesale">70</price><price type="retail">100</price>', ("70.00", "100.00")),
        ('<price type="a" currency="USD">2</price><price type="b" currency="RUB">180</price>', ("180.00", "None")),
        ("<price>70</price><price>70.00</price>", ("70.00", "None")),
        ("<price>70</price><cost_price>50</cost_price>", ("70.00", "None")),
    ],
)
def test_of_several_prices_in_a_feed_their_types_choose(told: str, expected: tuple[str, str]) -> None:
    assert prices(FEED.format(told)) == expected


@pytest.mark.parametrize(
    "told",
    [
        '<price type="A">70</price><price type="B">60</price>',
        "<price>70</price><price>60</price>",
        "<price>70</price><wholesale_price>60</wholesale_price>",
    ],
)
def test_several_prices_in_a_feed_that_nothing_tells_apart_refuse_the_good(told: str) -> None:
    assert problems(FEED.format(told)) == [("price", "duplicate_key")]


def test_what_a_type_in_a_feed_means_is_said_once() -> None:
    file = FEED.format('<price type="A">70</price><price type="B">60</price>')
    assert prices(file, {"B": "price", "A": "price_rrp"}) == ("60.00", "70.00")


def test_stocks_that_differ_refuse_the_good() -> None:
    file = FEED.format("<price>5</price><stock>4</stock>")
    assert problems(file) == [("quantity", "duplicate_key")]
    assert problems(file.replace("<stock>4", "<stock>3")) == []
    assert problems(file, {"stock": "quantity"}) == []
    assert problems(file, {"stock": "ignore"}) == []


def test_a_good_without_a_regular_price_has_its_price_all_the_same() -> None:
    item = "<item><id>{0}</id><name>Чай</name><qty>3</qty><price>50</price>{1}</item>"
    file = f"<shop>{item.format(1, '<regular_price>60</regular_price>')}{item.format(2, '')}</shop>"
    goods = list(open_price_list(BytesIO(file.encode())))
    assert [str(one.price) for one in goods if isinstance(one, Good)] == ["50.00", "50.00"]


def test_a_good_that_has_only_its_cost_has_no_price_where_others_have_one() -> None:
    item = '<item><id>{0}</id><name>Чай</name><qty>3</qty><price type="cost">50</price>{1}</item>'
    file = f"<shop>{item.format(1, '<price type="retail">100</price>')}{item.format(2, '')}</shop>"
    first, second = open_price_list(BytesIO(file.encode()))
    assert isinstance(first, Good)
    assert isinstance(second, BadRow)
    assert (str(first.price), [one.code for one in second.problems]) == ("100.00", ["missing_price"])


JSON = '[{"id": "1", "name": "Чай", "quantity": 3, %s}]'


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ('"price": 100, "Price": 200', "price"),
        ('"price": 100, "wholesale_price": 200', "price"),
        ('"price": 100, "Quantity": 5', "quantity"),
        ('"price": 100, "stock": 5', "quantity"),
        ('"price": 100, "ID": "2"', "external_id"),
    ],
)
def test_keys_of_one_meaning_that_contradict_refuse_the_good(told: str, field: str) -> None:
    assert problems(JSON % told) == [(field, "duplicate_key")]


@pytest.mark.parametrize(
    "told",
    [
        '"price": 100, "Price": "100.00"',
        '"price": 100, "cost_price": 50',
        '"price": 100, "stock": 3',
        '"price": 100, "regular_price": 120',
        '"price": 100, "sku": "A-1"',
        '"price": 100, "title": "Чай чёрный"',
    ],
)
def test_keys_of_one_meaning_that_agree_or_complete_are_taken(told: str) -> None:
    assert prices(JSON % told)[0] == "100.00"
