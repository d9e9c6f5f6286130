-- +goose Up

-- SIP phones on the table, which people use in place of their browser's.
CREATE TABLE desk_phone (
    person   uuid        PRIMARY KEY REFERENCES person (id),
    username text        NOT NULL UNIQUE CHECK (username <> '' AND length(username) <= 100),
    secret   bytea       NOT NULL,
    in_use   boolean     NOT NULL DEFAULT false,
    added_at timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE  desk_phone          IS 'What people''s desk phones sign in to Asterisk with. A row that is deleted is a phone that registers no more.';
COMMENT ON COLUMN desk_phone.person   IS 'Whose.';
COMMENT ON COLUMN desk_phone.username IS 'The name that it signs in by: made at random, says nothing of its owner.';
COMMENT ON COLUMN desk_phone.secret   IS 'Its password, made at random and sealed; the seal holds for this person only.';
COMMENT ON COLUMN desk_phone.in_use   IS 'True: it rings, and the browser does not.';
COMMENT ON COLUMN desk_phone.added_at IS 'When it was set up.';
