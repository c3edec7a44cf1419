"""The admin's first page: panels that the modules fill, each kept for a minute, each failing by itself alone."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from core import cache
from core.backoffice.charts import drawn
from core.ports import Panel, Slot, panels

log = logging.getLogger("torg.backoffice")
NAMESPACE, SECONDS = "backoffice.panels", 60


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel as the page shows it; without `panel` its module failed to make it."""

    slot: Slot
    panel: Panel | None
    charts: tuple[dict[str, Any], ...] = ()


def overview(request: HttpRequest) -> list[Shown]:
    """Return the panels that this person may see."""
    return list(_shown(request))


def _shown(request: HttpRequest) -> Iterator[Shown]:
    for slot in panels():
        if request.user.has_perm(slot.right):
            try:
                panel = cache.read(NAMESPACE, f"{slot.name}:{get_language()}", slot.read, ttl=SECONDS)
            except Exception:
                log.exception("the panel %s failed", slot.name)
                yield Shown(slot, None)
            else:
                yield Shown(slot, panel, tuple(drawn(chart) for chart in panel.charts))
