"""What the catalogue tells on the admin's first page: what runs out, and which reviews wait for a reader."""

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.ports import Figure, Line, Panel, Table, Tone, panel
from modules.catalog.models.reviews import Review
from modules.catalog.selectors.mapping import unmapped
from modules.catalog.selectors.reviews import pending_reviews
from modules.catalog.selectors.shelves import LOW, MOST, Scarce, scarce, sold_out

SHOWN = 8


@panel("catalog.stock", title=gettext_lazy("Stock"), right="catalog.view_product", rank=40)
def stock() -> Panel:
    """Show how many products are sold out or nearly, and the scarcest by name."""
    out, low = sold_out(), scarce()
    lists = f"{_page('product')}?is_listed__exact=1"
    return Panel(
        figures=(
            Figure(_("Sold out"), _count(out), tone=_tone(out, "bad"), link=f"{lists}&in_stock__exact=0"),
            Figure(_("Running low"), _count(len(low)), _("%d pieces or fewer") % LOW, _tone(len(low), "waiting")),
        ),
        table=Table((_("product"), _("pieces left")), tuple(_line(one) for one in low[:SHOWN])),
        empty="" if out or low else _("Nothing runs out."),
        link=lists,
    )


@panel("catalog.reviews", title=gettext_lazy("Reviews to read"), right="catalog.view_review", rank=60)
def reviews() -> Panel:
    """Show the reviews that wait for a moderator, the oldest first."""
    found = pending_reviews(MOST + 1)
    lines = tuple(_review(one) for one in found[:SHOWN])
    columns = (_("review"), _("stars"), _("written"))
    figures = (Figure(_("Waiting"), _count(len(found)), tone="waiting"),) if found else ()
    return Panel(
        figures=figures,
        table=Table(columns, lines),
        empty="" if found else _("No review waits for a reader."),
        link=_page("review"),
    )


@panel("catalog.mapping", title=gettext_lazy("Suppliers' categories"), right="catalog.view_suppliercategory", rank=55)
def mapping() -> Panel:
    """Show how many of suppliers' categories wait to be mapped, or are called something else than when they were."""
    waiting, renamed = unmapped()
    page = _page("suppliercategory")
    counted = (
        (_("Waiting to be mapped"), waiting, f"{page}?category__isempty=1"),
        (_("Called something else now"), renamed, f"{page}?former_name__isempty=0"),
    )
    figures = (Figure(title, _count(count), tone="waiting", link=link) for title, count, link in counted if count)
    return Panel(
        figures=tuple(figures), empty="" if waiting or renamed else _("All of them have their place."), link=page
    )


def _line(one: Scarce) -> Line:
    page = reverse("admin:catalog_product_change", args=[one.product_id])
    return Line((one.name, number_format(one.left, 0)), page, "waiting")


def _review(one: Review) -> Line:
    said = Truncator(one.text).chars(60) or one.product.name
    ago = _("%(time)s ago") % {"time": timesince(one.created_at, depth=1)}
    return Line((said, "★" * one.rating, ago), reverse("admin:catalog_review_change", args=[one.pk]))


def _count(count: int) -> str:
    return number_format(count, 0, force_grouping=True) if count <= MOST else _("over %d") % MOST


def _tone(count: int, tone: Tone) -> Tone:
    return tone if count else "plain"


def _page(model: str) -> str:
    return reverse(f"admin:catalog_{model}_changelist")
