"""Charts as Chart.js takes them, which django-unfold brings and draws: data and options as JSON, no script of ours."""

from typing import Any

import orjson
from django.utils.translation import get_language

from core.ports import Chart, Series

BARS, LINE, QUIET = "var(--color-primary-500)", "var(--color-base-400)", "#9ca3af"


def drawn(chart: Chart) -> dict[str, Any]:
    """Return what the page's canvas carries."""
    data = {"labels": chart.labels, "datasets": [_dataset(series) for series in chart.series]}
    return {"title": chart.title, "data": orjson.dumps(data).decode(), "options": orjson.dumps(_options()).decode()}


def _dataset(series: Series) -> dict[str, Any]:
    if series.past:
        line = {"type": "line", "borderColor": LINE, "borderDash": [4, 4], "borderWidth": 2, "pointRadius": 0}
        return line | {"label": series.title, "data": series.values, "tension": 0.3}
    bars = {"backgroundColor": BARS, "borderRadius": 3, "maxBarThickness": 24}
    return bars | {"label": series.title, "data": series.values}


def _options() -> dict[str, Any]:
    ticks = {"color": QUIET, "maxRotation": 0, "autoSkipPadding": 12}
    return {
        "locale": get_language(),  # of the numbers, as the browser writes them
        "maintainAspectRatio": False,
        "animation": False,
        "interaction": {"mode": "index", "intersect": False},
        "plugins": {"legend": {"align": "end", "labels": {"color": QUIET, "boxWidth": 12, "boxHeight": 2}}},
        "scales": {
            "x": {"grid": {"display": False}, "ticks": ticks},
            "y": {"beginAtZero": True, "border": {"display": False}, "ticks": ticks | {"maxTicksLimit": 5}, "grid": {}},
        },
    }
