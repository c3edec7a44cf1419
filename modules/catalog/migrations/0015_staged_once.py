from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0014_staged_in_order"),
    ]

    operations = [
        migrations.RemoveField(model_name="stagedgood", name="category_id"),
        migrations.RemoveField(model_name="stagedgood", name="filed_under"),
    ]
