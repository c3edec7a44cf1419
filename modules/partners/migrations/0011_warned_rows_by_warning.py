from django.db import migrations, models


class Migration(migrations.Migration):
    """By itself: what the columns' transaction locks is free again before all rows are read through."""

    dependencies = [("partners", "0010_warned_rows_and_superseded_by")]

    operations = [
        migrations.AddIndex(
            model_name="pricelistrow",
            index=models.Index(
                condition=models.Q(warning__gt=""),
                fields=["price_list", "warning", "line", "id"],
                name="price_list_row_by_warning",
            ),
        ),
    ]
