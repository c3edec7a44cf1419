"""The OpenAPI document from what ninja says of the endpoints: every step is a function of `schemas` or `operations`."""

from copy import deepcopy
from typing import Any

from core.http.contract import examples, operations, schemas


def finished(raw: dict[str, Any], tags: list[dict[str, str]]) -> dict[str, Any]:
    """Return the document as it is served; `tags` are the modules with what each is for."""
    document = deepcopy(dict(raw))
    document["tags"] = tags
    operations.close_doors(document)
    operations.declare_refusals(document)
    for tidy in schemas.TIDY:
        tidy(document)
    schemas.forget_absent(document)
    operations.declare_headers(document)
    examples.show(document)
    operations.share_answers(document)
    for operation in schemas.operations(document):
        operation["responses"] = dict(sorted(operation["responses"].items()))
    schemas.drop_unused(document)
    return document
