from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0007_filtered_on_the_way"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="is_listed",
            field=models.BooleanField(default=False, editable=False, verbose_name="shown in lists"),
        ),
        migrations.AlterField(
            model_name="productimage",
            name="alt",
            field=models.CharField(blank=True, max_length=255, verbose_name="alternative text"),
        ),
    ]
