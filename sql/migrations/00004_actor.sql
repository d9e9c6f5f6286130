-- +goose Up

ALTER TABLE call_event ADD COLUMN actor text CHECK (actor <> '' AND length(actor) <= 64);

COMMENT ON COLUMN call_event.actor IS 'The supervisor who decided it, if one did: person.id.';
