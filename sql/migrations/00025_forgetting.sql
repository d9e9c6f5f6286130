-- +goose Up

-- History goes with the rights of the tables' owner, so these functions believe little of what the service's role can write. What they delete stands
-- in the audit trail, which that role can only add to: an entry of the very same transaction, so none of before is enough, names each contact or case.
-- How old a history is, they read from the history itself.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION forget_history(contacts uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    DELETE FROM contact_change USING contact
    WHERE contact_change.contact = contact.id AND contact.id = ANY (contacts)
        AND EXISTS (SELECT FROM audit WHERE audit.object = 'contact:' || contact.id
            AND audit.action IN ('contact.forgotten', 'contact.history_forgotten') AND audit.xmin = pg_current_xact_id()::xid)
        AND (contact.forgotten_at IS NOT NULL OR (contact.held_at IS NULL
            AND (SELECT max(newest.at) FROM contact_change AS newest WHERE newest.contact = contact.id) < clock_timestamp() - interval '1 day'));
END;
-- +goose StatementEnd
COMMENT ON FUNCTION forget_history(uuid[]) IS 'Deletes how contacts were filled in, with the rights of the tables'' owner: of those that the audit trail names in the same transaction, and that are forgotten, or not held and not written on for the shortest time that a retention rule can name.';

-- With the sheet's history go the days of follow-up, and which words of a referral were changed when.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION forget_case_history(forgotten uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    DELETE FROM case_event USING child_case
    WHERE case_event.child_case = child_case.id AND child_case.id = forgotten AND child_case.forgotten_at IS NOT NULL
        AND case_event.kind IN ('field', 'follow_up', 'referral_changed')
        AND EXISTS (SELECT FROM audit WHERE audit.object = 'case:' || child_case.id
            AND audit.action = 'case.forgotten' AND audit.xmin = pg_current_xact_id()::xid);
END;
-- +goose StatementEnd
COMMENT ON FUNCTION forget_case_history(uuid) IS 'Deletes how the sheet of a case was filled in, its days of follow-up and what was changed in its referrals, once it is forgotten and the audit trail names it in the same transaction; with the rights of the tables'' owner.';
COMMENT ON COLUMN case_event.value IS 'What it is now, if that tells of nobody: a status, an owner, a contact''s id, a step of a referral; these stay for statistics. Also a coded field or a day of follow-up, until the case is forgotten. Null otherwise.';

-- Of what was forgotten before, days of follow-up stayed.
DELETE FROM case_event USING child_case WHERE case_event.child_case = child_case.id AND child_case.forgotten_at IS NOT NULL AND case_event.kind = 'follow_up';

-- These are emptied as the others are (migration 18).
ALTER TABLE child_case SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE approach   SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE session    SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);

-- What is let go of must not live on among the planner's statistics, which keep values as they are: none are gathered of such columns.
ALTER TABLE approach
    ALTER COLUMN kind SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE audit
    ALTER COLUMN words SET STATISTICS 0;
ALTER TABLE call
    ALTER COLUMN caller_key SET STATISTICS 0;
ALTER TABLE call_event
    ALTER COLUMN caller_key SET STATISTICS 0;
ALTER TABLE call_event_refused
    ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE case_event
    ALTER COLUMN field SET STATISTICS 0,
    ALTER COLUMN value SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE child_case
    ALTER COLUMN follow_up SET STATISTICS 0,
    ALTER COLUMN place SET STATISTICS 0,
    ALTER COLUMN values SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE contact
    ALTER COLUMN values SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0,
    ALTER COLUMN number_sealed SET STATISTICS 0;
ALTER TABLE contact_change
    ALTER COLUMN field SET STATISTICS 0,
    ALTER COLUMN value SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
ALTER TABLE referral
    ALTER COLUMN agency SET STATISTICS 0,
    ALTER COLUMN shared SET STATISTICS 0,
    ALTER COLUMN due SET STATISTICS 0,
    ALTER COLUMN sealed SET STATISTICS 0;
