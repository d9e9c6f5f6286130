-- +goose Up

CREATE TABLE referral (
    id           uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    child_case   uuid        NOT NULL REFERENCES child_case (id) ON DELETE CASCADE,
    rev          integer     NOT NULL DEFAULT 1 CHECK (rev >= 1),
    state        text        NOT NULL DEFAULT 'drafted'
        CHECK (state IN ('drafted', 'sent', 'acknowledged', 'in_process', 'outcome_received', 'closed', 'refused', 'no_answer')),
    agency       uuid,
    agency_rev   integer,
    kind         text        CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    grounds      text[]      NOT NULL DEFAULT '{}',
    method       text        CHECK (method ~ '^[a-z][a-z_]{0,39}$'),
    shared       text[]      NOT NULL DEFAULT '{}',
    consent      text        CHECK (consent ~ '^[a-z][a-z_]{0,39}$'),
    consulted    uuid        REFERENCES person (id),
    consulted_at timestamptz,
    due          date,
    child_told   text        CHECK (child_told IN ('yes', 'no', 'unknown')),
    sealed       text,
    made_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_by      uuid        NOT NULL REFERENCES person (id),
    moved_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    sent_at      timestamptz,
    sent_by      uuid        REFERENCES person (id),
    FOREIGN KEY (agency, agency_rev) REFERENCES agency (id, rev) MATCH FULL,
    CONSTRAINT sent_has_its_time      CHECK ((state = 'drafted') = (sent_at IS NULL) AND (sent_at IS NULL) = (sent_by IS NULL)),
    CONSTRAINT consulted_has_its_time CHECK ((consulted IS NULL) = (consulted_at IS NULL))
);
CREATE INDEX referral_child_case ON referral (child_case);
CREATE INDEX referral_waiting    ON referral (due) WHERE state IN ('sent', 'acknowledged', 'in_process');

COMMENT ON TABLE  referral              IS 'A case handed to an agency, with a life of its own. What it went through is in the timeline of its case.';
COMMENT ON COLUMN referral.id           IS 'Names it; part of what its words are bound to.';
COMMENT ON COLUMN referral.child_case   IS 'Which case.';
COMMENT ON COLUMN referral.rev          IS 'Counts its changes, so that two writers notice each other.';
COMMENT ON COLUMN referral.state        IS 'Where it stands; what may follow what is the table of sql/referral.';
COMMENT ON COLUMN referral.agency       IS 'To whom: an entry of the directory. Null: not chosen yet, or the case is forgotten.';
COMMENT ON COLUMN referral.agency_rev   IS 'The version of the entry that held when it was chosen or, once sent, then.';
COMMENT ON COLUMN referral.kind         IS 'What kind of body that was, for the statistics.';
COMMENT ON COLUMN referral.grounds      IS 'Why, codes of the form''s referrals.';
COMMENT ON COLUMN referral.method       IS 'How it is told, a code of the form''s referrals.';
COMMENT ON COLUMN referral.shared       IS 'What was shared, codes of the form''s referrals.';
COMMENT ON COLUMN referral.consent      IS 'Whether that may be shared, a code of the form''s consents.';
COMMENT ON COLUMN referral.consulted    IS 'The supervisor who was consulted.';
COMMENT ON COLUMN referral.consulted_at IS 'When that was written down.';
COMMENT ON COLUMN referral.due          IS 'The day by which an answer is waited for; after it, its owner and the supervisors are reminded.';
COMMENT ON COLUMN referral.child_told   IS 'Whether the child was told what became of it.';
COMMENT ON COLUMN referral.sealed       IS 'Its words, sealed (base64) with the case''s own key and bound to case and referral: why consent was overridden, why no supervisor was consulted, the recipient, the agency''s reference, the next step, the outcome, the letter.';
COMMENT ON COLUMN referral.made_at      IS 'When it was begun.';
COMMENT ON COLUMN referral.made_by      IS 'By whom.';
COMMENT ON COLUMN referral.moved_at     IS 'Since when it stands where it stands.';
COMMENT ON COLUMN referral.sent_at      IS 'When it was sent last; null while it is a draft.';
COMMENT ON COLUMN referral.sent_by      IS 'By whom.';
