"""The question a sealing job may ask across tenants: who has unsealed entries. It tells ids and nothing else."""

from django.db import migrations

CREATE = """
CREATE FUNCTION audit_unsealed() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$ SELECT DISTINCT tenant_id FROM public.audit_pending $$;
REVOKE ALL ON FUNCTION audit_unsealed() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION audit_unsealed()")]
