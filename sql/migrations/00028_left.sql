-- +goose Up

-- What a contact's form said of a referral becomes a draft of its case's, once.
CREATE TABLE contact_referral (
    contact    uuid        NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    item       text        NOT NULL CHECK (item <> '' AND length(item) <= 40),
    child_case uuid        NOT NULL REFERENCES child_case (id) ON DELETE CASCADE,
    referral   uuid        UNIQUE REFERENCES referral (id) ON DELETE SET NULL,
    said       text        NOT NULL CHECK (said ~ '^[a-z][a-z_]{0,39}$'),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (contact, item)
);
CREATE INDEX contact_referral_case ON contact_referral (child_case);

COMMENT ON TABLE  contact_referral            IS 'Which row of a contact''s form became which referral of its case. It is written once, so that nothing is referred twice, and outlives a draft that somebody discarded.';
COMMENT ON COLUMN contact_referral.contact    IS 'The contact that told it.';
COMMENT ON COLUMN contact_referral.item       IS 'The id of the row in the contact''s referrals.';
COMMENT ON COLUMN contact_referral.child_case IS 'The case that the contact was of then.';
COMMENT ON COLUMN contact_referral.referral   IS 'What it became; null once that was discarded.';
COMMENT ON COLUMN contact_referral.said       IS 'Where it stood as the form said, a code of the form''s referral_states.';
COMMENT ON COLUMN contact_referral.at         IS 'When it became one.';

-- What a contact leaves to be done once it is closed.
CREATE TABLE task (
    contact uuid        NOT NULL REFERENCES contact (id) ON DELETE CASCADE,
    kind    text        NOT NULL CHECK (kind IN ('follow_up', 'next_talk', 'complaint', 'warning')),
    due     timestamptz NOT NULL,
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    done_at timestamptz,
    done_by uuid        REFERENCES person (id),
    outcome text        CHECK (outcome IN ('done', 'in_case', 'seen', 'confirmed', 'refused')),
    PRIMARY KEY (contact, kind),
    CONSTRAINT done_has_its_outcome CHECK ((done_at IS NULL) = (done_by IS NULL) AND (done_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX task_open ON task (due) WHERE done_at IS NULL;
-- As with all that is let go: the planner's samples would outlive it.
ALTER TABLE task ALTER COLUMN kind SET STATISTICS 0, ALTER COLUMN outcome SET STATISTICS 0;
ALTER TABLE task SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);

COMMENT ON TABLE  task         IS 'What a closed contact leaves to be done: its owner looks again or talks again, a supervisor reads a complaint or decides on a warning that was proposed.';
COMMENT ON COLUMN task.contact IS 'The contact that left it.';
COMMENT ON COLUMN task.kind    IS 'What is to be done.';
COMMENT ON COLUMN task.due     IS 'When; of what has no time of its own, when it was left.';
COMMENT ON COLUMN task.made_at IS 'When it was left.';
COMMENT ON COLUMN task.done_at IS 'When it was done; null while it waits.';
COMMENT ON COLUMN task.done_by IS 'By whom.';
COMMENT ON COLUMN task.outcome IS 'How: done, given to the follow-up of the contact''s case, seen, or a warning confirmed or refused.';
