"""How an operation can refuse, as its schema says it: by status, with the codes and the shape of each."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.translation import override
from ninja.operation import Operation
from ninja.utils import contribute_operation_callback

from core.errors import DomainError
from core.http.problems import MEDIA_TYPE, PLAIN, phrase, status_of
from core.http.shapes import Problem

NOTED = "x-refusals"
PLACE = re.compile(r"%\((\w+)\)s")
type Kind = type[DomainError] | str


@dataclass(frozen=True, slots=True, order=True)
class Refusal:
    """One way to refuse: `code` under `status`, with its sentence in English."""

    status: int
    code: str
    sentence: str


def refuses(*kinds: Kind) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate an endpoint (below the router's decorator) with the errors its service raises, for the schema.

    What every operation of its kind can answer (401, 404 by the path, 429 ...) is known without. An error of a
    module that may be off goes by its code.
    """

    def declare(operation: Operation) -> None:
        extra = operation.openapi_extra or {}
        operation.openapi_extra = extra | {NOTED: [*extra.get(NOTED, []), *kinds]}

    def decorate(endpoint: Callable[..., Any]) -> Callable[..., Any]:
        contribute_operation_callback(endpoint, declare)
        return endpoint

    return decorate


def of(kind: Kind) -> Iterator[Refusal]:
    """Yield the refusal of an error class, or those of a code; nothing for a code that nobody has."""
    with override("en"):
        for one in [kind] if isinstance(kind, type) else [one for one in kinds(DomainError) if one.code == kind]:
            yield Refusal(status_of(one), one.code, str(one.message))


def plain(status: int) -> Refusal:
    """Return what a status says where no error of ours has spoken."""
    with override("en"):
        code, sentence = PLAIN[status]
        return Refusal(status, code, str(sentence))


def kinds(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    """Yield the error classes of the core and of the modules under `kind`."""
    for child in kind.__subclasses__():
        yield child
        yield from kinds(child)


def shapes() -> dict[str, type[Problem]]:
    """Return the problem documents that say more than the others, by their code."""
    own = [kind for kind in Problem.__subclasses__() if "code" in kind.__annotations__]
    return {code: kind for kind in own for code in get_args(kind.model_fields["code"].annotation)}


def answer(status: int, refusals: Iterable[Refusal]) -> dict[str, Any]:
    """Return the response object of a status: its codes in words, one shape or a choice of shapes by `code`."""
    said = {one.code: one.sentence for one in sorted(refusals)}
    known = shapes()
    refs = {code: f"#/components/schemas/{known[code].__name__ if code in known else 'Problem'}" for code in said}
    listed = "\n".join(f"- `{code}`: {PLACE.sub(r'{\1}', sentence)}" for code, sentence in said.items())
    content = {
        "schema": _one_or_any(refs),
        "examples": {code: {"$ref": f"#/components/examples/{code}"} for code in said},
    }
    return {
        "description": f"{phrase(status)}\n\n{listed}",
        "content": {MEDIA_TYPE: content},
        "x-problem-codes": list(said),
    }


def _one_or_any(refs: dict[str, str]) -> dict[str, Any]:
    # The shapes that say more come first: a client that tries them in order must meet the plain one last.
    different = sorted(set(refs.values()), key=lambda ref: (ref.endswith("/Problem"), ref))
    if len(different) == 1:
        return {"$ref": different[0]}
    choice = {"propertyName": "code", "mapping": refs}
    return {"anyOf": [{"$ref": ref} for ref in different], "discriminator": choice}


def example(refusal: Refusal, facts: dict[str, Any]) -> dict[str, Any]:
    """Return the problem document of a refusal with the facts of its shape's example."""
    return facts | {
        "type": f"urn:torg:problem:{refusal.code}",
        "title": phrase(refusal.status),
        "status": refusal.status,
        "detail": refusal.sentence % facts if "%(" in refusal.sentence else refusal.sentence,
        "code": refusal.code,
        "request_id": "5f0c7a5e9b1d4f0e",
    }
