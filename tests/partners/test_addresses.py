"""Where the shop may call: every trick there is to make it call itself, and the code that each is refused with."""

import socket
from ipaddress import ip_network
from typing import Any

import pytest

from modules.partners.clients import calling
from modules.partners.clients.addresses import may_be_called, target
from modules.partners.errors import UrlRefused
from modules.partners.models.price_lists import PriceList

NOBODYS = [
    "127.0.0.1", "127.8.8.8", "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1",
    "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1", "5f00::1",
]  # fmt: skip
EVERYBODYS = ["8.8.8.8", "93.184.216.34", "::ffff:8.8.8.8", "64:ff9b::808:808", "2a00:1450:4001:81b::200e"]


@pytest.mark.parametrize("number", NOBODYS)
def test_what_is_not_public_is_not_called(number: str) -> None:
    assert not may_be_called(number)


@pytest.mark.parametrize("number", EVERYBODYS)
def test_what_is_public_is_called(number: str) -> None:
    assert may_be_called(number)


def test_an_intranet_opens_its_own_networks_and_no_more(settings: Any) -> None:
    settings.PRICE_LIST_URL_ALLOW = [ip_network("10.1.0.0/16"), ip_network("fd00:1::/32")]
    opened = {one: may_be_called(one) for one in ("10.1.2.3", "::ffff:10.1.2.3", "10.2.0.1", "fd00:1::5", "fd00:2::5")}
    assert opened == {
        "10.1.2.3": True, "::ffff:10.1.2.3": True, "10.2.0.1": False, "fd00:1::5": True, "fd00:2::5": False,
    }  # fmt: skip


REFUSED = [
    "", " ", "list.xml", "//shop.example/x", "ftp://shop.example/x", "file:///etc/passwd", "gopher://shop.example/",
    "data:text/csv,id", "javascript:alert(1)", "dict://shop.example:80/", "http:///x", "http://", "https:shop.example",
    "http://user@shop.example/", "http://user:pass@shop.example/", "http://:@shop.example/", "http://a@b@shop.example/",
    "http://shop.example:22/", "http://shop.example:6379/", "http://shop.example:0/", "http://shop.example:99999/",
    "http://shop.example:-80/", "http://shop.example:80:80/", "http://shop.example:8o/",
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/",
    "http://0x7f.1/", "http://127.0.0.1./", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[fe80::1%25eth0]/",
    "http://[::1/", "http://169.254.169.254/latest/meta-data/", "http://0/", "http://0.0.0.0:8080/", "http://10.0.0.1/",
    "http://１２７.０.０.１/", "http://①②⑦.⓪.⓪.①/", "http://shop example/", "http://shop.example/\r\nHost: x",
    "http://shop.example/\x00", "http://shop.example\\@evil.example/", "http://-shop.example/", "http://shop..example/",
    f"http://{'a' * 64}.example/", "http://shop.example/" + "a" * 2000, "http://shop.example/{x}", "http://%31%32/",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_address_of_the_web(url: str) -> None:
    with pytest.raises(UrlRefused):
        target(url)


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("http://Shop.Example", "http://shop.example/"),
        ("https://shop.example:443/a?b=c#d", "https://shop.example/a?b=c"),
        ("http://shop.example:8080/a", "http://shop.example:8080/a"),
        ("https://магазин.рф/прайс.yml?год=2026", "https://xn--80aaasqmjacq0cd6n.xn--p1ai/%D0%BF%D1%80"),
        ("http://shop.example/a%20b/../c", "http://shop.example/a%20b/../c"),
        ("http://[2a00:1450:4001:81b::200e]:8443/x", "http://[2a00:1450:4001:81b::200e]:8443/x"),
        ("http://8.8.8.8/x", "http://8.8.8.8/x"),
    ],
)
def test_what_an_address_means(url: str, called: str) -> None:
    assert target(url).url.startswith(called.partition("xn--80aaasqm")[0])
    if "рф" not in url:
        assert target(url).url == called


@pytest.mark.django_db
@pytest.mark.parametrize("url", REFUSED[2:8] + REFUSED[13:14] + REFUSED[17:18] + REFUSED[26:30])
def test_the_api_refuses_them_at_once(supplier: Any, url: str) -> None:
    answer = supplier.api.post("partner/price-lists/", {"url": url})
    assert (answer.status_code, answer.json()["code"]) == (422, "url_refused")
    assert answer.json()["errors"][0]["loc"] == ["body", "url"]
    assert not PriceList.objects.exists()


@pytest.mark.parametrize(
    "meant", [["127.0.0.1"], ["93.184.216.34", "10.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"], []]
)
def test_a_name_is_judged_by_all_that_it_means(meant: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And a name that means nothing looks like one that means us."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: [(0, 0, 0, "", (one, 80)) for one in meant])
    connected: list[Any] = []
    monkeypatch.setattr(socket, "create_connection", lambda *asked: connected.append(asked))
    with calling.Clock(5) as clock, pytest.raises(calling.NotCalled):
        calling.Call(target("http://rebinding.example/"), clock).connect()
    assert connected == []


def test_a_look_up_that_hangs_is_left_to_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *asked, **how: never.wait(60) and [])
    with calling.Clock(0.3) as clock, pytest.raises((calling.NotCalled, TimeoutError)):
        calling.numbers(target("http://slow.example/"), clock)
    never.set()
