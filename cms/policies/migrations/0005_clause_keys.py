from django.db import migrations, models


def give_keys(apps, schema_editor):
    """Comments of before get the key of the clause that they name, where it has one."""
    comments = apps.get_model("policies", "Comment")
    versions = apps.get_model("policies", "PolicyVersion")
    for version in versions.objects.filter(comments__isnull=False).distinct():
        for block in version.body.raw_data:
            named = comments.objects.filter(version=version, clause=block["value"]["number"])
            named.update(key=block.get("id") or "")


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0004_number_order'),
    ]

    operations = [
        migrations.AddField(
            model_name='comment',
            name='key',
            field=models.CharField(blank=True, default='', help_text="The clause's own, through renumbering.", max_length=36),
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
    ]
