"""Building an index without stopping those who write."""

from django.db import migrations


class AddIndexQuietly(migrations.AddIndex):
    """As AddIndex, but PostgreSQL builds it beside the writers: in a migration that is not atomic.

    Django's own AddIndexConcurrently works on PostgreSQL only.
    """

    atomic = False

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            model = to_state.apps.get_model(app_label, self.model_name)
            schema_editor.add_index(model, self.index, concurrently=True)
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
