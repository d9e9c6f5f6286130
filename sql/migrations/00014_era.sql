-- +goose Up

ALTER TABLE person ADD COLUMN era integer NOT NULL DEFAULT 0 CHECK (era >= 0);

COMMENT ON COLUMN person.era IS 'Counts up with another password, with being disabled, and whenever all sessions end: a sign-in that began in one era ends in no later one.';
