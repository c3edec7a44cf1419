"""The one API: every module that is on brings its router, and the schema says all that can be answered."""

import inspect
import re
from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.urls import URLPattern
from django.utils.text import capfirst
from ninja import NinjaAPI, Router
from ninja.operation import Operation

from core.http import problems
from core.http.bodies import JsonRenderer, StrictParser
from core.http.contract.document import finished
from core.http.contract.refusals import NOTED
from core.module import Module, import_parts

VERSION, ROOT = "1.0.0", "api/v1/"
API_FILE = re.compile(r"\.api(?:\.|$)")
DESCRIPTION = (
    "An online store and a procurement service in one. Errors are problem documents (RFC 9457) with a stable "
    "`code`; lists are pages with an opaque `next` cursor; money is a decimal string beside its currency."
)


class TorgAPI(NinjaAPI):
    """NinjaAPI with operation ids of the form `<module>_<endpoint>` and every error in the schema."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        package = API_FILE.split(operation.view_func.__module__)[0]
        return f"{package.rpartition('.')[2]}_{operation.view_func.__name__}"

    def routed(self) -> Iterator[tuple[str, str, Operation]]:
        """Yield every operation under its route, as a resolver names it, and its operationId."""
        for router in self._get_bound_routers():
            operations = [one for view in router.path_operations.values() for one in view.operations]
            for pattern, operation in zip(router.urls_paths(router.prefix), operations, strict=True):
                id = operation.operation_id or self.get_openapi_operation_id(operation)
                yield f"{ROOT}{pattern.pattern}", id, operation

    def get_openapi_schema(self, **kwargs: Any) -> Any:
        self._note_doors()
        return finished(super().get_openapi_schema(**kwargs), _tags())

    def _note_doors(self) -> None:
        """Note on each operation what its door refuses with, where ninja knows of the door and not of that."""
        for router in self._get_bound_routers():
            for path_view in router.path_operations.values():
                for operation in path_view.operations:
                    doors = operation.auth_callbacks
                    told = [kind for door in doors for kind in getattr(door, "refuses", ())]
                    extra = operation.openapi_extra or {}
                    operation.openapi_extra = extra | {NOTED: list(dict.fromkeys([*extra.get(NOTED, []), *told]))}


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
        servers=[{"url": "/", "description": "Where this document came from"}],
    )
    problems.install(api)
    for config in _modules():
        import_parts(f"{config.name}.schemas")  # among them what its refusals say besides their code
        for file in import_parts(f"{config.name}.api"):
            router: Router = file.router
            api.add_router(config.prefix, router, tags=[_tag(config)])
    return api


def pages() -> list[URLPattern]:
    """Return the addresses of what the modules that are on show to people: the `urlpatterns` of their pages."""
    return [
        found for config in _modules() for file in import_parts(f"{config.name}.pages") for found in file.urlpatterns
    ]


def landings() -> dict[str, str]:
    """Return role -> name of the page that people of that role start from: the `landing` of the modules' pages."""
    files = [file for config in _modules() for file in import_parts(f"{config.name}.pages")]
    return {role: page for file in files for role, page in getattr(file, "landing", {}).items()}


def _tags() -> list[dict[str, str]]:
    """Return the modules that are on; what each is for is the docstring of the class in its `apps.py`."""
    return [{"name": _tag(config), "description": inspect.cleandoc(config.__doc__ or "")} for config in _modules()]


def _modules() -> list[Module]:
    return [config for config in apps.get_app_configs() if isinstance(config, Module)]


def _tag(config: AppConfig) -> str:
    return str(capfirst(config.label))
