-- +goose Up

CREATE TABLE case_number (
    year integer PRIMARY KEY CHECK (year BETWEEN 2000 AND 9999),
    last integer NOT NULL CHECK (last > 0)
);
COMMENT ON TABLE  case_number      IS 'How many cases were opened in a year: where the running number of the next one''s code comes from.';
COMMENT ON COLUMN case_number.year IS 'Of the helpline''s own calendar.';
COMMENT ON COLUMN case_number.last IS 'The number given last.';

CREATE TABLE child_case (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    code         text        NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{1,8}-[0-9]{4}-[0-9]{4,10}$'),
    status       text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'in_process', 'follow_up', 'closed', 'reopened')),
    outcome      text        CHECK (outcome ~ '^[a-z][a-z_]{0,39}$'),
    risk         text        CHECK (risk ~ '^[a-z][a-z_]{0,39}$'),
    owner        uuid        NOT NULL REFERENCES person (id),
    follow_up    date,
    place        text        CHECK (place ~ '^[a-z][a-z0-9_]{0,39}$'),
    category     text        CHECK (category ~ '^[a-z][a-z0-9_]{0,59}$'),
    version      text        NOT NULL CHECK (version <> ''),
    rev          integer     NOT NULL DEFAULT 0 CHECK (rev >= 0),
    values       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(values) = 'object'),
    sealed       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(sealed) = 'object'),
    opened_at    timestamptz NOT NULL DEFAULT now(),
    closed_at    timestamptz CHECK (closed_at >= opened_at),
    held_at      timestamptz,
    vault_key    uuid        UNIQUE,
    forgotten_at timestamptz,
    CONSTRAINT closed_has_its_time    CHECK ((status = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT closed_has_its_outcome CHECK (status <> 'closed' OR outcome IS NOT NULL),
    CONSTRAINT kept_has_its_key       CHECK (forgotten_at IS NOT NULL OR vault_key IS NOT NULL),
    CONSTRAINT forgotten_keeps_nothing CHECK (forgotten_at IS NULL OR (sealed = '{}' AND place IS NULL AND closed_at IS NOT NULL))
);
CREATE INDEX child_case_owner     ON child_case (owner) WHERE closed_at IS NULL;
CREATE INDEX child_case_follow_up ON child_case (follow_up) WHERE closed_at IS NULL;
CREATE INDEX child_case_opened_at ON child_case (opened_at);
CREATE INDEX child_case_held      ON child_case (id) WHERE held_at IS NOT NULL;

COMMENT ON TABLE  child_case              IS 'A child''s story over many contacts.';
COMMENT ON COLUMN child_case.id           IS 'Names it; part of what its sealed fields are bound to.';
COMMENT ON COLUMN child_case.code         IS 'What people call it: the house''s prefix, the year and a running number. It tells nothing of the child.';
COMMENT ON COLUMN child_case.status       IS 'Where it stands; what may follow what is the table of sql/casework.';
COMMENT ON COLUMN child_case.outcome      IS 'How it ended when it was closed last, a code; null if it never was.';
COMMENT ON COLUMN child_case.risk         IS 'The level of risk, a code of the form''s risk_level; null: not assessed.';
COMMENT ON COLUMN child_case.owner        IS 'Who is responsible for it.';
COMMENT ON COLUMN child_case.follow_up    IS 'The day on which its owner wants to be reminded of it.';
COMMENT ON COLUMN child_case.place        IS 'The municipality or, where only that is known, the county: a code of the form''s list of places.';
COMMENT ON COLUMN child_case.category     IS 'The main category, a code of the form''s list.';
COMMENT ON COLUMN child_case.version      IS 'The version of the case sheet (agent/form) that it was begun with.';
COMMENT ON COLUMN child_case.rev          IS 'Counts its events.';
COMMENT ON COLUMN child_case.values       IS 'Field of the case sheet to value, codes only: nothing that tells who somebody is.';
COMMENT ON COLUMN child_case.sealed       IS 'Field to sealed value (base64) for every field that is personal data: household, perpetrators, incidents, safety plan; the key lies outside the database, the seal is bound to case and field.';
COMMENT ON COLUMN child_case.opened_at    IS 'When it was opened.';
COMMENT ON COLUMN child_case.closed_at    IS 'When it was closed last; null while it is not.';
COMMENT ON COLUMN child_case.held_at      IS 'Since when the retention rules pass over this case and its contacts; null: they do not. Who decided it, and why, is in the audit trail.';
COMMENT ON COLUMN child_case.vault_key    IS 'Names the file of the keyring that holds this case''s own key; null once it is forgotten and the key destroyed in every copy.';
COMMENT ON COLUMN child_case.forgotten_at IS 'When all that was personal was emptied. While vault_key still names a key, it is not yet destroyed in every copy of the keyring.';

CREATE TABLE case_event (
    child_case uuid        NOT NULL REFERENCES child_case (id) ON DELETE CASCADE,
    rev        integer     NOT NULL CHECK (rev > 0),
    kind       text        NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    field      text        CHECK (field <> '' AND length(field) <= 100),
    value      jsonb,
    sealed     text,
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor      uuid        NOT NULL REFERENCES person (id),
    PRIMARY KEY (child_case, rev)
);
CREATE INDEX case_event_thing ON case_event (child_case, kind, field, rev);

COMMENT ON TABLE  case_event            IS 'The timeline of a case: everything that was done in it, never changed itself.';
COMMENT ON COLUMN case_event.child_case IS 'Which case.';
COMMENT ON COLUMN case_event.rev        IS 'The revision of the case that it made.';
COMMENT ON COLUMN case_event.kind       IS 'What happened, a code of sql/casework: opened, attached, status, risk, note, field ...';
COMMENT ON COLUMN case_event.field      IS 'Which field of the case sheet, if one was filled in.';
COMMENT ON COLUMN case_event.value      IS 'What it is now, if that tells of nobody: a status, a contact''s id, a coded field. Null otherwise.';
COMMENT ON COLUMN case_event.sealed     IS 'What it is now if that is personal, the words of a note or a field, sealed (base64) with the case''s own key and bound to case and revision.';
COMMENT ON COLUMN case_event.at         IS 'When.';
COMMENT ON COLUMN case_event.actor      IS 'By whom.';

CREATE TRIGGER case_event_append_only BEFORE UPDATE ON case_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change_outside_vault('sealed');

ALTER TABLE contact ADD COLUMN child_case uuid REFERENCES child_case (id);
CREATE INDEX contact_child_case ON contact (child_case) WHERE child_case IS NOT NULL;
COMMENT ON COLUMN contact.child_case IS 'The case it belongs to, one at most; null: none.';
