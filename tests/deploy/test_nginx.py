"""nginx in front: what it sends by itself, what it refuses and how, and what it passes on."""

import gzip
import json
import re
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.deploy.conftest import ShopBehindNginx
from tests.flows.shop import ADDRESS, Person, eventually

pytestmark = pytest.mark.profile("full")


def get(shop: ShopBehindNginx, path: str, **headers: str) -> httpx.Response:
    return httpx.get(shop.url + path, headers=headers, trust_env=False, timeout=30)


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    said: dict[str, Any] = answer.json()
    assert (answer.status_code, said["status"], said["code"]) == (status, status, code)
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert set(said) >= {"type", "title", "status", "detail", "code", "request_id"}
    assert said["request_id"] == answer.headers["X-Request-ID"]
    return said


def placed(buyer: Person, key: str) -> httpx.Response:
    (product, *_) = buyer.get("products/", in_stock="true", limit=1).json()["items"]
    body = {"items": [{"product_id": product["id"], "quantity": 1}], "address": ADDRESS}
    return buyer.post("orders/", body, **{"Idempotency-Key": key})


def test_static_files_are_sent_by_nginx_to_be_kept_for_ever(shop: ShopBehindNginx) -> None:
    page = get(shop, "/api/v1/docs").text
    (script, *_) = re.findall(r'src="(/static/[^"]+\.[0-9a-f]{12}\.js)"', page)
    answer = get(shop, script, **{"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert (answer.status_code, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert "X-Frame-Options" not in answer.headers  # which Torg would have put there
    assert get(shop, "/static/staticfiles.json").headers["Cache-Control"] == "public, no-cache"
    problem(get(shop, "/static/nothing.js"), 404, "not_found")


def test_a_picture_is_sent_by_nginx_and_cannot_run(shop: ShopBehindNginx) -> None:
    shop.loopback.place.at("data/media/kettle.svg").write_text("<svg/>")
    answer = get(shop, "/media/kettle.svg")
    assert (answer.status_code, answer.text) == (200, "<svg/>")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for path in ("/media/../env", "/media/%2e%2e/env", "/media../env", "/static../env"):
        with closing(socket.create_connection(("127.0.0.1", shop.loopback.place.port("nginx")))) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())
            assert line.recv(4096).split()[1] in {b"400", b"404"}, path


def test_an_invoice_is_sent_by_nginx_to_its_owner_alone(shop: ShopBehindNginx) -> None:
    buyer, stranger = shop.buyer(), shop.buyer()
    order = placed(buyer, "invoice").json()
    invoice = f"orders/{order['id']}/invoice.pdf"
    eventually(lambda: buyer.get(invoice).status_code, 200)
    answer = buyer.get(invoice)
    assert answer.content.startswith(b"%PDF")
    assert (answer.headers["Content-Type"], answer.headers["Cache-Control"]) == ("application/pdf", "private, no-cache")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="invoice-')
    assert answer.headers["Accept-Ranges"] == "bytes"  # nginx's own doing
    assert "X-Accel-Redirect" not in answer.headers
    problem(stranger.get(invoice), 404, "not_found")
    problem(httpx.get(f"{shop.url}/api/v1/{invoice}", trust_env=False), 401, "unauthenticated")
    (file,) = shop.loopback.place.at("data/documents/invoices").rglob(
        f"{answer.headers['Content-Disposition'][30:-5]}*"
    )
    direct = file.relative_to(shop.loopback.place.at("data/documents"))
    problem(get(shop, f"/_documents/{direct}"), 404, "not_found")


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/_documents/", "/_documents/invoices/"])
def test_what_is_for_those_inside_is_closed(shop: ShopBehindNginx, path: str) -> None:
    problem(get(shop, path), 404, "not_found")


def test_a_body_too_large_is_refused_by_its_address(shop: ShopBehindNginx) -> None:
    for path, length in (("auth/login/", 2 * 1024 * 1024), ("partner/price-lists/", 200 * 1024 * 1024)):
        lines = [f"POST /api/v1/{path} HTTP/1.1", "Host: 127.0.0.1", "Accept-Language: ru", f"Content-Length: {length}"]
        head = "\r\n".join([*lines, "", ""])
        with closing(socket.create_connection(("127.0.0.1", shop.loopback.place.port("nginx")))) as line:
            line.sendall(head.encode())
            said = line.recv(8192)
        assert said.split()[1] == b"413", path
        assert json.loads(said.partition(b"\r\n\r\n")[2])["detail"] == "Запрос слишком велик."


def test_who_sends_a_file_without_a_right_to_is_told_so(shop: ShopBehindNginx) -> None:
    def send(_: int) -> httpx.Response:
        address = f"{shop.url}/api/v1/partner/price-lists/"
        return httpx.post(address, content=b"x" * 2 * 1024 * 1024, trust_env=False, timeout=30)

    # Larger than elsewhere, and let through. Whether nginx is still writing when Torg answers is chance: many times.
    with ThreadPoolExecutor(4) as senders:
        for answer in senders.map(send, range(40)):
            problem(answer, 401, "unauthenticated")


def test_a_chunked_body_arrives_and_is_bounded_too(shop: ShopBehindNginx) -> None:
    def chunks(count: int) -> Iterator[bytes]:
        yield from (b" " * 65536 for _ in range(count))
        yield b'{"email": "nobody@shop.example", "password": "wrong"}'

    def login(count: int) -> httpx.Response:
        headers = {"Content-Type": "application/json"}
        return httpx.post(f"{shop.url}/api/v1/auth/login/", content=chunks(count), headers=headers, trust_env=False)

    assert login(1).status_code == 401
    problem(login(40), 413, "too_large")


def test_answers_are_compressed_and_still_compared(shop: ShopBehindNginx) -> None:
    path = "/api/v1/products/?limit=50"
    with httpx.stream("GET", shop.url + path, headers={"Accept-Encoding": "gzip"}, trust_env=False) as answer:
        packed = b"".join(answer.iter_raw())
    assert len(json.loads(gzip.decompress(packed))["items"]) == 50
    again = get(shop, path, **{"If-None-Match": answer.headers["ETag"], "Accept-Encoding": "gzip"})
    assert again.status_code == 304


def test_headers_stand_once_and_the_id_is_passed_on(shop: ShopBehindNginx) -> None:
    answer = get(shop, "/api/v1/products/?limit=1", **{"X-Request-ID": "trip-0001"})
    assert answer.headers.get_list("X-Content-Type-Options") == ["nosniff"]
    assert answer.headers.get_list("X-Request-ID") == ["trip-0001"]
    refused = get(shop, "/metrics", **{"X-Request-ID": 'bad"id,and more'})
    assert re.fullmatch("[0-9a-f]{32}", problem(refused, 404, "not_found")["request_id"])
    cookie = get(shop, "/api/v1/products/", **{"Cookie": "a=" + "b" * 70_000})
    assert problem(cookie, 400, "bad_request")


def said_to(shop: ShopBehindNginx, head: bytes) -> tuple[int, str, dict[str, Any]]:
    """Send bytes as they are; return the status, the content type and the document that came back."""
    with closing(socket.create_connection(("127.0.0.1", shop.loopback.place.port("nginx")), timeout=30)) as line:
        line.sendall(head + b"\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        top, _, body = line.makefile("rb").read().partition(b"\r\n\r\n")
    (kind,) = re.findall(rb"(?i)^content-type: (.+?)\r?$", top, re.MULTILINE)
    return int(top.split()[1]), kind.decode(), json.loads(body)


@pytest.mark.parametrize(
    ("head", "status", "code"),
    [
        (b"GET /api/v1/products/?search=" + b"%D1%87" * 30_000 + b" HTTP/1.1", 400, "bad_request"),
        (b"GET /%00 HTTP/1.1", 400, "bad_request"),
        (b"FOO BAR", 400, "bad_request"),
        (b"GET /api/v1/products/?search=a b HTTP/1.1", 400, "bad_request"),
        (b"GET /api/v1/products/ HTTP/9.9", 400, "bad_request"),
        (b"POST /api/v1/auth/login/ HTTP/1.1\r\nTransfer-Encoding: rot13", 400, "bad_request"),
        (b"TRACE /api/v1/products/ HTTP/1.1", 405, "method_not_allowed"),
        (b"GET /_unreadable HTTP/1.1", 404, "not_found"),
    ],
    ids=["long", "nul", "no-http", "blank", "version", "encoding", "trace", "inside"],
)
def test_what_nginx_cannot_read_is_told_as_a_problem(
    shop: ShopBehindNginx, head: bytes, status: int, code: str
) -> None:
    answered, kind, said = said_to(shop, head)
    assert (answered, kind, said["status"], said["code"]) == (status, "application/problem+json", status, code)
    assert "empty URI" not in shop.loopback["nginx"].output


def test_the_longest_search_comes_through(shop: ShopBehindNginx) -> None:
    head = b"GET /api/v1/products/?search=" + b"%D1%87" * 10_000 + b" HTTP/1.1"
    status, _, page = said_to(shop, head)
    assert (status, page["items"]) == (200, [])


def test_the_address_is_the_connections_own_whatever_is_said(shop: ShopBehindNginx) -> None:
    def wrong(email: str, source: str, said: str) -> int:
        transport = httpx.HTTPTransport(local_address=source)
        with httpx.Client(transport=transport, headers={"X-Forwarded-For": said}, trust_env=False) as client:
            body = {"email": email, "password": "wrong"}
            return client.post(f"{shop.url}/api/v1/auth/login/", json=body).status_code

    # Thirty failures from one address, each for another account and each under another feigned address.
    codes = [wrong(f"n{n}@shop.example", "127.0.0.7", f"198.51.100.{n}") for n in range(32)]
    assert codes[-1] == 429
    assert wrong("other@shop.example", "127.0.0.8", "127.0.0.7") == 401


@contextmanager
def upstream_that_breaks_off(shop: ShopBehindNginx) -> Iterator[list[bytes]]:
    """Stand in web's place: take requests, say nothing, hang up."""
    heard: list[bytes] = []
    web = shop.loopback["web"]
    web.stop()
    with socket.create_server(("127.0.0.1", shop.loopback.place.port("web"))) as server:

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                with line:
                    heard.append(line.recv(65536))

        threading.Thread(target=serve, daemon=True).start()
        yield heard
        server.shutdown(socket.SHUT_RDWR)
    web.start()
    web.wait_until_healthy()


def test_nothing_is_sent_twice_and_a_dead_web_is_503(shop: ShopBehindNginx) -> None:
    with upstream_that_breaks_off(shop) as heard:
        for method in ("POST", "DELETE", "GET"):
            heard.clear()
            answer = httpx.request(method, f"{shop.url}/api/v1/cart/", trust_env=False)
            problem(answer, 503, "unavailable_now")
            assert answer.headers["Retry-After"] == "5"
            assert [line.split()[0] for line in heard] == [method.encode()]
    shop.loopback["web"].stop()
    problem(get(shop, "/api/v1/products/"), 503, "unavailable_now")
    shop.loopback["web"].start()
    shop.loopback["web"].wait_until_healthy()


def test_a_poll_is_held_behind_nginx_and_woken(shop: ShopBehindNginx) -> None:
    buyer, boss = shop.buyer(), shop.boss()
    begun = buyer.post("support/conversations/", {"subject": "Где заказ?"}).json()["id"]
    cursor = boss.get("support/updates/").json()["next_cursor"]
    metrics = f"http://127.0.0.1:{shop.loopback.place.port('poll')}/metrics"
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(boss.get, "support/updates/", cursor=cursor, timeout=50)
        eventually(lambda: "torg_poll_waiters 1.0" in httpx.get(metrics, trust_env=False).text, True)
        said = buyer.post(f"support/conversations/{begun}/messages/", {"client_msg_id": str(uuid4()), "text": "Ау"})
        told = held.result(60).json()
    assert [event["data"] for event in told["events"]] == [said.json()]
    problem(get(shop, "/api/v1/support/updates/"), 401, "unauthenticated")
