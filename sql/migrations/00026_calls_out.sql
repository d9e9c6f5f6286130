-- +goose Up

-- Calls that counsellors make. All figures of callers leave them out by this.
ALTER TABLE call_event ADD COLUMN outgoing boolean NOT NULL DEFAULT false;
ALTER TABLE call_event DROP CONSTRAINT only_an_arrival_tells_of_the_caller;
ALTER TABLE call_event ADD CONSTRAINT only_an_arrival_tells_of_the_caller
    CHECK (kind IN ('arrived', 'adopted', 'asked') OR (withheld IS NULL AND caller_key IS NULL));
ALTER TABLE call ADD COLUMN outgoing boolean NOT NULL DEFAULT false;
ALTER TABLE call DROP CONSTRAINT call_end_reason_check;
ALTER TABLE call ADD CONSTRAINT call_end_reason_check CHECK (end_reason IN ('answered', 'abandoned', 'diverted', 'dismissed', 'lost',
    'no_answer', 'busy', 'unreached', 'not_allowed', 'cancelled', 'no_phone'));

COMMENT ON COLUMN call_event.outgoing IS 'A counsellor made the call.';
COMMENT ON COLUMN call.outgoing       IS 'A counsellor made the call; its caller is who was called.';

CREATE TABLE called_back (
    call    text        PRIMARY KEY CHECK (call <> '' AND length(call) <= 150),
    contact uuid        NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    agent   uuid        NOT NULL REFERENCES person (id),
    at      timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX called_back_contact ON called_back (contact, at);
CREATE INDEX called_back_agent   ON called_back (agent, at);

COMMENT ON TABLE  called_back         IS 'Whose caller was called back, by whom: a call out belongs to what the contact belongs to, and nobody is called without end.';
COMMENT ON COLUMN called_back.call    IS 'The call out. No foreign key: it is ahead of the journal.';
COMMENT ON COLUMN called_back.contact IS 'The contact in which the caller said that calling back is safe.';
COMMENT ON COLUMN called_back.agent   IS 'Who called.';
COMMENT ON COLUMN called_back.at      IS 'When it was asked for.';
