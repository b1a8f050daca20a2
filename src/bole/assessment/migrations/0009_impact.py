"""Impact assessments: written once, and kept by the database as long as the law asks for."""

import bole.core.ids
import bole.core.tenancy
import django.db.models.deletion
from django.db import migrations, models

CREATE = """
CREATE FUNCTION assessment_keep_impact() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF OLD.keep_until > now() THEN
    RAISE EXCEPTION 'an impact assessment is kept until %', OLD.keep_until USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN OLD;
END
$$;
CREATE TRIGGER assessment_impact_unchanging BEFORE UPDATE ON assessment_impactassessment
  FOR EACH ROW EXECUTE FUNCTION assessment_refuse_change();
CREATE TRIGGER assessment_impact_kept BEFORE DELETE ON assessment_impactassessment
  FOR EACH ROW EXECUTE FUNCTION assessment_keep_impact();
"""
DROP = """
DROP TRIGGER assessment_impact_kept ON assessment_impactassessment;
DROP TRIGGER assessment_impact_unchanging ON assessment_impactassessment;
DROP FUNCTION assessment_keep_impact();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assessment', '0008_saw_others'),
        ('core', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='waiting',
            name='state',
            field=models.CharField(choices=[('queued', 'Waits for the judge'), ('failed', 'Will be tried again'), ('stopped', 'Waits for a person'), ('unsigned', 'Rated by people only: the impact assessment is not signed')], default='queued', max_length=10),
        ),
        migrations.CreateModel(
            name='ImpactAssessment',
            fields=[
                ('id', models.UUIDField(default=bole.core.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('basis', models.CharField(max_length=64)),
                ('judge', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('language', models.CharField(max_length=10)),
                ('sections', models.JSONField()),
                ('signed_at', models.DateTimeField()),
                ('by_kind', models.CharField(max_length=10)),
                ('by_id', models.CharField(max_length=64)),
                ('by_label', models.CharField(max_length=120)),
                ('keep_until', models.DateTimeField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impacts', to='assessment.plan')),
                ('tenant', models.ForeignKey(default=bole.core.tenancy._current_or_none, editable=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='core.tenant')),
            ],
            options={
                'ordering': ['-signed_at', '-id'],
                'base_manager_name': 'objects',
                'indexes': [models.Index(fields=['plan', 'basis'], name='assessment_impact_basis')],
                'constraints': [models.CheckConstraint(condition=models.Q(('by_kind', 'user')), name='assessment_impact_by_person')],
            },
        ),
        migrations.RunSQL(CREATE, DROP),
    ]
