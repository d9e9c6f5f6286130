-- +goose Up

CREATE TABLE retention_rules (
    digest       bytea       PRIMARY KEY CHECK (octet_length(digest) = 32),
    rules        jsonb       NOT NULL CHECK (jsonb_typeof(rules) = 'object'),
    confirmed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX retention_rules_confirmed_at ON retention_rules (confirmed_at);

COMMENT ON TABLE  retention_rules              IS 'The retention rules that somebody confirmed after seeing what they would do. Only those confirmed last are carried out.';
COMMENT ON COLUMN retention_rules.digest       IS 'SHA-256 of what the rules do.';
COMMENT ON COLUMN retention_rules.rules        IS 'The file as it was then, for whoever asks later by which rule something went.';
COMMENT ON COLUMN retention_rules.confirmed_at IS 'When it was confirmed last.';

CREATE TABLE retention_run (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    rules      bytea       NOT NULL REFERENCES retention_rules (digest),
    daily      boolean     NOT NULL,
    began_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    ended_at   timestamptz CHECK (ended_at >= began_at),
    done       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(done) = 'object'),
    problem    text        NOT NULL DEFAULT '' CHECK (length(problem) <= 500)
);
CREATE INDEX retention_run_began_at ON retention_run (began_at);

COMMENT ON TABLE  retention_run          IS 'Every time that the retention rules were carried out.';
COMMENT ON COLUMN retention_run.id       IS 'Names the run; the audit trail has its batches.';
COMMENT ON COLUMN retention_run.rules    IS 'By which rules.';
COMMENT ON COLUMN retention_run.daily    IS 'True: by the service''s daily job. False: by a person.';
COMMENT ON COLUMN retention_run.began_at IS 'When it began.';
COMMENT ON COLUMN retention_run.ended_at IS 'When it ended; null while it runs, or if it was cut off.';
COMMENT ON COLUMN retention_run.done     IS 'Name of the rule to how many things went.';
COMMENT ON COLUMN retention_run.problem  IS 'Why it did not come to its end; empty if it did.';

CREATE INDEX call_event_refused_written_at ON call_event_refused (written_at);
