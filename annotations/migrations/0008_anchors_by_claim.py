import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('annotations', '0007_revisions'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='anchor',
            index=models.Index(fields=['claim', 'revision'], name='anchor_of_claim'),
        ),
        # The new index begins with the same column. Straight away: altering a column, SQLite copies its table.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX annotations_anchor_claim_id_b936bf47',
                    'CREATE INDEX annotations_anchor_claim_id_b936bf47 ON annotations_anchor (claim_id)',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='anchor',
                    name='claim',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='anchors', to='annotations.claim'),
                ),
            ],
        ),
    ]
