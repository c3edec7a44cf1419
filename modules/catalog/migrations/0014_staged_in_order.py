from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_price_list_journal"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="stagedgood",
            index=models.Index("load", "n", name="staged_good_in_order"),
        ),
    ]
