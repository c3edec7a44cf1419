"""Schedules and exports of any supplier in the admin."""

from ipaddress import ip_network
from typing import Any

import pytest

from modules.partners.models.exports import Export
from modules.partners.models.sources import Schedule
from tests.partners.conftest import good, yaml_list
from tests.partners.websites import website

pytestmark = pytest.mark.django_db(transaction=True)
SCHEDULES, EXPORTS = "/admin/partners/schedule/", "/admin/partners/export/"


@pytest.fixture
def desk(client: Any, person: Any) -> Any:
    client.force_login(person(is_staff=True, is_superuser=True))
    return client


def test_staff_set_a_schedule_try_it_and_stop_it(
    desk: Any, settings: Any, supplier: Any, work: Any, shelf: Any
) -> None:
    form = {"supplier": supplier.supplier_id, "mode": "full", "every": "daily", "at": "03:30"}
    refused = desk.post(f"{SCHEDULES}add/", form | {"url": "http://10.0.0.1/"})
    assert refused.status_code == 200
    assert not Schedule.objects.exists()
    assert desk.post(f"{SCHEDULES}add/", form | {"url": "https://supplier.example/", "at": ""}).status_code == 200
    with website() as site:
        settings.PRICE_LIST_URL_ALLOW, settings.PRICE_LIST_URL_PORTS = [ip_network("127.0.0.0/8")], [site.port]
        added = desk.post(f"{SCHEDULES}add/", form | {"url": site.shows(yaml_list(good(1)))})
        assert added.status_code == 302, added.context["adminform"].form.errors
        page = f"{SCHEDULES}{supplier.supplier_id}/"
        assert desk.get(f"{page}change/").status_code == 200
        assert desk.post(f"{page}step/", {"step": "now"}).status_code == 302
        work()
    assert (Schedule.objects.get().last_result, set(shelf(supplier))) == ("sent", {"1"})
    assert desk.get(SCHEDULES).status_code == 200
    desk.post(f"{page}step/", {"step": "stop"})
    assert not Schedule.objects.exists()


def test_staff_export_one_supplier_or_all(desk: Any, client: Any, supplier: Any, send: Any, work: Any) -> None:
    send(supplier, yaml_list(good(1)))
    for whose in (supplier.supplier_id, ""):
        added = desk.post(f"{EXPORTS}add/", {"supplier": whose, "format": "csv"})
        assert added.status_code == 302, added.context["adminform"].form.errors
        assert desk.get(added["Location"])["Refresh"] == "2"
        work()
        one = Export.objects.latest("id")
        page = desk.get(added["Location"])
        assert f"{EXPORTS}{one.pk}/file/" in page.content.decode()
        assert "Товар 1" in b"".join(desk.get(f"{EXPORTS}{one.pk}/file/").streaming_content).decode()
    assert "column-id" in desk.get(EXPORTS).content.decode()  # headed "ID", not "Pk"
    client.logout()
    assert client.get(f"{EXPORTS}{one.pk}/file/").status_code == 302
