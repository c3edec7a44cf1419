"""What of an API's description breaks the clients that were generated before: gone, renamed, or asked for anew."""

from collections.abc import Iterator
from typing import Any

from clients.breaking.shapes import Node, Shapes


def breaks(old: Node, new: Node) -> list[str]:
    """Return a sentence for every change from one OpenAPI document to the next that breaks typed clients."""
    sent, answered = Shapes(old, new, sent=True), Shapes(old, new, sent=False)
    found = list(_gone_names(old, new))
    for path, methods in old["paths"].items():
        for method, was in methods.items():
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                found.append(f"{was['operationId']}: {method.upper()} {path} is gone")
            else:
                found += _operation(_whole(was, old), _whole(now, new), sent, answered)
    return list(dict.fromkeys(found))


def _gone_names(old: Node, new: Node) -> Iterator[str]:
    # A shape's name is the name of a type in every client.
    for name in sorted(set(old["components"]["schemas"]) - set(new["components"]["schemas"])):
        yield f"{name}: the shape is gone or has another name"


def _whole(operation: Node, document: Node) -> Node:
    """Return the operation with the answers that it shares with others put in."""
    shared = document["components"].get("responses", {})
    answers = {
        status: shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        for status, answer in operation["responses"].items()
    }
    return operation | {"responses": answers}


def _operation(was: Node, now: Node, sent: Shapes, answered: Shapes) -> Iterator[str]:
    id = was["operationId"]
    if now["operationId"] != id:
        yield f"{id}: is now called {now['operationId']}"
    if was["tags"] != now["tags"]:
        yield f"{id}: has moved from {was['tags']} to {now['tags']}"
    if ({} in was["security"] or not was["security"]) and now["security"] and {} not in now["security"]:
        yield f"{id}: now asks for sign-in"
    yield from _parameters(id, was, now, sent)
    yield from _body(id, was.get("requestBody"), now.get("requestBody"), sent)
    yield from _answers(id, was["responses"], now["responses"], answered)


def _parameters(id: str, was: Node, now: Node, sent: Shapes) -> Iterator[str]:
    old, new = _by_place(was), _by_place(now)
    for place, parameter in old.items():
        if place not in new:
            yield f"{id}: the {place[0]} parameter {place[1]} is gone"
        else:
            yield from sent.compare(parameter["schema"], new[place]["schema"], f"{id} {place[1]}")
    for place, parameter in new.items():
        if parameter.get("required") and not old.get(place, {}).get("required"):
            yield f"{id}: the {place[0]} parameter {place[1]} must now be sent"


def _by_place(operation: Node) -> dict[tuple[str, str], Node]:
    return {(one["in"], one["name"]): one for one in operation.get("parameters", [])}


def _body(id: str, was: Node | None, now: Node | None, sent: Shapes) -> Iterator[str]:
    if now and now.get("required") and not (was and was.get("required")):
        yield f"{id}: a body must now be sent"
    if was:
        yield from _contents(f"{id} body", was, now or {}, sent)


def _answers(id: str, was: Node, now: Node, answered: Shapes) -> Iterator[str]:
    for status, answer in was.items():
        if status not in now:
            yield f"{id}: no longer answers {status}"
            continue
        yield from _contents(f"{id} {status}", answer, now[status], answered)
        for name in _lost(answer, now[status], "headers"):
            yield f"{id} {status}: the header {name} is gone"
        for code in _lost(answer, now[status], "x-problem-codes"):
            yield f"{id} {status}: the code {code} is gone"


def _lost(was: Node, now: Node, key: str) -> list[Any]:
    return sorted(set(was.get(key, ())) - set(now.get(key, ())))


def _contents(at: str, was: Node, now: Node, shapes: Shapes) -> Iterator[str]:
    for media, content in was.get("content", {}).items():
        if media not in now.get("content", {}):
            yield f"{at}: {media} is gone"
        else:
            yield from shapes.compare(content["schema"], now["content"][media]["schema"], at)
