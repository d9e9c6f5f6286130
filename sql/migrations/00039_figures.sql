-- +goose Up

-- What stays of a forgotten contact is counted by its line. Of a call that a counsellor made it keeps none: no figure of callers counts it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION loosen_contact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.line := coalesce(NEW.line, (SELECT call.line FROM call WHERE call.id = NEW.call AND NOT call.outgoing));
    NEW.call := NULL;
    NEW.opened_at := date_trunc('month', NEW.opened_at, 'UTC');
    NEW.closed_at := date_trunc('month', NEW.closed_at, 'UTC');
    DELETE FROM called_back WHERE contact = NEW.id;
    DELETE FROM contact_referral WHERE contact = NEW.id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON COLUMN contact.line IS 'The line of its call, once it is forgotten and no longer says which call that was; null of a call that a counsellor made. Null before.';
