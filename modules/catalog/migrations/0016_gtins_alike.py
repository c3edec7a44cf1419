from itertools import batched
from typing import Any

from django.db import migrations
from django.db.models.functions import Length

SHORT_OR_LONG = (8, 12, 14)


def spell_alike(apps: Any, schema_editor: Any) -> None:
    """Write GTINs that people typed as price lists have theirs: in 13 digits, or 14 where they need them."""
    for name in ("Product", "MergedProduct"):
        rows = apps.get_model("catalog", name).objects
        typed = rows.annotate(digits=Length("gtin")).filter(digits__in=SHORT_OR_LONG, gtin__regex="^[0-9]+$")
        for some in batched(list(typed.values_list("pk", "gtin")), 500):
            for pk, gtin in some:
                rows.filter(pk=pk).update(gtin=gtin.lstrip("0").zfill(13))


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0015_staged_once"),
    ]

    operations = [
        migrations.RunPython(spell_alike, migrations.RunPython.noop, elidable=True),
    ]
