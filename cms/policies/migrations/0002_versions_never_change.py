import django.db.models.deletion
from django.db import migrations, models

# All but the author, who may leave.
KEPT = (
    "policy_id, number, title, status, summary, body, note, revision_id, content_hash, published_at"
)
SAID = "A policy version stays as it was published"

SQLITE = [
    f"""
    CREATE TRIGGER policies_version_kept BEFORE UPDATE OF {KEPT} ON policies_policyversion
    BEGIN SELECT RAISE(ABORT, '{SAID}'); END
    """
]
POSTGRESQL = [
    f"""
    CREATE FUNCTION policies_version_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{SAID}' USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    f"""
    CREATE TRIGGER policies_version_kept BEFORE UPDATE OF {KEPT} ON policies_policyversion
    FOR EACH ROW EXECUTE FUNCTION policies_version_kept()
    """,
]
UNDONE = {
    "sqlite": ["DROP TRIGGER IF EXISTS policies_version_kept"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS policies_version_kept ON policies_policyversion",
        "DROP FUNCTION IF EXISTS policies_version_kept()",
    ],
}


def keep(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]:
        schema_editor.execute(statement)


def release(apps, schema_editor):
    for statement in UNDONE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """No statement changes a version, whoever writes; removing one, the model refuses.

    SQLite drops a table's triggers where Django rebuilds the table: a later migration that alters
    a field of it must call `keep` again. A test looks for the trigger.
    """

    dependencies = [
        ("policies", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="policyversion",
            name="policy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="policies.policypage",
            ),
        ),
        migrations.RunPython(keep, release),
    ]
