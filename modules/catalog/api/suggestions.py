from typing import Annotated

import ninja
from django.http import HttpRequest, HttpResponse

from core.http.caching import cached
from modules.catalog.schemas.suggestions import Suggestions, Typed, suggested
from modules.catalog.selectors.suggestions import suggestions
from modules.catalog.services.refreshing import LISTS

router = ninja.Router()


@router.get("/products/suggest/", response=Suggestions, summary="Suggest products and categories")
@cached(LISTS)
def products_suggest(request: HttpRequest, typed: Annotated[Typed, ninja.Query()]) -> HttpResponse:
    """For a search box, at every letter: what the search would find first, the last word being unfinished perhaps.

    Slips and the wrong keyboard layout are forgiven where nothing is found as typed.
    """
    found = suggestions(typed.q, limit=typed.limit)
    return HttpResponse(suggested(found), "application/json; charset=utf-8")
