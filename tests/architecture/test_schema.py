"""What typed clients are made from: every shape and operation under a name of its own, nothing left to guess."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from core.http.codes import error_codes
from core.http.contract import refusals
from core.http.contract.schemas import every
from tests import contract

NULL = {"type": "null"}
# Where null is an answer of its own. Whoever adds one says here that it is meant.
MAY_BE_NULL = {
    "ApiKeyMadeOut.expires",
    "ApiKeyMadeOut.used_at",
    "ApiKeyOut.expires",
    "ApiKeyOut.used_at",
    "AttachmentView.height",
    "AttachmentView.width",
    "BelowMinimumProblem.supplier",
    "BelowMinimumProblem.supplier_id",
    "CartGroup.free_from",
    "CartGroup.to_free_delivery",
    "CartItem.supplier",
    "CartProblem.item_id",
    "CartProblem.supplier_id",
    "CartView.id",
    "CartView.token",
    "CategoryOut.parent",
    "ConversationView.about",
    "ConversationView.assigned_to",
    "ConversationView.first_answered_at",
    "ConversationView.waiting_since",
    "CorrectedOrder.vat_rate",
    "ExportOut.expires_at",
    "ExportOut.file_url",
    "ExportOut.ready_at",
    "MessageView.deleted_at",
    "MessageView.editable_until",
    "MessageView.edited_at",
    "OfferOut.price_rrp",
    "OrderChanges.address",
    "OrderChanges.comment",
    "OrderChanges.delivery",
    "OrderChanges.subtotal",
    "OrderChanges.total",
    "OrderEntry.by",
    "OrderEntry.changes",
    "OrderEntry.from",
    "OrderEntry.letter",
    "OrderEntry.part",
    "OrderEntry.revision",
    "OrderEntry.status",
    "OrderExportOut.expires_at",
    "OrderExportOut.file_url",
    "OrderExportOut.ready_at",
    "OrderLine.vat_rate",
    "OrderStep.by",
    "OrderStep.from",
    "OrderView.vat_rate",
    "OwnReviewOut.edited_at",
    "PartOut.address",
    "PartStep.from",
    "PictureOut.height",
    "PictureOut.width",
    "PriceListOut.applied_at",
    "PriceListOut.error",
    "PriceListOut.reviewed_at",
    "PriceListOut.rollback_asked_at",
    "PriceListOut.rolled_back_at",
    "PriceListOut.superseded_by",
    "PriceListOvertakenProblem.superseded_by",
    "ProductDetail.image",
    "ProductDetail.price",
    "ProductDetail.vat_rate",
    "ProductOut.image",
    "ProfileOut.confirmed_at",
    "ProfileOut.username",
    "ProgressOut.total",
    "ReviewOut.edited_at",
    "RevisionView.by",
    "ScheduleOut.at",
    "ScheduleOut.last_error",
    "ScheduleOut.last_price_list_id",
    "ScheduleOut.last_result",
    "ScheduleOut.last_run_at",
    "SkuLineResult.item_id",
    "SkuLineResult.offer_id",
    "SkuLineResult.quantity",
    "SupplierDesk.free_from",
    "SupplierOut.free_from",
}
# Open by its nature: attributes have the names that a shop gives them, and a module keeps of a person what it will.
FREE_FORM = {"PersonExport.kept", "ProductIn.attributes", "ProductPatch.attributes"}


def _kinds(kind: type[BaseModel]) -> set[type[BaseModel]]:
    return {kind}.union(*(_kinds(child) for child in kind.__subclasses__()))


def operations() -> list[dict[str, Any]]:
    return [operation for methods in contract.document()["paths"].values() for operation in methods.values()]


def schemas() -> dict[str, Any]:
    return dict(contract.document()["components"]["schemas"])


def fields() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in schemas().items():
        for field, described in schema.get("properties", {}).items():
            yield f"{name}.{field}", described


def test_no_two_shapes_share_a_name() -> None:
    # ninja keeps one shape a name; the other would silently be described by it.
    named: dict[str, set[str]] = defaultdict(set)
    for kind in _kinds(BaseModel):
        if kind.__module__.startswith(("core.", "modules.")):
            named[kind.__name__].add(kind.__module__)
    assert {name: found for name, found in named.items() if len(found) > 1} == {}


def test_the_document_says_what_it_is() -> None:
    document = contract.document()
    assert document["openapi"].startswith("3.1")
    assert document["servers"] == [{"url": "/", "description": "Where this document came from"}]
    used = {tag for operation in operations() for tag in operation["tags"]}
    assert used <= {tag["name"] for tag in document["tags"] if len(tag["description"]) > 20}


def test_every_operation_is_named_tagged_and_summed_up() -> None:
    found = operations()
    ids = [operation["operationId"] for operation in found]
    assert len(set(ids)) == len(ids) > 40
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", id) for id in ids)
    assert all(operation["summary"] and len(operation["tags"]) == 1 for operation in found)
    assert "orders_place" in ids


def test_every_operation_says_who_may_call_it_and_how_it_can_fail() -> None:
    for operation in operations():
        name, answers = operation["operationId"], operation["responses"]
        assert operation["security"] in ([], [{"BearerAuth": []}], [{}, {"BearerAuth": []}]), name
        assert {"429", "503"} <= answers.keys(), name
        assert ("401" in answers) or not operation["security"], name
        assert ("422" in answers) or "requestBody" not in operation, name


def test_every_code_is_one_of_the_documented_ones() -> None:
    documented = {code for code, _status, _sentence in error_codes()}
    for name, answers in contract.operations().values():
        for answer in answers.values():
            assert set(answer.get("x-problem-codes", ())) <= documented, name


def test_the_facts_of_a_refusal_are_in_its_shape() -> None:
    """A sentence that names `%(limit)s` sends `limit` along: the shape of its code must say so."""
    shapes, declared = refusals.shapes(), set[str]()
    for _name, answers in contract.operations().values():
        declared |= {code for answer in answers.values() for code in answer.get("x-problem-codes", ())}
    for code in declared:
        for refusal in refusals.of(code):
            named = set(re.findall(r"%\((\w+)\)s", refusal.sentence)) - {"now", "then"}  # a price list's, not asked yet
            known = shapes[code].model_json_schema()["properties"] if code in shapes else {}
            assert named <= set(known), code
    assert set(shapes) <= declared


def test_no_shape_is_written_in_place() -> None:
    def ask(node: dict[str, Any], where: str) -> None:
        assert "properties" not in node, where
        assert "enum" not in node, where

    for operation in operations():
        for message in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in message.get("content", {}).values():
                for node in every(content["schema"]):
                    ask(node, operation["operationId"])
        for parameter in operation.get("parameters", []):
            ask(parameter["schema"], f"{operation['operationId']} {parameter['name']}")
    for name, field in fields():
        for node in every(field):
            ask(node, name)


def test_no_field_is_anything_at_all() -> None:
    free = set()
    for name, field in [*fields(), *schemas().items()]:
        assert field, name
        if any(node.get("additionalProperties") not in (None, False) for node in every(field)):
            free.add(name)
    assert {name for name in free if "." in name} == FREE_FORM
    for operation in operations():
        for answer in operation["responses"].values():
            assert all(content["schema"] for content in answer.get("content", {}).values()), operation["operationId"]


def test_null_is_an_answer_only_where_it_is_meant() -> None:
    answered = _reached_from_answers()
    nullable = {
        name for name, field in fields() if name.partition(".")[0] in answered and NULL in field.get("anyOf", ())
    }
    assert {name for name in nullable if not name.endswith("Page.next")} == MAY_BE_NULL
    for operation in operations():
        for parameter in operation.get("parameters", []):
            assert NULL not in parameter["schema"].get("anyOf", ()), operation["operationId"]


def _reached_from_answers() -> set[str]:
    waiting: list[Any] = [operation["responses"] for operation in operations()]
    waiting.append(contract.document()["components"]["responses"])
    seen: set[str] = set()
    while waiting:
        for node in every(waiting.pop()):
            name = str(node.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in schemas() and name not in seen:
                seen.add(name)
                waiting.append(schemas()[name])
    return seen


def test_no_component_is_left_over_and_none_is_missing() -> None:
    document = contract.document()
    referred = {node["$ref"] for node in every(document) if isinstance(node.get("$ref"), str)}
    for kind in ("schemas", "responses", "headers", "examples"):
        there = {f"#/components/{kind}/{name}" for name in document["components"][kind]}
        assert there == {ref for ref in referred if ref.startswith(f"#/components/{kind}/")}, kind
    assert all("title" not in schema for schema in schemas().values())


def _shown() -> Iterator[tuple[str, Any, Any]]:
    examples = contract.document()["components"]["examples"]
    shared = contract.document()["components"]["responses"]
    messages = [
        (one["operationId"], part)
        for one in operations()
        for part in (one.get("requestBody", {}), *one["responses"].values())
    ]
    for name, message in [*messages, *shared.items()]:
        for content in message.get("content", {}).values():
            if content["schema"].get("format") == "binary":
                continue
            assert content["examples"], f"{name} shows no example"
            for shown in content["examples"].values():
                kept = examples[shown["$ref"].rpartition("/")[2]] if "$ref" in shown else shown
                yield name, content["schema"], kept["value"]


def test_every_example_is_what_its_schema_says() -> None:
    count = 0
    for name, schema, value in _shown():
        wrong = [f"{error.instance_path} {error.message}" for error in contract.validator(schema).iter_errors(value)]
        assert not wrong, f"{name}: {wrong}"
        count += 1
    assert count > 150


def _bodies() -> list[Any]:
    from core.urls import api

    found = []
    for router in api._get_bound_routers():
        for path_view in router.path_operations.values():
            for operation in path_view.operations:
                models = [model for model in operation.models if model.__ninja_param_source__ == "body"]
                found += [pytest.param(api.get_openapi_operation_id(operation), model) for model in models]
    return found


@pytest.mark.parametrize(("name", "model"), _bodies())
def test_the_server_takes_the_example_of_every_request(name: str, model: Any) -> None:
    (operation,) = [one for one in operations() if one["operationId"] == name]
    (media,) = operation["requestBody"]["content"].values()
    (shown,) = media["examples"].values()
    value = contract.document()["components"]["examples"][shown["$ref"].rpartition("/")[2]]["value"]
    (parameter,) = model.model_fields
    model.model_validate({parameter: value})


def test_codes_that_say_more_have_literal_codes() -> None:
    for code, shape in refusals.shapes().items():
        assert get_args(shape.model_fields["code"].annotation) == (code,)
