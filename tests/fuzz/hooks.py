"""What schemathesis asks with is brought near to what there is: ids of a small shop, not numbers nobody has."""

from typing import Any

import schemathesis

LIKELY = 60
# An address this long in all is refused by the HTTP server itself (414 or 400), before Torg hears of it.
LONGEST = 1_000


@schemathesis.hook
def map_path_parameters(context: Any, path_parameters: dict[str, Any] | None) -> dict[str, Any] | None:
    """Fold large ids onto the first ones; what is no id (text, zero, below) stays, since it must be refused."""
    for name, value in (path_parameters or {}).items():
        if isinstance(value, int) and not isinstance(value, bool) and value > LIKELY:
            path_parameters[name] = value % LIKELY + 1  # type: ignore[index]
    return path_parameters


@schemathesis.hook
def map_query(context: Any, query: dict[str, Any] | None) -> dict[str, Any] | None:
    """Cut texts that no server would read an address with."""
    return {name: value[:LONGEST] if isinstance(value, str) else value for name, value in (query or {}).items()}


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    """Fold large ids of goods and people in bodies likewise."""
    return _near(body)


def _near(value: Any) -> Any:
    match value:
        case dict():
            return {name: _folded(name, part) for name, part in value.items()}
        case list():
            return [_near(part) for part in value]
    return value


def _folded(name: str, value: Any) -> Any:
    if str(name).endswith("_id") and isinstance(value, int) and not isinstance(value, bool) and value > LIKELY:
        return value % LIKELY + 1
    return _near(value)
