"""The question bank: job families, competencies, questions, and their earlier versions, which are written once."""

import bole.core.ids
import bole.core.tenancy
import django.db.models.deletion
from django.db import migrations, models

CREATE = """
CREATE TRIGGER assessment_entryversion_unchanging BEFORE UPDATE ON assessment_entryversion
  FOR EACH ROW EXECUTE FUNCTION assessment_refuse_change();
"""
DROP = "DROP TRIGGER assessment_entryversion_unchanging ON assessment_entryversion;"


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0005_message_price'),
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='JobFamily',
            fields=[
                ('id', models.UUIDField(default=bole.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40, verbose_name='key of the bank')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('name', models.CharField(max_length=60, verbose_name='job family')),
                ('summary', models.TextField(blank=True, verbose_name='what it is for')),
                ('synonyms', models.JSONField(default=dict)),
                ('ready', models.JSONField(default=list)),
                ('source', models.CharField(choices=[('pack', 'Supplied'), ('tenant', 'Your own')], max_length=10)),
                ('supplied_version', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('updated_at', models.DateTimeField()),
                ('tenant', models.ForeignKey(default=bole.core.tenancy._current_or_none, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.tenant')),
            ],
            options={
                'ordering': ['language', 'name', 'id'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Competency',
            fields=[
                ('id', models.UUIDField(default=bole.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('position', models.PositiveIntegerField(default=0)),
                ('content', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('retired_at', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField()),
                ('name', models.CharField(max_length=60)),
                ('tenant', models.ForeignKey(default=bole.core.tenancy._current_or_none, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.tenant')),
                ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='competencies', to='assessment.jobfamily')),
            ],
            options={
                'ordering': ['family', 'position', 'id'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.UUIDField(default=bole.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=60)),
                ('position', models.PositiveIntegerField(default=0)),
                ('content', models.JSONField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('retired_at', models.DateTimeField(null=True)),
                ('updated_at', models.DateTimeField()),
                ('kind', models.CharField(max_length=20)),
                ('text', models.TextField()),
                ('difficulty', models.PositiveSmallIntegerField(default=2)),
                ('asks', models.JSONField(default=list)),
                ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='assessment.jobfamily')),
                ('tenant', models.ForeignKey(default=bole.core.tenancy._current_or_none, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.tenant')),
            ],
            options={
                'ordering': ['family', 'position', 'id'],
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='EntryVersion',
            fields=[
                ('id', models.UUIDField(default=bole.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('entry_id', models.UUIDField(db_index=True)),
                ('version', models.PositiveIntegerField()),
                ('content', models.JSONField()),
                ('until', models.DateTimeField()),
                ('by_kind', models.CharField(max_length=10)),
                ('by_id', models.CharField(max_length=64)),
                ('tenant', models.ForeignKey(default=bole.core.tenancy._current_or_none, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.tenant')),
            ],
            options={
                'ordering': ['entry_id', '-version'],
                'base_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('entry_id', 'version'), name='assessment_entry_version_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='jobfamily',
            constraint=models.UniqueConstraint(fields=('tenant', 'key', 'language'), name='assessment_family_key_once'),
        ),
        migrations.AddConstraint(
            model_name='competency',
            constraint=models.UniqueConstraint(fields=('family', 'key'), name='assessment_competency_key_once'),
        ),
        migrations.AddIndex(
            model_name='question',
            index=models.Index(fields=['tenant', 'kind'], name='assessment_question_kind'),
        ),
        migrations.AddConstraint(
            model_name='question',
            constraint=models.UniqueConstraint(fields=('family', 'key'), name='assessment_question_key_once'),
        ),

        migrations.AlterField(
            model_name='plan',
            name='source',
            field=models.CharField(choices=[('pack', 'Supplied'), ('tenant', 'Your own'), ('bank', 'From the bank')], max_length=10),
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
