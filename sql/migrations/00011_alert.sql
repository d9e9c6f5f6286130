-- +goose Up

CREATE TABLE alert (
    entry     bigint      PRIMARY KEY CHECK (entry > 0),
    at        timestamptz NOT NULL DEFAULT now(),
    closed_by uuid        REFERENCES person (id),
    closed_at timestamptz,
    CONSTRAINT closed_by_somebody CHECK ((closed_by IS NULL) = (closed_at IS NULL))
);
CREATE INDEX alert_open ON alert (entry) WHERE closed_at IS NULL;

COMMENT ON TABLE  alert           IS 'A glass was broken: somebody looked where their role lets them only in need, and a supervisor must look at it.';
COMMENT ON COLUMN alert.entry     IS 'audit.n of what was done. No foreign key, so that whoever tampers with the trail does not take the alert along.';
COMMENT ON COLUMN alert.at        IS 'When.';
COMMENT ON COLUMN alert.closed_by IS 'The supervisor who looked at it, never the one who did it.';
COMMENT ON COLUMN alert.closed_at IS 'When they did; null: it stands on every supervisor''s board.';
