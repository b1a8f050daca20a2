"""Frozen plans and people's ratings are written once. The database refuses to change them, whoever asks."""

from django.db import migrations

CREATE = """
CREATE FUNCTION assessment_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION '% rows are written once and not changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER assessment_frozenplan_unchanging BEFORE UPDATE ON assessment_frozenplan
  FOR EACH ROW EXECUTE FUNCTION assessment_refuse_change();
CREATE TRIGGER assessment_humanrating_unchanging BEFORE UPDATE ON assessment_humanrating
  FOR EACH ROW EXECUTE FUNCTION assessment_refuse_change();
"""
DROP = """
DROP TRIGGER assessment_frozenplan_unchanging ON assessment_frozenplan;
DROP TRIGGER assessment_humanrating_unchanging ON assessment_humanrating;
DROP FUNCTION assessment_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
