import ninja
from django.http import HttpRequest
from ninja import Status

from core.http.auth import the_viewer
from core.http.contract.refusals import refuses
from modules.partners import selectors
from modules.partners.api.desk import supplier, the_supplier
from modules.partners.errors import NoSchedule, UrlRefused
from modules.partners.schemas.sources import ScheduleIn, ScheduleOut
from modules.partners.services import scheduling

router = ninja.Router()


@router.get("/partner/schedule/", response=ScheduleOut, auth=supplier, summary="When my list is fetched")
@refuses(NoSchedule)
def read_schedule(request: HttpRequest) -> ScheduleOut:
    """How the last run went, and when the next one is."""
    return ScheduleOut.of(selectors.schedule(the_supplier(request).id))


@router.put("/partner/schedule/", response=ScheduleOut, auth=supplier, summary="Have my list fetched")
@refuses(UrlRefused)
def set_schedule(request: HttpRequest, body: ScheduleIn) -> ScheduleOut:
    """From now on the list is fetched hourly, or daily at a time, and sent in where it has changed.

    Where it cannot be fetched it is tried again after 5 minutes, then 10, 20 and so on until it is due anyhow. Your
    people get a letter of that, and of a list that cannot be taken or waits, once until it works again. A few minutes
    after the time that was asked for are the shop's own, so that not all suppliers' servers are called at once.
    """
    mine, by = the_supplier(request).id, the_viewer(request).id
    how = {"url": body.url, "mode": body.mode, "every": body.every}
    return ScheduleOut.of(scheduling.set_schedule(supplier_id=mine, user_id=by, at=body.time, **how))


@router.delete("/partner/schedule/", response={204: None}, auth=supplier, summary="Fetch my list no more")
@refuses(NoSchedule)
def drop_schedule(request: HttpRequest) -> Status[None]:
    scheduling.drop_schedule(supplier_id=the_supplier(request).id)
    return Status(204, None)
