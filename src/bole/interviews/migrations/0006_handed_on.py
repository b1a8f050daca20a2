"""A sitting whose answers the judge has taken is not late: it waits for a signature or a model's server, which others watch."""

from django.db import migrations, models

LATE = """
CREATE OR REPLACE FUNCTION interviews_late(before timestamptz)
RETURNS TABLE (tenant_id uuid, id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.tenant_id, s.id FROM interviews_session s
    WHERE s.state = 'submitted' AND s.submitted_at <= before{}
    ORDER BY s.submitted_at
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("interviews", "0005_follow_ups")]
    operations = [
        migrations.AddField("session", "handed_on_at", models.DateTimeField(null=True)),
        migrations.RunSQL(LATE.format(" AND s.handed_on_at IS NULL"), LATE.format("")),
    ]
