-- +goose Up

-- Contacts that were no call of this service: somebody came, wrote, or called while the power was out. They are entered afterwards.
ALTER TABLE contact ALTER COLUMN call DROP NOT NULL;
ALTER TABLE contact ADD COLUMN entered_by uuid REFERENCES person (id);
ALTER TABLE contact ADD CONSTRAINT of_a_call_or_entered CHECK ((call IS NULL) = (entered_by IS NOT NULL));
CREATE INDEX contact_entered ON contact (opened_at) WHERE call IS NULL;

COMMENT ON COLUMN contact.call       IS 'The call it is about; null: it was entered afterwards, and its fields channel, happened_at and taken_by tell how, when and with whom it was. No foreign key: the contact may be ahead of the journal.';
COMMENT ON COLUMN contact.entered_by IS 'Who entered it afterwards, for themselves or a colleague, whose it is once it is closed; null: it is a call''s.';
