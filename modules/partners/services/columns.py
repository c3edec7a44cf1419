"""What a supplier says of the columns of its files."""

from collections.abc import Mapping

from modules.partners.models.columns import HeaderMapping


def explain(*, supplier_id: int, columns: Mapping[str, str]) -> None:
    """Remember what a supplier's headers mean, in place of all that it said before; the next list is read by it."""
    HeaderMapping.objects.update_or_create(supplier_id=supplier_id, defaults={"columns": dict(columns)})


def forget(*, supplier_id: int) -> None:
    """Ask again what a supplier's headers mean, where they do not say it themselves."""
    HeaderMapping.objects.filter(pk=supplier_id).delete()
