-- +goose Up

CREATE TABLE call_event (
    epoch      bigint      NOT NULL CHECK (epoch >= 0),
    n          bigint      NOT NULL CHECK (n > 0),
    at         timestamptz NOT NULL,
    kind       text        NOT NULL CHECK (kind ~ '^[a-z][a-z_]{0,39}$'),
    call       text        CHECK (call <> '' AND length(call) <= 150),
    line       text        CHECK (line <> '' AND length(line) <= 64),
    agent      text        CHECK (agent <> '' AND length(agent) <= 64),
    offer      bigint      CHECK (offer > 0),
    caller_key bytea       CHECK (octet_length(caller_key) = 36),
    withheld   boolean,
    pause      text        CHECK (pause <> '' AND length(pause) <= 100),
    reason     text        CHECK (reason <> '' AND length(reason) <= 100),
    ended_by   text        CHECK (ended_by IN ('caller', 'agent', 'system', 'transfer', 'lost')),
    waited_us  bigint      NOT NULL DEFAULT 0,
    rang_us    bigint      NOT NULL DEFAULT 0,
    talked_us  bigint      NOT NULL DEFAULT 0,
    wrapped_us bigint      NOT NULL DEFAULT 0,
    why        jsonb       CHECK (jsonb_typeof(why) = 'object'),
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (epoch, n),
    CONSTRAINT only_an_arrival_tells_of_the_caller
        CHECK (kind IN ('arrived', 'adopted') OR (withheld IS NULL AND caller_key IS NULL)),
    CONSTRAINT withheld_has_no_key     CHECK (caller_key IS NULL OR NOT withheld)
);
CREATE INDEX call_event_call  ON call_event (call, at) WHERE call IS NOT NULL;
CREATE INDEX call_event_agent ON call_event (agent, at DESC, epoch DESC, n DESC) WHERE agent IS NOT NULL;
CREATE INDEX call_event_at    ON call_event USING brin (at);

COMMENT ON TABLE  call_event            IS 'The journal: every change of state of a call or an agent, once, never changed. The truth that "call" is computed from. Its agents and lines have no foreign key: a fact is kept even if it names somebody unknown.';
COMMENT ON COLUMN call_event.epoch      IS 'The life of the queue that recorded it.';
COMMENT ON COLUMN call_event.n          IS 'Counts within the epoch; (epoch, n) makes writing it twice harmless.';
COMMENT ON COLUMN call_event.at         IS 'When it happened.';
COMMENT ON COLUMN call_event.kind       IS 'What happened, in the queue''s words. A newer queue may have new ones, and what it tells is kept too.';
COMMENT ON COLUMN call_event.call       IS 'Which call; null if it concerns none.';
COMMENT ON COLUMN call_event.line       IS 'The line of the call.';
COMMENT ON COLUMN call_event.agent      IS 'The person it concerns: person.id.';
COMMENT ON COLUMN call_event.offer      IS 'Number of the offer within the call.';
COMMENT ON COLUMN call_event.caller_key IS 'Arrived only: 4 bytes key id, 32 bytes keyed hash of the number. The key lies outside the database; no number is anywhere in it.';
COMMENT ON COLUMN call_event.withheld   IS 'Arrived only: the caller asked not to be known.';
COMMENT ON COLUMN call_event.pause      IS 'Presence only: why the agent is not ready.';
COMMENT ON COLUMN call_event.reason     IS 'A code that belongs to the kind.';
COMMENT ON COLUMN call_event.ended_by   IS 'Ended only: who ended the call.';
COMMENT ON COLUMN call_event.waited_us  IS 'The call''s waiting so far, microseconds.';
COMMENT ON COLUMN call_event.rang_us    IS 'How long the agent''s phone rang so far, microseconds.';
COMMENT ON COLUMN call_event.talked_us  IS 'The talk so far, microseconds.';
COMMENT ON COLUMN call_event.wrapped_us IS 'The agent''s work after it so far, microseconds.';
COMMENT ON COLUMN call_event.why        IS 'Offered only: who could have taken the call, and why the others were passed over.';
COMMENT ON COLUMN call_event.written_at IS 'When it reached the database; long after "at" if the database was away.';

CREATE TABLE call_event_refused (
    epoch      numeric(20) NOT NULL,
    n          numeric(20) NOT NULL,
    code       text        NOT NULL,
    sealed     bytea       NOT NULL,
    written_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (epoch, n)
);
COMMENT ON TABLE  call_event_refused            IS 'Records that break a rule of call_event: kept sealed for whoever mends it, so that they neither block the journal nor vanish. It should be empty.';
COMMENT ON COLUMN call_event_refused.epoch      IS 'As in call_event.';
COMMENT ON COLUMN call_event_refused.n          IS 'As in call_event.';
COMMENT ON COLUMN call_event_refused.code       IS 'The SQLSTATE with which it was refused.';
COMMENT ON COLUMN call_event_refused.sealed     IS 'The record as JSON, sealed with the service''s key; associated data "call_event_refused EPOCH N".';
COMMENT ON COLUMN call_event_refused.written_at IS 'When.';

CREATE TABLE call (
    id           text        PRIMARY KEY CHECK (id <> ''),
    line         text,
    caller_key   bytea       CHECK (octet_length(caller_key) = 36),
    withheld     boolean     NOT NULL,
    arrived_at   timestamptz NOT NULL,
    waiting_at   timestamptz,
    answered_at  timestamptz,
    connected_at timestamptz,
    ended_at     timestamptz,
    end_reason   text        CHECK (end_reason IN ('answered', 'abandoned', 'diverted', 'dismissed', 'lost')),
    ended_by     text        CHECK (ended_by IN ('caller', 'agent', 'system', 'transfer', 'lost')),
    agent        text,
    live_agent   text,
    offers       integer     NOT NULL CHECK (offers >= 0),
    declined     integer     NOT NULL CHECK (declined >= 0),
    missed       integer     NOT NULL CHECK (missed >= 0),
    failed       integer     NOT NULL CHECK (failed >= 0),
    withdrawn    integer     NOT NULL CHECK (withdrawn >= 0),
    talks        integer     NOT NULL CHECK (talks >= 0),
    waited_us    bigint      NOT NULL CHECK (waited_us >= 0),
    rang_us      bigint      NOT NULL CHECK (rang_us >= 0),
    talked_us    bigint      NOT NULL CHECK (talked_us >= 0),
    wrapped_us   bigint      NOT NULL CHECK (wrapped_us >= 0),
    CONSTRAINT withheld_has_no_key CHECK (NOT withheld OR caller_key IS NULL),
    CONSTRAINT only_an_end_has_reason CHECK (ended_at IS NOT NULL OR (end_reason IS NULL AND ended_by IS NULL)),
    CONSTRAINT only_a_live_call_is_talked_on CHECK (live_agent IS NULL OR ended_at IS NULL)
);
CREATE INDEX call_arrived_at ON call (arrived_at);
CREATE INDEX call_ended_at ON call (ended_at);
CREATE INDEX call_caller_key ON call (caller_key) WHERE caller_key IS NOT NULL;
CREATE UNIQUE INDEX call_one_live_per_agent ON call (live_agent) WHERE live_agent IS NOT NULL;

COMMENT ON TABLE  call              IS 'One caller''s visit to a line: what its events in call_event add up to. Written only by the journal, in the transaction of the events.';
COMMENT ON COLUMN call.id           IS 'The id of the caller''s channel in Asterisk.';
COMMENT ON COLUMN call.line         IS 'The number that was called; null until an event tells it.';
COMMENT ON COLUMN call.caller_key   IS 'Keyed hash that recognises the number; null if withheld or unknown.';
COMMENT ON COLUMN call.withheld     IS 'The caller asked not to be known.';
COMMENT ON COLUMN call.arrived_at   IS 'When the caller reached the line, or the first that is known of the call.';
COMMENT ON COLUMN call.waiting_at   IS 'When it first entered the queue.';
COMMENT ON COLUMN call.answered_at  IS 'When an agent first picked up; a talk begins only at connected_at.';
COMMENT ON COLUMN call.connected_at IS 'When both were first in one bridge.';
COMMENT ON COLUMN call.ended_at     IS 'When the caller''s leg was gone.';
COMMENT ON COLUMN call.end_reason   IS 'How it ended.';
COMMENT ON COLUMN call.ended_by     IS 'Who ended it.';
COMMENT ON COLUMN call.agent        IS 'Who talked last: person.id.';
COMMENT ON COLUMN call.live_agent   IS 'Who talks now; an agent talks on one call at a time, which the index call_one_live_per_agent holds.';
COMMENT ON COLUMN call.offers       IS 'How often it was offered.';
COMMENT ON COLUMN call.declined     IS 'Offers that an agent said no to.';
COMMENT ON COLUMN call.missed       IS 'Offers that rang out.';
COMMENT ON COLUMN call.failed       IS 'Offers whose phone could not be rung.';
COMMENT ON COLUMN call.withdrawn    IS 'Offers that were taken back.';
COMMENT ON COLUMN call.talks        IS 'How often an agent and the caller were connected.';
COMMENT ON COLUMN call.waited_us    IS 'How long it waited for a counsellor, in all; the greeting is not waiting. Microseconds.';
COMMENT ON COLUMN call.rang_us      IS 'How long the agent''s phone rang; microseconds.';
COMMENT ON COLUMN call.talked_us    IS 'How long they talked; microseconds.';
COMMENT ON COLUMN call.wrapped_us   IS 'The agent''s work after the call; microseconds.';

-- +goose StatementBegin
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_change() IS 'Keeps history as it was written. Deleting is left to retention.';

CREATE TRIGGER call_event_append_only BEFORE UPDATE ON call_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
