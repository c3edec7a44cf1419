"""The facets of a list, made of what was counted."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping

from modules.catalog.rules.attributes import BOOLEAN, NUMBER, canonical
from modules.catalog.rules.facets import buckets
from modules.catalog.rules.parameters import escaped, parameter
from modules.catalog.rules.wanted import AttributeWanted, Wanted
from modules.catalog.schemas.facets import (
    MOST_ATTRIBUTES,
    AttributeFacet,
    CategoryFacet,
    ChoiceFacet,
    FacetChoice,
    FacetPlace,
    Facets,
    SpanBucket,
    SpanFacet,
    chosen,
)
from modules.catalog.selectors.facets import Found


def panel(found: Found, wanted: Wanted) -> Facets:
    """Return the facets; what of them is selected is what was wanted."""
    counted, attributes = found.counted, _attributes(found, wanted)
    return Facets(
        total=counted.common.total,
        exact=counted.exact,
        category=_categories(found),
        supplier=_suppliers(found, wanted),
        price=_prices(found, wanted),
        in_stock=_stock(found, wanted),
        rating=_rating(found, wanted),
        attributes=attributes[:MOST_ATTRIBUTES],
        more_attributes=found.is_cut or len(attributes) > MOST_ATTRIBUTES,
    )


def _categories(found: Found) -> CategoryFacet:
    counts = found.counted.common.categories
    choices = [
        FacetChoice(value=one.slug, label=one.name, count=counts[id], selected=False)
        for id, one in found.categories.items()
        if counts[id]
    ]
    path = [FacetPlace(value=one.slug, label=one.name) for one in found.path]
    return CategoryFacet(parameter="category", choices=choices, more=False, path=path)


def _suppliers(found: Found, wanted: Wanted) -> ChoiceFacet:
    counts = found.counted.under("supplier").suppliers
    known = {one.slug: (one.name, counts[id]) for id, one in found.suppliers.items() if counts[id]}
    slugs = {str(id): one.slug for id, one in found.suppliers.items()}
    return chosen("supplier", known, {slugs.get(name, name) for name in wanted.suppliers})


def _prices(found: Found, wanted: Wanted) -> SpanFacet:
    asked = (wanted.price_min, wanted.price_max)
    least, most = (None if one is None else _money(int(one * 100)) for one in asked)
    return _span(("price_min", "price_max"), found.counted.under("price").prices, _money, (least, most))


def _stock(found: Found, wanted: Wanted) -> ChoiceFacet:
    counts = found.counted.under("stock").stock
    return _flags("in_stock", {"true": counts[True], "false": counts[False]}, _flag(wanted.in_stock))


def _rating(found: Found, wanted: Wanted) -> ChoiceFacet:
    stars = found.counted.under("rating").stars
    counts = {str(least): sum(stars[star] for star in range(least, 6)) for least in (4, 3, 2, 1)}
    asked = None if wanted.rating_min is None else canonical(str(wanted.rating_min))
    return _flags("rating_min", counts, asked)


def _attributes(found: Found, wanted: Wanted) -> list[AttributeFacet]:
    """Return the facets of the attributes, what most products have first, and before it what is asked for."""
    asked = {one.name: one for one in wanted.attributes}
    under: dict[str, Counter[int]] = {name: found.counted.under(f"attr:{name}").values for name in asked}
    common = found.counted.common.values
    texts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for id, value in found.values.items():
        if count := under.get(value.attribute, common)[id]:
            texts[value.attribute, value.type][value.text] = count
    facets = [_attribute(name, type, counts, asked.get(name)) for (name, type), counts in texts.items()]
    return sorted(facets, key=lambda facet: (facet.name not in asked, -facet.count, facet.name))


def _attribute(name: str, type: str, counts: Mapping[str, int], wanted: AttributeWanted | None) -> AttributeFacet:
    selected = {_stored(type, value) for value in wanted.values} if wanted else set()
    asked_by = parameter(name)
    facet = chosen(asked_by, {text: (text, count) for text, count in counts.items()}, selected, value=escaped)
    whole = AttributeFacet(
        parameter=asked_by, choices=facet.choices, more=facet.more, name=name, type=type, count=sum(counts.values())
    )
    if type == NUMBER:
        asked = (wanted.least, wanted.most) if wanted else (None, None)
        bounds = tuple(None if one is None else canonical(str(one)) for one in asked)
        numbers = {float(text): count for text, count in counts.items()}
        whole.span = _span((f"{asked_by}.min", f"{asked_by}.max"), numbers, _plain, (bounds[0], bounds[1]))
    return whole


def _span[N: (int, float)](
    parameters: tuple[str, str],
    counts: Mapping[N, int],
    shown: Callable[[N], str],
    selected: tuple[str | None, str | None],
) -> SpanFacet:
    spans = [(shown(one.min), shown(one.max), one.count) for one in buckets(counts)]
    return SpanFacet(
        min_parameter=parameters[0],
        max_parameter=parameters[1],
        min=spans[0][0] if spans else None,
        max=spans[-1][1] if spans else None,
        selected_min=selected[0],
        selected_max=selected[1],
        buckets=[SpanBucket(min=a, max=b, count=count, selected=(a, b) == selected) for a, b, count in spans],
    )


def _flags(parameter: str, counts: Mapping[str, int], selected: str | None) -> ChoiceFacet:
    choices = [
        FacetChoice(value=key, label=key, count=count, selected=key == selected) for key, count in counts.items()
    ]
    return ChoiceFacet(parameter=parameter, choices=choices, more=False)


def _stored(type: str, asked: str) -> str:
    return canonical(asked) if type == NUMBER else asked.lower() if type == BOOLEAN else asked


def _flag(value: bool | None) -> str | None:
    return None if value is None else str(value).lower()


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _plain(number: float) -> str:
    return canonical(repr(number))
