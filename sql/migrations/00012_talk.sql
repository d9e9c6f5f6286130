-- +goose Up

ALTER TABLE call_event ADD COLUMN held_us bigint NOT NULL DEFAULT 0 CHECK (held_us >= 0);
COMMENT ON COLUMN call_event.held_us IS 'The part of the talk in which the caller was on hold, so far, microseconds.';

ALTER TABLE call ADD COLUMN held_us bigint NOT NULL DEFAULT 0 CHECK (held_us >= 0);
COMMENT ON COLUMN call.held_us IS 'The part of talked_us in which the caller was on hold; microseconds.';
