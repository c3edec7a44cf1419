"""What every operation of a kind has in common: its door, how it can fail, the headers of its answers."""

from collections import defaultdict
from typing import Any

from core.errors import Conflict, Limited, Unavailable
from core.http.auth import GuestOrBearer
from core.http.contract import refusals
from core.http.contract.examples import of as example_of
from core.http.contract.refusals import Refusal
from core.http.contract.schemas import PREFIX, Node
from core.http.headers import ANSWERED, HEADERS
from core.http.pagination import CursorInvalid
from core.http.shapes import Problem

BEARER = "BearerAuth"
RETRY_LATER = {429, 503}


def close_doors(document: Node) -> None:
    """Say of every operation who may call it: one scheme, whatever the door is called in the code."""
    for _method, operation in _operations(document):
        doors = [name for door in operation.get("security", []) for name in door]
        guests: list[Node] = [{}] if GuestOrBearer.__name__ in doors else []
        operation["security"] = [*guests, {BEARER: []}] if doors else []
    bearer = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "The `access` token."}
    document["components"]["securitySchemes"] = {BEARER: bearer}


def declare_refusals(document: Node) -> None:
    """Write every status an operation can refuse with, its codes and the shape of each."""
    known: dict[str, Refusal] = {}
    for method, operation in _operations(document):
        by_status: dict[int, set[Refusal]] = defaultdict(set)
        for one in sorted(_possible(method, operation)):  # a set has another order at every start
            by_status[one.status].add(one)
            known.setdefault(one.code, one)
        # ninja's own keys are numbers; the same status as a text beside one would stand in the document twice.
        answers = {str(status): answer for status, answer in operation["responses"].items() if int(status) < 400}
        answers |= {str(status): refusals.answer(status, by_status[status]) for status in by_status}
        operation["responses"] = answers
    _add_shapes(document, known)


def _possible(method: str, operation: Node) -> set[Refusal]:
    parameters, body = operation.get("parameters", []), operation.get("requestBody", {})
    places = {parameter["in"] for parameter in parameters}
    found = {one for kind in operation.pop(refusals.NOTED, []) for one in refusals.of(kind)}
    found |= {*refusals.of(Limited), *refusals.of(Unavailable)}
    if operation["security"]:
        found.add(refusals.plain(401))
    if "path" in places:
        found.add(refusals.plain(404))
    if "query" in places or body:
        found.add(refusals.plain(422))
    if "cursor" in {parameter["name"] for parameter in parameters}:
        found |= set(refusals.of(CursorInvalid))
    if body:
        found |= {refusals.plain(status) for status in (400, 413, 415)}
    if method != "get":
        found |= set(refusals.of(Conflict))
    return found


def _add_shapes(document: Node, known: dict[str, Refusal]) -> None:
    schemas: Node = document["components"]["schemas"]
    examples: Node = document["components"].setdefault("examples", {})
    own = refusals.shapes()
    models: list[type[Problem]] = [Problem, *own.values()]
    for shape in models:
        described = shape.model_json_schema(ref_template=PREFIX + "{model}", mode="serialization")
        schemas |= described.pop("$defs", {}) | {shape.__name__: described}
    for code, refusal in known.items():
        facts = example_of({"$ref": PREFIX + own[code].__name__}, schemas) if code in own else {}
        examples[code] = {"summary": refusal.sentence, "value": refusals.example(refusal, facts)}


def declare_headers(document: Node) -> None:
    """Declare the headers of the answers: those an endpoint has noted, and those that go with a status."""
    for _method, operation in _operations(document):
        noted: dict[str, tuple[int, ...]] = operation.pop(ANSWERED, {})
        if 304 in noted.get("ETag", ()):
            operation["responses"]["304"] = {"description": "Not Modified: what you have is still so"}
        for status, answer in operation["responses"].items():
            names = [name for name, statuses in noted.items() if int(status) in statuses]
            names += ["Retry-After"] if int(status) in RETRY_LATER else []
            names += ["WWW-Authenticate"] if status == "401" else []
            if names:
                answer["headers"] = {name: {"$ref": f"#/components/headers/{name}"} for name in names}
    document["components"]["headers"] = {name: _header(*about) for name, about in sorted(HEADERS.items())}


def _header(kind: str, about: str, example: str) -> Node:
    return {
        "description": about,
        "schema": {"type": kind, "examples": [int(example) if kind == "integer" else example]},
    }


def share_answers(document: Node) -> None:
    """Let the refusals that many operations have in common stand in the document once."""
    shared: Node = {}
    for _method, operation in _operations(document):
        for status, answer in operation["responses"].items():
            codes: list[str] = answer.get("x-problem-codes", [])
            if len(codes) == 1:
                shared[codes[0]] = answer
                operation["responses"][status] = {"$ref": f"#/components/responses/{codes[0]}"}
    document["components"]["responses"] = shared


def _operations(document: Node) -> list[tuple[str, dict[str, Any]]]:
    return [pair for methods in document["paths"].values() for pair in methods.items()]
