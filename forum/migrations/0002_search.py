from django.db import migrations

from forum.search.schema import drop_index


def create(apps, schema_editor):
    """The index is made by the last migration that changed it: indexes."""


def drop(apps, schema_editor):
    drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_initial")]

    # Last in the app: on SQLite an operation that remakes the table takes its triggers along.
    operations = [migrations.RunPython(create, drop)]
