-- The two roles of ALO 116 and its database: "alo116_owner" owns the tables and works only while 'alo116 migrate' runs; "alo116" is the
-- service, and is given there what it needs. Whoever runs this is a superuser; it may be run again, also over an older installation
-- in which the service owned its tables:
--
--   runuser -u postgres -- psql -f deploy/postgresql/roles.sql
\set ON_ERROR_STOP on
SELECT format('CREATE ROLE %I LOGIN', role) FROM unnest(ARRAY['alo116', 'alo116_owner']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec
SELECT 'CREATE DATABASE alo116 OWNER alo116_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'alo116') \gexec
ALTER ROLE alo116 NOSUPERUSER NOCREATEDB NOCREATEROLE;
ALTER ROLE alo116_owner NOSUPERUSER NOCREATEDB NOCREATEROLE;
ALTER DATABASE alo116 OWNER TO alo116_owner;
REVOKE ALL ON DATABASE alo116 FROM PUBLIC;
\connect alo116
REASSIGN OWNED BY alo116 TO alo116_owner;
