"""The values of a product's attributes, and the one type that each attribute has."""

from collections.abc import Mapping

from django.db import transaction

from core.cache import bump
from modules.catalog.errors import AttributeTypeMismatch
from modules.catalog.models.attributes import Attribute, AttributeType, ProductAttribute
from modules.catalog.rules.attributes import NUMBER, number_of, text_of, type_of
from modules.catalog.rules.values import AttributeValue
from modules.catalog.services.following import follow
from modules.catalog.services.refreshing import LISTS


def set_attributes(*, product_id: int, values: Mapping[str, AttributeValue]) -> None:
    """Make these the attributes of the product, in this order; raises AttributeTypeMismatch (422)."""
    known = _known(values)
    for name, value in values.items():
        if known[name].type != type_of(value):
            kind = AttributeType(known[name].type).label
            raise AttributeTypeMismatch(field=f"attributes.{name}", name=name, expected=kind)
    ProductAttribute.objects.filter(product_id=product_id).delete()
    ProductAttribute.objects.bulk_create(_value(product_id, known[name], value) for name, value in values.items())


@transaction.atomic(savepoint=False)
def rename_attribute(*, attribute_id: int, name: str) -> None:
    """Give an attribute another name, wherever it is shown and asked for."""
    Attribute.objects.filter(pk=attribute_id).update(name=name)
    follow("attribute", [attribute_id])
    bump(LISTS)


def _known(values: Mapping[str, AttributeValue]) -> dict[str, Attribute]:
    # In the order of their names, so that two who make the same new ones do not wait for each other.
    made = [Attribute(name=name, type=type_of(values[name])) for name in sorted(values)]
    Attribute.objects.bulk_create(made, ignore_conflicts=True)
    return {attribute.name: attribute for attribute in Attribute.objects.filter(name__in=list(values))}


def _value(product_id: int, attribute: Attribute, value: AttributeValue) -> ProductAttribute:
    text = text_of(value)
    number = number_of(text) if attribute.type == NUMBER else None
    return ProductAttribute(product_id=product_id, attribute=attribute, text=text, number=number)
