-- +goose Up

-- The service works as a role that owns nothing and may delete no history. Erasure and retention may, and only what their time has come for.
-- +goose StatementBegin
CREATE FUNCTION forget_history(contacts uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    DELETE FROM contact_change USING contact
    WHERE contact_change.contact = contact.id AND contact.id = ANY (contacts) AND (contact.forgotten_at IS NOT NULL
        OR (contact.held_at IS NULL AND coalesce(contact.closed_at, contact.opened_at) < clock_timestamp() - interval '1 day'));
END;
-- +goose StatementEnd
COMMENT ON FUNCTION forget_history(uuid[]) IS 'Deletes how contacts were filled in, with the rights of the tables'' owner: of those that are forgotten, or older than the shortest time that a retention rule can name and not held.';

-- +goose StatementBegin
CREATE FUNCTION forget_case_history(forgotten uuid) RETURNS void LANGUAGE sql SECURITY DEFINER
BEGIN ATOMIC
    DELETE FROM case_event USING child_case
    WHERE case_event.child_case = child_case.id AND child_case.id = forgotten AND child_case.forgotten_at IS NOT NULL AND case_event.kind = 'field';
END;
-- +goose StatementEnd
COMMENT ON FUNCTION forget_case_history(uuid) IS 'Deletes how the sheet of a case was filled in, once the case is forgotten; with the rights of the tables'' owner.';

-- Who does not own a table cannot vacuum it: what was let go leaves it by the database's own doing, soon.
ALTER TABLE contact            SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE contact_change     SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE case_event         SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE call_event         SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE call_event_refused SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
ALTER TABLE audit              SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
