-- +goose Up

-- What is sealed in history is emptied by nobody any more: the functions of migrations 25 and 32 delete the rows of what is forgotten, which the audit
-- trail must name. So the service's role needs no right to write into history, and has none (sql/processing.json, "service").
DROP TRIGGER case_event_append_only ON case_event;
CREATE TRIGGER case_event_append_only BEFORE UPDATE ON case_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- One thing is left to do with old history: a contact of before the vault gets a key of its own, and its history is sealed with that. It is done once.
-- +goose StatementBegin
CREATE FUNCTION reseal_history(of uuid, revs integer[], texts text[]) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    UPDATE contact_change SET sealed = anew.text FROM unnest(revs, texts) AS anew (rev, text)
    WHERE contact_change.contact = of AND contact_change.rev = anew.rev AND contact_change.sealed IS NOT NULL AND anew.text IS NOT NULL
        AND EXISTS (SELECT FROM contact WHERE contact.id = of AND contact.vault_key IS NULL AND contact.forgotten_at IS NULL);
END;
-- +goose StatementEnd
COMMENT ON FUNCTION reseal_history(uuid, integer[], text[]) IS 'Seals the history of a contact that has no key of its own yet, with the rights of the tables'' owner.';

-- +goose StatementBegin
CREATE FUNCTION refuse_another_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.vault_key IS NULL AND NEW.forgotten_at IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% keeps its key', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_another_key() IS 'Has a contact and a case keep the key that they were given, until they are forgotten.';
CREATE TRIGGER contact_keeps_key BEFORE UPDATE ON contact
    FOR EACH ROW WHEN (OLD.vault_key IS NOT NULL AND NEW.vault_key IS DISTINCT FROM OLD.vault_key) EXECUTE FUNCTION refuse_another_key();
CREATE TRIGGER child_case_keeps_key BEFORE UPDATE ON child_case
    FOR EACH ROW WHEN (OLD.vault_key IS NOT NULL AND NEW.vault_key IS DISTINCT FROM OLD.vault_key) EXECUTE FUNCTION refuse_another_key();

-- Who called may be taken out of the journal, as the law may demand, and never be made somebody else.
-- +goose StatementBegin
CREATE FUNCTION refuse_but_unlink() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('alo116.vault', true) = 'on' AND NEW.caller_key IS NULL AND to_jsonb(NEW) - 'caller_key' = to_jsonb(OLD) - 'caller_key' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_but_unlink() IS 'Keeps the journal as it was written. Only a transaction of the vault may take out who called.';
DROP TRIGGER call_event_append_only ON call_event;
CREATE TRIGGER call_event_append_only BEFORE UPDATE ON call_event
    FOR EACH ROW EXECUTE FUNCTION refuse_but_unlink();
