-- +goose Up

CREATE TABLE vault (
    one     boolean     PRIMARY KEY DEFAULT true CHECK (one),
    keyring uuid        NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE  vault         IS 'Which keyring this database belongs to: one row. The keys themselves are never here, so neither its backups nor its write-ahead log can hold one.';
COMMENT ON COLUMN vault.one     IS 'Keeps the table at one row.';
COMMENT ON COLUMN vault.keyring IS 'The mark that lies in the keyring''s folders. An empty folder, or another one, is not taken for it.';
COMMENT ON COLUMN vault.made_at IS 'When the keyring was made.';

ALTER TABLE contact
    ADD COLUMN vault_key     uuid UNIQUE,
    ADD COLUMN number_sealed bytea CHECK (octet_length(number_sealed) BETWEEN 29 AND 100),
    ADD COLUMN forgotten_at  timestamptz,
    ADD CONSTRAINT number_has_its_key      CHECK (number_sealed IS NULL OR vault_key IS NOT NULL),
    ADD CONSTRAINT forgotten_keeps_nothing CHECK (forgotten_at IS NULL OR (sealed = '{}' AND number_sealed IS NULL AND closed_at IS NOT NULL));
CREATE INDEX contact_opened_at ON contact (opened_at);
COMMENT ON COLUMN contact.vault_key     IS 'Names the file of the keyring that holds this contact''s own key. Null: not begun with one, and sealed with the service''s key; or forgotten.';
COMMENT ON COLUMN contact.number_sealed IS 'The caller''s number, sealed with the contact''s own key, associated data "contact ID (number)"; null if withheld or not kept by the line''s policy.';
COMMENT ON COLUMN contact.forgotten_at  IS 'When all that was personal was emptied. While vault_key still names a key, it is not yet destroyed in every copy of the keyring.';

-- What erasure and a new sealing may change in what is otherwise append-only: sealed texts and the caller's key, nothing else.
-- +goose StatementBegin
CREATE FUNCTION refuse_change_outside_vault() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed text := TG_ARGV[0];
BEGIN
    IF current_setting('alo116.vault', true) = 'on' AND to_jsonb(NEW) - allowed = to_jsonb(OLD) - allowed THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_change_outside_vault() IS 'Keeps history as it was written; only a transaction of the vault may change the one column named, to erase it or to seal it anew.';

DROP TRIGGER contact_change_append_only ON contact_change;
CREATE TRIGGER contact_change_append_only BEFORE UPDATE ON contact_change
    FOR EACH ROW EXECUTE FUNCTION refuse_change_outside_vault('sealed');

DROP TRIGGER call_event_append_only ON call_event;
CREATE TRIGGER call_event_append_only BEFORE UPDATE ON call_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change_outside_vault('caller_key');
