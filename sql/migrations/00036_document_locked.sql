-- +goose Up

-- What was clean when it came may be known as evil later, when the scanner knows more.
ALTER TABLE document
    ADD COLUMN looked    text NOT NULL DEFAULT '',
    ADD COLUMN locked_at timestamptz;
CREATE INDEX document_looked ON document (looked) WHERE locked_at IS NULL;
ALTER TABLE document ALTER COLUMN locked_at SET STATISTICS 0;

COMMENT ON COLUMN document.looked    IS 'What the scanner said of its program and signatures when it last found nothing here; empty: only as the document came.';
COMMENT ON COLUMN document.locked_at IS 'Since when nobody may open it, because the scanner knows it as evil by now; null: it may be opened.';
