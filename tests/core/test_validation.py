"""What a client is told of values that were refused: the place it sent, its own language, a stable code."""

from typing import Annotated, Any, Literal

import ninja
import pytest
from django.http import HttpRequest
from django.urls import path
from pydantic import Field, TypeAdapter, ValidationError

from core.http.shapes import Query, Request
from core.http.values import Id, Name, Quantity, QueryText, Text, UpTo
from tests.core import sample

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.test_validation")]
RUSSIAN = {"Accept-Language": "ru"}
api_of_kinds = sample.build("kinds")


class Piece(Request):
    size: Quantity


class Kinds(Request):
    either: Id | Name = 1
    values: dict[Name, Text | bool | None] = {}
    pieces: list[Piece] | Name = "none"
    note: Annotated[Name, Field(max_length=3)] = "abc"
    few: Annotated[list[Id], Field(max_length=2)] = []
    some: Annotated[list[Id], Field(min_length=1)] = [1]
    pair: Annotated[list[Id], Field(min_length=2)] = [1, 2]
    colour: Literal["red", "blue"] = "red"


class Search(Query):
    search: QueryText = ""
    both: int | Literal["all"] = 1


@api_of_kinds.post("/kinds/", response={204: None})
def kinds(request: HttpRequest, data: Kinds) -> Any:
    return ninja.Status(204, None)


@api_of_kinds.get("/search/", response={204: None})
def search(request: HttpRequest, filters: Annotated[Search, ninja.Query()]) -> Any:
    return ninja.Status(204, None)


urlpatterns = [path("api/v1/kinds/", api_of_kinds.urls), *sample.urlpatterns]


def refused(response: Any) -> list[tuple[Any, ...]]:
    assert response.status_code == 422, response.content
    return [(*error["loc"], error["code"]) for error in response.json()["errors"]]


def sentences(response: Any) -> list[str]:
    return [error["msg"] for error in response.json()["errors"]]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"either": 1.5}, ("body", "either", "invalid")),
        ({"either": 0}, ("body", "either", "greater_than_equal")),
        ({"either": "x" * 256}, ("body", "either", "string_too_long")),
        ({"values": {"bool": "a\x00", "fine": True}}, ("body", "values", "bool", "bad_characters")),
        ({"values": {"list[a](b)": 5}}, ("body", "values", "list[a](b)", "invalid")),
        ({"values": {"a": {"b": 1}}}, ("body", "values", "a", "invalid")),
        ({"values": {" ": True}}, ("body", "values", " ", "blank")),
        ({"pieces": [{"size": 1}, {"size": 0}]}, ("body", "pieces", 1, "size", "greater_than_equal")),
        ({"pieces": [{}]}, ("body", "pieces", 0, "size", "missing")),
        ({"data": 1}, ("body", "data", "extra_forbidden")),
        ({"few": [1, 0]}, ("body", "few", 1, "greater_than_equal")),
        (b"", ("body", "missing")),
        (b"null", ("body", "model_type")),
        (b"[]", ("body", "model_type")),
    ],
)
def test_one_error_at_the_place_that_the_client_sent(api: Any, body: Any, place: tuple[Any, ...]) -> None:
    assert refused(api.post("kinds/kinds/", body)) == [place]


def test_several_places_are_several_errors(api: Any) -> None:
    found = refused(api.post("kinds/kinds/", {"either": [], "colour": "pink", "note": "abcd"}))
    assert sorted(one[1] for one in found) == ["colour", "either", "note"]


@pytest.mark.parametrize(
    ("body", "english", "russian"),
    [
        ({"few": [1, 2, 3]}, "At most 2 items.", "Элементов — не больше 2."),
        ({"some": []}, "At least 1 item.", "Элементов — не меньше 1."),
        ({"pair": []}, "At least 2 items.", "Элементов — не меньше 2."),
        ({"note": "abcd"}, "At most 3 characters.", "Символов — не больше 3."),
        ({"either": "x" * 256}, "At most 255 characters.", "Символов — не больше 255."),
        ({"colour": "pink"}, "Must be one of: 'red', 'blue'.", "Допустимые значения: 'red', 'blue'."),
        ({"surprise": 1}, "There is no such field here.", "Такого поля здесь нет."),
        ({"either": 0}, "Must be at least 1.", "Должно быть не меньше 1."),
    ],
)
def test_the_sentence_is_in_the_readers_language(api: Any, body: Any, english: str, russian: str) -> None:
    assert sentences(api.post("kinds/kinds/", body, headers={"Accept-Language": "en"})) == [english]
    assert sentences(api.post("kinds/kinds/", body, headers=RUSSIAN)) == [russian]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ({"name": " "}, "blank"),
        ({"name": "a\nb"}, "bad_characters"),
        ({"price": "1.001"}, "bad_amount"),
        ({"price": 12.5}, "amount_type"),
        ({"price": -12}, "bad_amount"),
        ({"price": True}, "amount_type"),
        ({"email": "nobody"}, "bad_email"),
        ({"gift": 1}, "bool_type"),
        ({"quantity": 2**31}, "less_than_equal"),
        ({"quantity": 1.5}, "int_type"),
        ({"quantity": 10**30}, "int_parsing_size"),
        ({"quantity": 2**63}, "less_than_equal"),
        ({"name": None}, "string_type"),
    ],
)
def test_our_own_kinds_of_values_are_refused_in_russian(api: Any, field: dict[str, Any], code: str) -> None:
    response = api.post("orders/", {"name": "Чайник"} | field, headers=RUSSIAN)
    assert refused(response) == [("body", next(iter(field)), code)]
    (sentence,) = sentences(response)
    assert any("а" <= letter <= "я" for letter in sentence), sentence


def test_a_number_that_no_computer_counts_with_is_too_large_and_not_no_number(api: Any) -> None:
    (sentence,) = sentences(api.post("orders/", b'{"name": "Kettle", "quantity": 1' + b"0" * 30 + b"}"))
    assert sentence == "The number is too large: it has more digits than are taken."
    answer = api.get("filtered/?ref=1" + "0" * 30)
    assert refused(answer) == [("query", "ref", "int_parsing_size")]
    assert refused(api.get("filtered/?ref=-" + "1" * 20)) == [("query", "ref", "int_parsing_size")]


def test_a_query_knows_no_parameters_of_ours(api: Any) -> None:
    assert refused(api.get("kinds/search/?both=x")) == [("query", "both", "literal_error")]
    assert sentences(api.get("filtered/?ref=x", headers=RUSSIAN)) == ["Должно быть целым числом."]


@pytest.mark.parametrize("broken", ["%FF", "%ED%A0%80", "a%C3"])
def test_a_query_that_is_not_utf8_is_refused(api: Any, broken: str) -> None:
    assert refused(api.get(f"kinds/search/?search={broken}")) == [("query", "search", "bad_characters")]
    assert api.get("kinds/search/?search=%D1%8F").status_code == 204


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        ('{"name": "a"}'.encode("utf-16"), "application/json", 415),
        ('{"name": "a"}'.encode("utf-16-le"), "application/json", 415),
        (b'{"name": "a"}', "application/json; charset=windows-1251", 415),
        (b'{"name": "a"}', 'application/json; charset="UTF-8"', 201),
        (b'{"name": NaN}', "application/json", 422),
    ],
)
def test_a_body_is_utf8(api: Any, body: bytes, media_type: str, status: int) -> None:
    response = api.post("orders/", body, content_type=media_type)
    assert response.status_code == status, response.content
    assert status != 415 or response.json()["code"] == "unsupported_media_type"


def test_any_etag_is_the_one_that_is_kept(api: Any) -> None:
    assert api.get("kept/").status_code == 200
    assert api.get("kept/", headers={"If-None-Match": "*"}).status_code == 304
    assert api.get("kept/", headers={"If-None-Match": '"other"'}).status_code == 200


def test_of_two_limits_the_narrower_is_told() -> None:
    kind: TypeAdapter[Any] = TypeAdapter(Annotated[Name, UpTo(100)])
    for length in (101, 255, 256, 1000):
        with pytest.raises(ValidationError) as refused:
            kind.validate_python("x" * length)
        assert [(error["type"], error["ctx"]["max_length"]) for error in refused.value.errors()] == [
            ("string_too_long", 100)
        ], length
    assert kind.validate_python(f" {'x' * 100} ") == "x" * 100
    assert kind.json_schema()["maxLength"] == 100
