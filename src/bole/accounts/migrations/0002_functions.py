"""Two questions that are asked before a company is known: where a user is a member, and who issued a link."""

from django.db import migrations

CREATE = """
CREATE FUNCTION accounts_memberships(user_id uuid) RETURNS TABLE (tenant_id uuid, slug text, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT company.id, company.slug::text, company.name::text
  FROM public.accounts_membership membership
  JOIN public.core_tenant company ON company.id = membership.tenant_id
  WHERE membership.user_id = $1 AND membership.active
  ORDER BY company.name, company.id
$$;
REVOKE ALL ON FUNCTION accounts_memberships(uuid) FROM PUBLIC;

CREATE FUNCTION accounts_pass_tenant(token_hash bytea, purpose text) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
  SELECT pass.tenant_id FROM public.accounts_pass pass WHERE pass.token_hash = $1 AND pass.purpose = $2 LIMIT 1
$$;
REVOKE ALL ON FUNCTION accounts_pass_tenant(bytea, text) FROM PUBLIC;
"""
DROP = "DROP FUNCTION accounts_memberships(uuid); DROP FUNCTION accounts_pass_tenant(bytea, text)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
