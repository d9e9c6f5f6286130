-- +goose Up

-- The law may need a contact beyond its time. While it is held, no retention rule lets anything of it go.
ALTER TABLE contact ADD COLUMN held_at timestamptz;
CREATE INDEX contact_held ON contact (call) WHERE held_at IS NOT NULL;

COMMENT ON COLUMN contact.held_at IS 'Since when the retention rules pass over this contact; null: they do not. Who decided it, and why, is in the audit trail.';
