from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_search")]

    operations = [
        migrations.AlterModelOptions(name="follow", options={"ordering": ["-created_at", "-id"]}),
        migrations.AddField(
            model_name="delivery",
            name="claimed_by",
            field=models.CharField(blank=True, max_length=64),
        ),
    ]
