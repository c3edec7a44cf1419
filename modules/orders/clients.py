"""The shipping service: told, by one POST, of what has been handed over."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.request import Request, urlopen

TIMEOUT = 10.0


def announce_shipment(url: str, shipment: Mapping[str, Any], *, key: str) -> None:
    """POST the shipment as JSON with `Idempotency-Key: key`; raises OSError unless the answer is a 2xx.

    The key is the same on a retry, so that the service can tell a repeat from a second parcel.
    """
    request = Request(url, json.dumps(shipment, ensure_ascii=False).encode(), method="POST")
    request.add_header("Content-Type", "application/json; charset=utf-8")
    request.add_header("Idempotency-Key", key)
    with urlopen(request, timeout=TIMEOUT) as answer:
        answer.read(64 * 1024)
