"""A list at an address: fetched late, behind a guard, bounded in every way, and only where it has changed."""

import gzip
import socket
import time
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from modules.partners.clients import fetching
from modules.partners.models.price_lists import PriceList
from modules.partners.models.sources import Source
from tests.partners import websites
from tests.partners.conftest import good, post_file, yaml_list
from tests.partners.websites import Website, website

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def site(settings: Any) -> Iterator[Website]:
    with website() as one:
        settings.PRICE_LIST_URL_ALLOW = [ip_network("127.0.0.0/8")]
        settings.PRICE_LIST_URL_PORTS = [one.port]
        yield one


@pytest.fixture
def name(supplier: Any, work: Callable[[], int]) -> Callable[..., Any]:
    """Name an address, let the consumer work, and return the list as its sender sees it."""

    def run(url: str, **more: Any) -> Any:
        answer = supplier.api.post("partner/price-lists/", {"url": url} | more)
        assert answer.status_code == 202, answer.content
        work()
        return supplier.api.get(answer.json()["status_url"]).json()

    return run


def test_a_list_is_fetched_late_and_goes_the_way_of_every_list(
    supplier: Any, site: Website, work: Callable[[], int], shelf: Any
) -> None:
    url = site.shows(yaml_list(good(1), good(2)), "/list.yaml")
    answer = supplier.api.post("partner/price-lists/", {"url": url, "mode": "update", "dry_run": False})
    assert (answer.status_code, answer["Location"]) == (202, answer.json()["status_url"])
    assert supplier.api.get(answer["Location"]).json()["status"] == "queued"
    assert site.asked == []
    work()
    done = supplier.api.get(answer["Location"]).json()
    assert (done["status"], done["mode"], done["format"], done["counts"]["new"]) == ("applied", "update", "yaml", 2)
    assert set(shelf(supplier)) == {"1", "2"}
    ((_path, headers),) = site.asked
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert not {"Authorization", "Cookie"} & headers.keys()


def test_it_takes_what_is_packed_and_follows_three_redirects(site: Website, name: Any) -> None:
    content = yaml_list(*(good(id) for id in range(50)))
    packed = gzip.compress(content[:100]) + gzip.compress(content[100:])
    site.pages["/list"] = lambda visit: visit.say(200, packed, Content_Encoding="gzip")
    for hop, (there, status) in enumerate([("/1", 301), ("2", 307), ("/list", 308)]):
        site.pages[f"/{hop}"] = websites.leads_to(there, status)
    done = name(site.url("/0"))
    assert (done["status"], done["counts"]["new"]) == ("applied", 50)
    assert PriceList.objects.get(pk=done["id"]).path.read_bytes() == content


def test_a_web_page_asks_for_a_sign_in_where_it_was_fetched_only(
    supplier: Any, site: Website, name: Any, send: Any
) -> None:
    page = b"<html><table><tr><td>1</td></tr></table></html>"
    fetched, sent = name(site.shows(page, "/list.xls")), send(supplier, page)
    assert fetched["error"]["code"] == sent["error"]["code"] == "unknown_format"
    assert "sign-in" in fetched["error"]["detail"]
    assert ("sign-in" in sent["error"]["detail"], "XLSX" in sent["error"]["detail"]) == (False, True)


FAILURES: list[tuple[Any, str]] = [
    (lambda visit: visit.say(404, b"no"), "url_status"),
    (lambda visit: visit.say(304, Content_Length=""), "url_status"),
    (lambda visit: visit.say(206, b"half"), "url_status"),
    (lambda visit: visit.say(200, b"x", Content_Encoding="br"), "url_packed"),
    (lambda visit: visit.say(200, b"x", Content_Encoding="gzip"), "url_cut_short"),
    (lambda visit: visit.say(200, b"x" * 2000, Content_Length="2000"), "url_too_large"),
    (websites.bomb(50_000_000), "url_too_large"),
    (websites.endless, "url_too_large"),
    (websites.dripping, "url_too_slow"),
    (websites.slow_to_begin, "url_too_slow"),
    (websites.cut_off, "url_cut_short"),
    (websites.cut_off_packed, "url_cut_short"),
    (websites.no_web, "url_unreachable"),
    (websites.leads_to("/list"), "url_redirects"),
    (websites.leads_to("http://169.254.169.254/latest/meta-data/"), "url_refused"),
    (websites.leads_to("http://10.0.0.1/"), "url_refused"),
    (websites.leads_to("file:///etc/passwd"), "url_refused"),
    (websites.leads_to("http://127.0.0.1:22/"), "url_refused"),
    (websites.leads_to("http://user:pass@127.0.0.1/"), "url_refused"),
    (websites.leads_to(""), "url_status"),
]


def test_what_goes_wrong_ends_the_list_with_its_reason(
    settings: Any, supplier: Any, site: Website, name: Any, shelf: Any, tmp_path: Path
) -> None:
    settings.PRICE_LIST_URL_MAX_BYTES, settings.PRICE_LIST_URL_SECONDS = 1000, 1
    name(site.shows(yaml_list(good(1)), "/sound"))
    before, kept = shelf(supplier), _files(tmp_path)
    began, told = time.monotonic(), []
    for page, _code in FAILURES:
        site.pages["/list"] = page
        done = name(site.url("/list"))
        told.append((done["status"], done["error"] and done["error"]["code"]))
    assert told == [("failed", code) for _page, code in FAILURES]
    assert time.monotonic() - began < 60
    assert (shelf(supplier), _files(tmp_path)) == (before, kept)


def test_a_closed_port_a_stranger_and_a_name_that_means_us_look_the_same(
    settings: Any, site: Website, name: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = free.getsockname()[1]
    settings.PRICE_LIST_URL_PORTS = [site.port, closed]
    site.pages["/list"] = websites.no_web
    said = [name(f"http://127.0.0.1:{closed}/list")["error"], name(site.url())["error"]]
    settings.PRICE_LIST_URL_ALLOW = []
    said.append(name(f"http://localhost:{site.port}/list")["error"])
    said.append(name(f"http://no-such-name.invalid:{site.port}/list")["error"])
    assert len({str(one) for one in said}) == 1
    assert said[0]["code"] == "url_unreachable"
    assert [path for path, _headers in site.asked] == ["/list"]


def test_no_proxy_of_the_environment_is_asked(site: Website, name: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9/")
    assert name(site.shows(yaml_list(good(1))))["status"] == "applied"


def test_what_has_not_changed_is_not_sent_again(supplier: Any, site: Website, name: Any, shelf: Any, send: Any) -> None:
    url = site.shows(yaml_list(good(1)), ETag='"one"', Last_Modified="Sat, 21 Nov 2026 10:00:00 GMT")
    name(url)
    assert Source.objects.get().etag == '"one"'
    send(supplier, yaml_list(good(1, price=555)))
    again = name(url)
    # What stands is another list's by now: the file that is known is read again.
    assert (again["status"], again["counts"]["changed"], shelf(supplier)["1"]["price"]) == ("applied", 1, "100.00")
    assert site.asked[1][1]["If-None-Match"] == '"one"'
    assert "If-Modified-Since" in site.asked[1][1]
    first = PriceList.objects.order_by("id").first()
    assert first is not None
    first.path.unlink()
    PriceList.objects.get(pk=again["id"]).path.unlink()
    assert name(url)["status"] == "applied"
    assert "If-None-Match" not in site.asked[2][1]


def test_the_same_address_twice_while_it_waits_is_one_job(supplier: Any, site: Website, work: Any) -> None:
    url = site.shows(yaml_list(good(1)))
    first = supplier.api.post("partner/price-lists/", {"url": url}).json()
    assert supplier.api.post("partner/price-lists/", {"url": url}).json() == first
    assert supplier.api.post("partner/price-lists/", {"url": url, "dry_run": True}).json() != first
    work()
    assert len(site.asked) == 2


def test_a_file_that_was_sent_does_not_wait_for_one_that_is_fetched(supplier: Any, site: Website, work: Any) -> None:
    slow = supplier.api.post("partner/price-lists/", {"url": site.shows(yaml_list(good(1)))}).json()
    quick = post_file(supplier.api, yaml_list(good(2))).json()
    from modules.partners.services.running import work_off

    work_off(supplier_id=supplier.supplier_id, worker="test")
    assert supplier.api.get(quick["status_url"]).json()["status"] == "applied"
    work()
    # The newer one stands, and what is overtaken is not fetched any more.
    assert site.asked == []
    assert supplier.api.get(slow["status_url"]).json()["status"] == "superseded"


def test_fetching_twice_makes_one_list(supplier: Any, site: Website, work: Any) -> None:
    from modules.partners.services.fetching import fetch_list

    supplier.api.post("partner/price-lists/", {"url": site.shows(yaml_list(good(1)))})
    job = PriceList.objects.get()
    fetch_list(price_list_id=job.pk)
    fetch_list(price_list_id=job.pk)
    assert len(site.asked) == 1
    work()
    assert PriceList.objects.get().status == "applied"


BODIES: list[tuple[Any, int]] = [
    ({}, 422),
    ({"url": 5}, 422),
    ({"url": ["http://shop.example/"]}, 422),
    ({"url": "http://shop.example/", "mode": "all"}, 422),
    ({"url": "http://shop.example/", "dry_run": "yes"}, 422),
    ({"url": "http://shop.example/", "proxy": "x"}, 422),
    ([], 422),
    (b"{", 400),
    (b"\xff", 400),
]


@pytest.mark.parametrize(("body", "status"), BODIES)
def test_a_body_that_names_no_address(supplier: Any, body: Any, status: int) -> None:
    answer = supplier.api.post("partner/price-lists/", body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json"), answer.content
    assert not PriceList.objects.exists()


def test_the_clock_is_over_for_all_of_it_together(settings: Any, site: Website) -> None:
    settings.PRICE_LIST_URL_SECONDS = 1
    site.pages["/a"] = websites.leads_to("/b")
    site.pages["/b"] = websites.dripping
    with pytest.raises(fetching.Unfetched) as late:
        fetching.fetch(site.url("/a"))
    assert late.value.code == "url_too_slow"


def _files(folder: Path) -> list[str]:
    return sorted(str(path) for path in folder.rglob("*") if path.is_file())
