-- +goose Up

-- A carrier knows who called when, to the second. What stays of a forgotten contact for the statistics must therefore not say which call it was of, nor
-- when: it keeps the line and the month. The call stays, with its times and how long it took, and says nothing of what was talked about.
ALTER TABLE contact ADD COLUMN line text;
COMMENT ON COLUMN contact.line      IS 'The line of its call, once it is forgotten and no longer says which call that was. Null before.';
COMMENT ON COLUMN contact.call      IS 'The call it is about. Null: it was entered afterwards, and its fields channel, happened_at and taken_by tell how, when and with whom it was; or it is forgotten. No foreign key: the contact may be ahead of the journal.';
COMMENT ON COLUMN contact.opened_at IS 'When it was begun; of a forgotten one the month alone.';
COMMENT ON COLUMN contact.closed_at IS 'When wrap-up was done; from then on it does not change. Of a forgotten one the month alone.';
COMMENT ON COLUMN child_case.opened_at IS 'When it was opened; of a forgotten one the month alone.';
COMMENT ON COLUMN child_case.closed_at IS 'When it was closed last, of a forgotten one the month alone; null while it is not.';
ALTER TABLE contact DROP CONSTRAINT of_a_call_or_entered;
ALTER TABLE contact ADD CONSTRAINT of_a_call_or_entered CHECK (forgotten_at IS NOT NULL OR (call IS NULL) = (entered_by IS NOT NULL));

-- As with all that is let go: the planner's samples would outlive it.
ALTER TABLE contact_referral ALTER COLUMN said SET STATISTICS 0;

-- It is done by the owner's function, so that the service's role needs no right to write when anything was, or of which call it is.
-- +goose StatementBegin
CREATE FUNCTION loosen_contact() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.line := coalesce(NEW.line, (SELECT call.line FROM call WHERE call.id = NEW.call));
    NEW.call := NULL;
    NEW.opened_at := date_trunc('month', NEW.opened_at, 'UTC');
    NEW.closed_at := date_trunc('month', NEW.closed_at, 'UTC');
    DELETE FROM called_back WHERE contact = NEW.id;
    DELETE FROM contact_referral WHERE contact = NEW.id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION loosen_contact() IS 'Takes from a contact that is forgotten which call it was of and when, and what leads from another table to it.';

-- +goose StatementBegin
CREATE FUNCTION loosen_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.opened_at := date_trunc('month', NEW.opened_at, 'UTC');
    NEW.closed_at := date_trunc('month', NEW.closed_at, 'UTC');
    DELETE FROM contact_referral WHERE child_case = NEW.id;
    RETURN NEW;
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION loosen_case() IS 'Takes from a case that is forgotten when it was, but for the month, and which words of its contacts became its referrals.';

CREATE TRIGGER contact_loosened BEFORE UPDATE ON contact FOR EACH ROW WHEN (NEW.forgotten_at IS NOT NULL) EXECUTE FUNCTION loosen_contact();
CREATE TRIGGER child_case_loosened BEFORE UPDATE ON child_case FOR EACH ROW WHEN (NEW.forgotten_at IS NOT NULL) EXECUTE FUNCTION loosen_case();

-- Of the timeline of a forgotten case only its statuses stay: when a contact was put to it is the time of a call.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION forget_case_history(forgotten uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    DELETE FROM case_event USING child_case
    WHERE case_event.child_case = child_case.id AND child_case.id = forgotten AND child_case.forgotten_at IS NOT NULL
        AND case_event.kind <> 'status'
        AND EXISTS (SELECT FROM audit WHERE audit.object = 'case:' || child_case.id
            AND audit.action = 'case.forgotten' AND audit.xmin = pg_current_xact_id()::xid);
END;
-- +goose StatementEnd
COMMENT ON FUNCTION forget_case_history(uuid) IS 'Deletes the timeline of a case, all but its statuses, once it is forgotten and the audit trail names it in the same transaction; with the rights of the tables'' owner.';
COMMENT ON COLUMN case_event.value IS 'What it is now, if that tells of nobody: a status, which stays for statistics; an owner, a contact''s id, a step of a referral, a coded field or a day of follow-up, until the case is forgotten. Null otherwise.';

-- Of what was forgotten before, all that stayed.
UPDATE contact SET forgotten_at = forgotten_at WHERE forgotten_at IS NOT NULL;
UPDATE child_case SET forgotten_at = forgotten_at WHERE forgotten_at IS NOT NULL;
DELETE FROM case_event USING child_case WHERE case_event.child_case = child_case.id AND child_case.forgotten_at IS NOT NULL AND case_event.kind <> 'status';
