-- +goose Up

-- A call out that was not made, for nobody could say at that moment whether it may be, is no call that is not allowed.
ALTER TABLE call DROP CONSTRAINT call_end_reason_check;
ALTER TABLE call ADD CONSTRAINT call_end_reason_check CHECK (end_reason IN ('answered', 'abandoned', 'diverted', 'dismissed', 'lost',
    'no_answer', 'busy', 'unreached', 'not_allowed', 'cancelled', 'no_phone', 'unknown'));
