-- +goose Up

CREATE TABLE contact (
    id        uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    call      text        NOT NULL CHECK (call <> '' AND length(call) <= 150),
    agent     uuid        NOT NULL REFERENCES person (id),
    version   text        NOT NULL CHECK (version <> ''),
    rev       integer     NOT NULL DEFAULT 0 CHECK (rev >= 0),
    values    jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(values) = 'object'),
    sealed    jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(sealed) = 'object'),
    opened_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz CHECK (closed_at >= opened_at)
);
CREATE UNIQUE INDEX contact_call_agent ON contact (call, agent);
CREATE INDEX contact_open ON contact (agent) WHERE closed_at IS NULL;

COMMENT ON TABLE  contact           IS 'The form of one handled call, from the first second of the talk. A call that was given on has one of each person who talked.';
COMMENT ON COLUMN contact.id        IS 'Names it; part of what its sealed fields are bound to.';
COMMENT ON COLUMN contact.call      IS 'The call it is about. No foreign key: the contact may be ahead of the journal.';
COMMENT ON COLUMN contact.agent     IS 'Whose form it is.';
COMMENT ON COLUMN contact.version   IS 'The version of the form it was begun with.';
COMMENT ON COLUMN contact.rev       IS 'Counts its changes; a writer must know the newest.';
COMMENT ON COLUMN contact.values    IS 'Field to value, codes only: nothing that tells who somebody is.';
COMMENT ON COLUMN contact.sealed    IS 'Field to sealed value (base64) for every field that is personal data; the key lies outside the database, the seal is bound to contact and field.';
COMMENT ON COLUMN contact.opened_at IS 'When it was begun.';
COMMENT ON COLUMN contact.closed_at IS 'When wrap-up was done; from then on it does not change.';

CREATE TABLE contact_change (
    contact uuid        NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    rev     integer     NOT NULL CHECK (rev > 0),
    field   text        NOT NULL CHECK (field <> '' AND length(field) <= 100),
    value   jsonb,
    sealed  text,
    at      timestamptz NOT NULL DEFAULT now(),
    agent   uuid        NOT NULL REFERENCES person (id),
    PRIMARY KEY (contact, rev),
    CONSTRAINT one_way_or_the_other CHECK (value IS NULL OR sealed IS NULL)
);
COMMENT ON TABLE  contact_change         IS 'Every change of a contact, never changed itself.';
COMMENT ON COLUMN contact_change.contact IS 'Which contact.';
COMMENT ON COLUMN contact_change.rev     IS 'The revision that this change made.';
COMMENT ON COLUMN contact_change.field   IS 'Which field.';
COMMENT ON COLUMN contact_change.value   IS 'Its new value; null if it was cleared or is personal data.';
COMMENT ON COLUMN contact_change.sealed  IS 'Its new value if it is personal data, sealed as in contact.sealed.';
COMMENT ON COLUMN contact_change.at      IS 'When.';
COMMENT ON COLUMN contact_change.agent   IS 'By whom.';

CREATE TRIGGER contact_change_append_only BEFORE UPDATE ON contact_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
