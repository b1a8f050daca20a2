"""Handed-in sittings that nobody has assessed in time, over all tenants."""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION interviews_late(before timestamptz)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id FROM interviews_session s
    WHERE s.state = 'submitted' AND s.submitted_at <= before
    ORDER BY s.submitted_at
$$;
REVOKE ALL ON FUNCTION interviews_late(timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0003_functions")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION interviews_late(timestamptz)")]
