-- +goose Up

-- What colleagues leave for whoever talks with the same caller next.
CREATE TABLE approach (
    id         uuid        PRIMARY KEY,
    contact    uuid        NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    kind       text        NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    sealed     text        NOT NULL CHECK (sealed <> ''),
    agent      uuid        NOT NULL REFERENCES person (id),
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    until      timestamptz NOT NULL,
    CONSTRAINT nothing_stays_for_ever CHECK (until > made_at AND until <= made_at + interval '366 days')
);
CREATE INDEX approach_contact ON approach (contact);
CREATE INDEX approach_until ON approach (until);

COMMENT ON TABLE  approach         IS 'A warning or a recommended approach, left at a contact for whoever talks with its caller next. It has no link to the caller of its own: whatever makes the contact forget its caller makes this forget them too.';
COMMENT ON COLUMN approach.id      IS 'Names it; part of what its words are bound to.';
COMMENT ON COLUMN approach.contact IS 'The contact it was left at, whose key seals it.';
COMMENT ON COLUMN approach.kind    IS 'What it is about, a code of agent/form.';
COMMENT ON COLUMN approach.sealed  IS 'Its words (base64), sealed with the contact''s own key, associated data "contact ID (approach ID)".';
COMMENT ON COLUMN approach.agent   IS 'Who left it, or changed it last.';
COMMENT ON COLUMN approach.made_at IS 'When.';
COMMENT ON COLUMN approach.until   IS 'From then on it is not shown any more, and deleted within the hour unless its contact is held.';
