-- +goose Up

CREATE TABLE policy_version (
    id      bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    sha256  bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    policy  text        CHECK (policy <> ''),
    refused text        CHECK (refused IN ('unreadable', 'malformed', 'faulty', 'team')),
    CONSTRAINT kept_if_taken CHECK ((policy IS NULL) = (refused IS NOT NULL))
);
CREATE INDEX policy_version_at ON policy_version (at) WHERE refused IS NULL;

COMMENT ON TABLE  policy_version         IS 'The helpline''s rules through time: each policy that came into force, and each that was refused, as it was tried. Never changed.';
COMMENT ON COLUMN policy_version.id      IS 'Counts the attempts.';
COMMENT ON COLUMN policy_version.at      IS 'When it was tried.';
COMMENT ON COLUMN policy_version.sha256  IS 'Of the file as it was read; of nothing if it could not be.';
COMMENT ON COLUMN policy_version.policy  IS 'The file''s text, if it came into force. What is no policy is not kept: it could be any file.';
COMMENT ON COLUMN policy_version.refused IS 'Why it did not come into force: the file could not be read, is no JSON of a policy, contradicts itself, or cannot work with the people there are.';

CREATE TRIGGER policy_version_append_only BEFORE UPDATE ON policy_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

ALTER TABLE call_event ADD COLUMN skills jsonb CHECK (jsonb_typeof(skills) = 'object');

COMMENT ON COLUMN call_event.skills IS 'Reskilled only: all the skills that the agent has from then on, with their levels.';
