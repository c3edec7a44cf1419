"""What a value must be like to be taken, the same for every format."""

from io import BytesIO

import pytest

from modules.partners.formats.reader import open_price_list
from modules.partners.formats.rows import BadRow, Good
from tests.partners.formats.reading import bad, good, notices, one_good, problems, rows


@pytest.mark.parametrize(
    ("written", "price"),
    [
        ("5", "5.00"),
        ("0.01", "0.01"),
        ("1299.90", "1299.90"),
        ("1299,9", "1299.90"),
        ("1 299,90", "1299.90"),
        ("1\u00a0299\u00a0000", "1299000.00"),
        ("1\u202f299.5", "1299.50"),
        ("1,299.90", "1299.90"),
        ("1,299,000", "1299000.00"),
        ('" 77 "', "77.00"),
        ("007", "7.00"),
        ("9999999999.99", "9999999999.99"),
        ("10.500", "10.50"),
    ],
)
def test_a_price_is_read_as_people_write_it(written: str, price: str) -> None:
    read = good(one_good(price=written, price_rrc=written))
    assert (str(read.price), str(read.price_rrp)) == (price, price)
    assert notices(one_good(price=written)) == {}


@pytest.mark.parametrize(
    ("written", "price"), [("10.005", "10.01"), ("10.0049", "10.00"), ("0.005", "0.01"), ("3,14159", "3.14")]
)
def test_more_decimals_are_rounded_half_up_and_told(written: str, price: str) -> None:
    assert str(good(one_good(price=written)).price) == price
    assert notices(one_good(price=written, price_rrc=written)) == {"price_rounded": 1}


HOSTILE_NUMBERS = [
    "NaN",
    ".nan",
    "Infinity",
    "-.inf",
    "1e400",
    "1e3",
    "9" * 5000,
    "0x10",
    "1_000",
    "٣",
    "five",
    "1.2.3",
    "true or false",
]
HOSTILE_NUMBERS += [
    "9" * 35,
    "1." + "9" * 5000,
    "-5",
    "+5",
    "1 29",
    "12 3456",
    "§5",
    "5 XYZ",
    "=5",
    "''; drop",
    "12:30",
    "5-",
    ".5",
    "5.",
]


@pytest.mark.parametrize("written", [*HOSTILE_NUMBERS, "0", "0.00", "0.004", "10000000000", "9999999999.995", "1,299"])
def test_what_is_no_price_is_an_error(written: str) -> None:
    assert problems(one_good(price=f'"{written}"')) == [("price", "bad_price")]


@pytest.mark.parametrize("written", [*HOSTILE_NUMBERS, "10000000000", "1,299"])
def test_what_is_no_recommended_price_is_an_error(written: str) -> None:
    assert problems(one_good(price_rrc=f'"{written}"')) == [("price_rrp", "bad_price")]


@pytest.mark.parametrize("written", [None, "", "~", "0", '"0,00"'])
def test_a_recommended_price_may_be_wanting(written: str | None) -> None:
    assert good(one_good(price_rrc=written)).price_rrp is None


@pytest.mark.parametrize(
    ("written", "quantity"),
    [("0", 0), ("14", 14), ('"1 000"', 1000), ("10.0", 10), ('"10,00"', 10), ("2147483647", 2_147_483_647)],
)
def test_a_quantity_is_a_whole_number(written: str, quantity: int) -> None:
    assert good(one_good(quantity=written)).quantity == quantity


@pytest.mark.parametrize("written", [*HOSTILE_NUMBERS, "0.5", "2147483648", "10,000"])
def test_what_is_no_quantity_is_an_error(written: str) -> None:
    assert problems(one_good(quantity=f'"{written}"')) == [("quantity", "bad_quantity")]


@pytest.mark.parametrize("field", ["name", "price", "quantity"])
@pytest.mark.parametrize("nothing", ["", "~", '"  "'])
def test_what_must_be_there_is_missed(field: str, nothing: str | None) -> None:
    assert problems(one_good(**{field: nothing})) == [(field, f"missing_{field}")]


@pytest.mark.parametrize("blank", ["\\u00a0", "\\u200b", "\\ufeff", "\\u3164", "\\u2800", "\\u00ad \\u2060", "\\u202e"])
def test_a_name_that_looks_blank_is_none(blank: str) -> None:
    assert problems(one_good(name=f'"{blank}"')) == [("name", "missing_name")]


@pytest.mark.parametrize("field", ["name", "id", "model", "brand", "category", "description"])
@pytest.mark.parametrize("char", ["\\0", "\\a", "\\x1f", "\\x7f", "\\ufffd"])
def test_bad_characters_are_refused_in_every_text(field: str, char: str) -> None:
    named = {"id": "external_id"}.get(field, field)
    assert problems(one_good(**{field: f'"a{char}b"'})) == [(named, "bad_characters")]


@pytest.mark.parametrize("parameters", ['{"a\\0b": 1}', '{Цвет: "a\\0b"}', '{Цвет: "\\ufffd"}'])
def test_bad_characters_are_refused_in_attributes(parameters: str) -> None:
    ((_, code),) = problems(one_good(parameters=parameters))
    assert code == "bad_characters"


@pytest.mark.parametrize(
    ("field", "limit"),
    [("name", 255), ("id", 120), ("model", 120), ("brand", 120), ("category", 255), ("description", 10_000)],
)
def test_texts_have_a_length_beyond_which_they_are_refused(field: str, limit: int) -> None:
    named = {"id": "external_id"}.get(field, field)
    assert getattr(good(one_good(**{field: "я" * limit})), named) == "я" * limit
    assert problems(one_good(**{field: "я" * (limit + 1)})) == [(named, "too_long")]
    assert problems(one_good(**{field: "я" * limit * 20})) == [(named, "too_long")]


def test_attributes_have_a_length_beyond_which_they_are_refused() -> None:
    (attribute,) = good(one_good(parameters=f"{{? {'n' * 80} : {'v' * 500}}}")).attributes
    assert (len(attribute.name), len(str(attribute.value))) == (80, 500)
    assert problems(one_good(parameters=f"{{? {'n' * 81} : v}}"))[0][1] == "too_long"
    assert problems(one_good(parameters=f"{{n: {'v' * 501}}}")) == [("n", "too_long")]


def test_texts_are_kept_composed_and_with_single_blanks() -> None:
    read = good(one_good(name='"Чаи\u0306ник \\t  Luna\u00a0 2"', model='" a  b "'))
    assert (read.name, read.model) == ("Чайник Luna 2", "a b")


def test_all_that_is_wrong_with_a_row_is_said_at_once() -> None:
    file = one_good(name="~", price="x", quantity="-1", currency="XXQ")
    assert problems(file) == [
        ("name", "missing_name"),
        ("price", "bad_price"),
        ("quantity", "bad_quantity"),
        ("currency", "bad_currency"),
    ]
    row = bad(file)
    assert (row.line, row.external_id, row.name) == (6, "4216292", "")


def test_a_bad_row_can_be_stored_whatever_was_in_it() -> None:
    row = bad(one_good(name=f'"{"я" * 200_000}\\0"', id='"\\0\\x1f"', price='"\\0"'))
    assert "\0" not in repr(row.problems) + row.name + row.external_id
    assert len(row.name) <= 255
    assert len(row.external_id) <= 120
    assert all(len(problem.detail) < 200 for problem in row.problems)


def test_without_an_id_the_model_stands_for_it() -> None:
    assert good(one_good(id=None)).external_id == "luna/one"
    assert notices(one_good(id=None)) == {"generated_id": 1}


def test_without_an_id_and_a_model_the_name_makes_one_that_stays() -> None:
    first, again = good(one_good(id=None, model=None)), good(one_good(id='""', model="~", price="7"))
    other = good(one_good(id=None, model=None, name="Другой"))
    assert first.external_id == again.external_id != other.external_id
    assert first.external_id == "name-5404e3efa0d0e79c"
    assert notices(one_good(id=None, model=None)) == {"generated_id": 1, "missing_model": 1}


def test_an_id_that_is_refused_is_not_replaced() -> None:
    assert problems(one_good(id="x" * 121)) == [("external_id", "too_long")]


def test_the_later_of_two_goods_with_one_id_is_an_error() -> None:
    file = (
        one_good()
        + "  - {id: 'luna/two', name: y, price: 1, quantity: 1}\n  - {id: 4216292, name: z, price: 1, quantity: 1}\n"
    )
    file += "  - {model: luna/two, name: w, price: 1, quantity: 1}\n"
    first, second, third, fourth = rows(file)
    assert isinstance(first, Good)
    assert isinstance(second, Good)
    for row, line in ((third, 6), (fourth, 13)):
        assert isinstance(row, BadRow)
        assert [(problem.field, problem.code) for problem in row.problems] == [("external_id", "duplicate_id")]
        assert f"Line {line} " in row.problems[0].said


def test_a_good_row_counts_where_an_earlier_one_of_its_id_was_refused() -> None:
    head = "id;name;price;quantity\n"
    first, second, third = rows(head + "1;Kettle;no;2\n1;Kettle;10;2\n1;Kettle;11;2\n")
    assert isinstance(first, BadRow)
    assert isinstance(second, Good)
    assert isinstance(third, BadRow)
    assert third.problems[0].said == "Line 3 has the id “1” already."


def test_a_good_in_another_currency_may_be_refused_and_its_id_is_free_for_the_next() -> None:
    file = b"id;name;price;quantity;currency\n1;Kettle;1;2;USD\n1;Kettle;100;2;RUB\n2;Lamp;5;1;\n"
    read = list(open_price_list(BytesIO(file), only_currency="RUB"))
    assert [isinstance(row, Good) for row in read] == [False, True, True]
    assert isinstance(read[0], BadRow)
    assert read[0].problems[0].said == "The price is in USD; this shop takes RUB."


def test_an_id_that_nobody_sees_is_none() -> None:
    assert problems("id;price;quantity\n\u2800;5;1\n") == [("name", "missing_name")]


@pytest.mark.parametrize(("field", "limit"), [("name", 255), ("id", 120), ("model", 120), ("category", 255)])
def test_what_is_too_long_is_told_the_limit_of_its_field(field: str, limit: int) -> None:
    for length in (limit + 1, limit * 4 + 1, limit * 40):
        (problem,) = bad(one_good(**{field: "x" * length})).problems
        assert (problem.code, problem.params["most"], problem.params["length"]) == ("too_long", limit, length)


def test_a_category_that_is_too_deep_in_text_is_told_so() -> None:
    (problem,) = bad(one_good(category=" > ".join(["x" * 250] * 17))).problems
    assert (problem.code, problem.params["most"]) == ("too_long", 4000)


@pytest.mark.parametrize(
    ("written", "gtin"),
    [
        ("4006381333931", "4006381333931"),
        ("'0036000291452'", "0036000291452"),
        ("'036000291452'", "0036000291452"),
        ("'96385074'", "0000096385074"),
        ("4006-3813 33931", "4006381333931"),
        ("'10012345678902'", "10012345678902"),
    ],
)
def test_one_article_number_is_written_one_way(written: str, gtin: str) -> None:
    assert good(one_good(gtin=written)).gtin == gtin
    assert notices(one_good(gtin=written)) == {}


@pytest.mark.parametrize("written", ["4006381333932", "4.00638E+12", "123", "0000000000000", "no", "٣٣٣٣٣٣٣٣"])
def test_a_wrong_article_number_is_left_out_and_told(written: str) -> None:
    assert good(one_good(gtin=f"'{written}'")).gtin == ""
    assert notices(one_good(gtin=f"'{written}'")) == {"bad_gtin": 1}


@pytest.mark.parametrize(
    ("written", "currency"),
    [("RUR", "RUB"), ("rub", "RUB"), ("руб.", "RUB"), ("₽", "RUB"), ("usd", "USD"), ("", "RUB")],
)
def test_a_good_may_have_its_own_currency(written: str, currency: str) -> None:
    assert good(one_good(currency=written)).currency == currency


def test_a_currency_that_is_nowhere_said_is_not_guessed() -> None:
    file = one_good().replace("currency: RUB\n", "")
    assert good(file).currency is None
    assert notices(file) == {"missing_currency": 1}


def test_currencies_that_are_mixed_are_told() -> None:
    file = one_good() + "  - {id: 2, model: m, category: 224, name: y, price: 1, quantity: 1, currency: USD}\n"
    assert notices(file) == {"mixed_currencies": 1}


def test_a_category_is_known_by_id_or_name_or_is_a_name() -> None:
    assert (good(one_good()).category, good(one_good()).category_name) == ("224", "Смартфоны")
    assert good(one_good(category="Смартфоны")).category == "224"
    assert good(one_good(category="Чай")).category_name == "Чай"
    assert notices(one_good(category="Чай")) == {"unknown_category": 1}
    assert notices(one_good(category=None)) == {"missing_category": 1}
    assert good(one_good(category=None)).category == ""


def test_what_is_refused_is_not_told_as_a_notice_too() -> None:
    assert notices(one_good(model=None, category=None, name=None)) == {}


@pytest.mark.parametrize("written", ["-4", "−4", "- 4", "-1,5", "-3 шт"])
def test_a_negative_quantity_is_called_so(written: str) -> None:
    (problem,) = bad(one_good(quantity=f'"{written}"')).problems
    assert (problem.code, "negative" in problem.said) == ("bad_quantity", True)
