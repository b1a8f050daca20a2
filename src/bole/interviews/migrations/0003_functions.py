"""What is past its deadline, over all tenants: the only question a sweep may ask across them."""

from django.db import migrations

CREATE = """
CREATE OR REPLACE FUNCTION interviews_overdue(before timestamptz)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT i.tenant_id, i.id FROM interviews_invitation i
    WHERE i.state IN ('invited', 'opened', 'started') AND i.deadline <= before
    ORDER BY i.deadline
$$;
REVOKE ALL ON FUNCTION interviews_overdue(timestamptz) FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0002_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION interviews_overdue(timestamptz)")]
