-- +goose Up

-- What was brought or sent, and belongs to a child's case. It lies in parts, so that nobody holds the whole of it in memory.
CREATE TABLE document (
    id         uuid        PRIMARY KEY,
    child_case uuid        NOT NULL REFERENCES child_case (id) ON DELETE CASCADE,
    kind       text        CHECK (kind ~ '^[a-z][a-z0-9]{0,9}$'),
    size       integer     CHECK (size > 0),
    sealed     text        NOT NULL CHECK (sealed <> ''),
    made_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    made_by    uuid        NOT NULL REFERENCES person (id),
    whole_at   timestamptz,
    CONSTRAINT whole_is_known CHECK ((whole_at IS NULL) = (size IS NULL) AND (whole_at IS NULL) = (kind IS NULL))
);
CREATE INDEX document_case ON document (child_case);
CREATE INDEX document_half ON document (made_at) WHERE whole_at IS NULL;
ALTER TABLE document SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);

-- As with all that is let go: the planner's samples would outlive it.
ALTER TABLE document ALTER COLUMN kind SET STATISTICS 0, ALTER COLUMN sealed SET STATISTICS 0;

COMMENT ON TABLE  document            IS 'A document of a case: a letter, a picture, a voice mail.';
COMMENT ON COLUMN document.id         IS 'Names it; part of what it is bound to.';
COMMENT ON COLUMN document.child_case IS 'Which case. Its key seals it.';
COMMENT ON COLUMN document.kind       IS 'What it is, as its content says: pdf, png …; null while it is being sent.';
COMMENT ON COLUMN document.size       IS 'How many bytes; null while it is being sent.';
COMMENT ON COLUMN document.sealed     IS 'What it is called, sealed (base64) with the case''s own key and bound to case and document.';
COMMENT ON COLUMN document.made_at    IS 'When it was added.';
COMMENT ON COLUMN document.made_by    IS 'By whom.';
COMMENT ON COLUMN document.whole_at   IS 'When all of it was here; null: it is still being sent, or was given up, and goes within the hour.';

CREATE TABLE document_part (
    document uuid    NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    n        integer NOT NULL CHECK (n >= 0),
    sealed   bytea   NOT NULL,
    PRIMARY KEY (document, n)
);
ALTER TABLE document_part SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20, toast.autovacuum_vacuum_scale_factor = 0, toast.autovacuum_vacuum_threshold = 20);
ALTER TABLE document_part ALTER COLUMN sealed SET STORAGE EXTERNAL, ALTER COLUMN sealed SET STATISTICS 0;

COMMENT ON TABLE  document_part          IS 'The parts of a document, in order.';
COMMENT ON COLUMN document_part.document IS 'Of which document.';
COMMENT ON COLUMN document_part.n        IS 'Which part: 0, 1 …';
COMMENT ON COLUMN document_part.sealed   IS 'Its bytes, sealed with the case''s own key and bound to case, document, place and whether it is the last.';
