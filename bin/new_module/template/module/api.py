from typing import Annotated

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Status

from core.http.auth import signed_in, the_viewer
from core.http.contract.refusals import refuses
from core.http.idempotency import idempotent
from core.http.pagination import Page, Paging, Slice, paginate
from modules.newmodule import selectors, services
from modules.newmodule.errors import NewmoduleTitleTaken
from modules.newmodule.models import NewmoduleEntry
from modules.newmodule.schemas import NewmoduleEntryIn, NewmoduleEntryOut

router = ninja.Router()


@router.get("/new-module/", response=Page[NewmoduleEntryOut], auth=signed_in, summary="My entries")
def browse(request: HttpRequest, paging: Annotated[Paging, ninja.Query()]) -> Slice[NewmoduleEntry]:
    user_id = the_viewer(request).id
    return paginate(selectors.entries_of(user_id), paging, scope=user_id)


@router.post("/new-module/", response={201: NewmoduleEntryOut}, auth=signed_in, summary="Write an entry down")
@idempotent
@refuses(NewmoduleTitleTaken)
def write(request: HttpRequest, response: HttpResponse, body: NewmoduleEntryIn) -> Status[NewmoduleEntry]:
    return Status(201, services.write(user_id=the_viewer(request).id, title=body.title))


@router.delete("/new-module/{id:entry_id}/", response={204: None}, auth=signed_in, summary="Take an entry out")
def strike(request: HttpRequest, entry_id: int) -> Status[None]:
    services.strike(user_id=the_viewer(request).id, entry_id=entry_id)
    return Status(204, None)
