-- A database of your own instead of the embedded one: Postgres 15 or newer. Run as its administrator:
--
--   psql -v ON_ERROR_STOP=1 -v owner_password="'…'" -v app_password="'…'" -f postgres.sql postgres
--
-- bole_owner owns the tables, migrates and dumps (DATABASE_OWNER_URL). bole_app serves (DATABASE_URL): it owns nothing
-- and row-level security binds it. `bole serve` refuses to start when the app role could do more.

CREATE ROLE bole_owner LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :owner_password;
CREATE ROLE bole_app   LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :app_password;
CREATE DATABASE bole OWNER bole_owner ENCODING 'UTF8' TEMPLATE template0;
REVOKE ALL ON DATABASE bole FROM PUBLIC;
GRANT CONNECT ON DATABASE bole TO bole_app;
