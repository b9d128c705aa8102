import re

from django.db import migrations, models


def fill(apps, schema_editor):
    numbers = apps.get_model("policies", "PolicyNumber").objects.all()
    rows = list(numbers.only("number"))
    for row in rows:
        padded = re.sub(r"\d+", lambda digits: digits[0].zfill(6), row.number.lower())
        row.sort_key = padded[:120]
    numbers.bulk_update(rows, ["sort_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [
        ("policies", "0003_working_side"),
    ]

    operations = [
        migrations.AddField(
            model_name="policynumber",
            name="sort_key",
            field=models.CharField(default="", editable=False, max_length=120),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
