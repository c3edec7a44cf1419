"""10,000 products through the import page of a running server: `python -m bench.importing URL name password`.

Run by hand beside `make run`; it says how long each step takes and that a file brought back changes nothing.
"""

import re
import sys
import time
from collections.abc import Callable

import httpx

ROWS = 10_000


def main(base: str, name: str, password: str) -> None:
    with httpx.Client(base_url=base, timeout=300, follow_redirects=True) as client:
        _sign_in(client, name, password)
        _post(client, "category/import/", file=b"name\nBench\n", then="category")
        rows = "\n".join(f'Product {n},Bench,{n + 1},{n},04600000000000,"{{""Weight"": {n}}}"' for n in range(ROWS))
        _post(
            client,
            "product/import/",
            file=f"name,category,price,stock,gtin,attributes\n{rows}\n".encode(),
            then="product",
        )
        columns = (
            "id",
            "name",
            "slug",
            "category",
            "description",
            "brand",
            "model",
            "gtin",
            "is_active",
            "price",
            "stock",
        )
        chosen = {f"productsheet_{column}": "on" for column in (*columns, "attributes")}
        page = client.get("/admin/catalog/product/export/")
        form = chosen | {"csrfmiddlewaretoken": _csrf(page.text), "format": "0", "resource": "0"}
        answer = _timed("export to XLSX", lambda: client.post("/admin/catalog/product/export/", data=form))
        print(f"  {len(answer.content)} bytes")
        _post(client, "product/import/", file=answer.content, then="product")


def _sign_in(client: httpx.Client, name: str, password: str) -> None:
    page = client.get("/admin/login/")
    form = {"username": name, "password": password, "csrfmiddlewaretoken": _csrf(page.text), "next": "/admin/"}
    client.post("/admin/login/", data=form, headers={"Referer": str(client.base_url)}).raise_for_status()


def _post(client: httpx.Client, path: str, *, file: bytes, then: str) -> None:
    page = client.get(f"/admin/catalog/{path}")
    form = {"csrfmiddlewaretoken": _csrf(page.text)}
    shown = _timed(
        f"{then}: upload and preview",
        lambda: client.post(f"/admin/catalog/{path}", data=form, files={"file": ("file", file)}),
    )
    print(
        "  "
        + ", ".join(f"{kind} {count}" for kind, count in re.findall(r'data-kind="(\w+)">[^<]*?(\d+)</li>', shown.text))
    )
    token = re.search(r'name="token" value="([^"]+)"', shown.text)
    if token:
        form = {"csrfmiddlewaretoken": _csrf(shown.text), "token": token[1]}
        _timed(f"{then}: confirm", lambda: client.post(f"/admin/catalog/{then}/process_import/", data=form))


def _timed(what: str, ask: Callable[[], httpx.Response]) -> httpx.Response:
    began = time.perf_counter()
    answer = ask()
    answer.raise_for_status()
    print(f"{what}: {time.perf_counter() - began:.1f} s")
    return answer


def _csrf(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:500]
    return found[1]


if __name__ == "__main__":
    main(*sys.argv[1:])
