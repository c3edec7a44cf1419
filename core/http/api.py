"""The one API: every module that is on brings its router, and the schema says all that can be answered."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from ninja import NinjaAPI, Router
from ninja.operation import Operation
from ninja.types import DictStrAny

from core.http import problems
from core.http.bodies import JsonRenderer, StrictParser
from core.http.shapes import Problem
from core.module import Module, import_if_there

VERSION = "1.0.0"
DESCRIPTION = (
    "An online store and a procurement service in one. Errors are problem documents (RFC 9457) with a stable "
    "`code`; lists are pages with an opaque `next` cursor; money is a decimal string beside its currency."
)
ERRORS: dict[str, str] = {
    "400": "The request cannot be read, or the goods do not suffice",
    "401": "Nobody is signed in",
    "403": "No right to this kind of thing",
    "404": "No such object, or somebody else's",
    "409": "Conflict with the present state",
    "413": "Too large",
    "415": "Not JSON",
    "422": "A value cannot be accepted",
    "429": "Too many requests",
    "503": "A part of the service is down",
}


class TorgAPI(NinjaAPI):
    """NinjaAPI with operation ids of the form `<module>_<endpoint>` and every error in the schema."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        module = operation.view_func.__module__.rpartition(".")[0].rpartition(".")[2]
        return f"{module}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(**kwargs)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        own = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= own.pop("$defs", {}) | {"Problem": own}
        for method, operation in _operations(schema):
            _declare_errors(method, operation)
        return schema


def build() -> TorgAPI:
    """Return the API with the routers of the accounts and of all modules that are on."""
    api = TorgAPI(
        title="Torg",
        version=VERSION,
        description=DESCRIPTION,
        renderer=JsonRenderer(),
        parser=StrictParser(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )
    problems.install(api)
    for config in apps.get_app_configs():
        found = import_if_there(f"{config.name}.api") if isinstance(config, Module) else None
        if found is not None:
            router: Router = found.router  # type: ignore[attr-defined]
            api.add_router(getattr(config, "prefix", ""), router, tags=[capfirst(config.label)])
    return api


def _operations(schema: DictStrAny) -> Iterator[tuple[str, DictStrAny]]:
    for methods in schema["paths"].values():
        yield from methods.items()


def _declare_errors(method: str, operation: DictStrAny) -> None:
    possible = {"429", "503", "422"}
    if operation.get("security"):
        possible |= {"401", "403"}
    if any(parameter["in"] == "path" for parameter in operation.get("parameters", [])):
        possible |= {"404"}
    if "requestBody" in operation:
        possible |= {"400", "413", "415"}
    if method != "get":
        possible |= {"409"}
    elif "parameters" in operation:
        possible |= {"400"}
    # ninja's own keys are numbers; the same status as a text beside one would stand in the document twice.
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    declared = {status for status in operation["responses"] if status >= "400"}
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(possible | declared):
        answer = operation["responses"].setdefault(status, {"description": ERRORS[status]})
        answer["content"] = content
