-- +goose Up

ALTER TABLE person DROP CONSTRAINT person_role_check;
ALTER TABLE person ADD CONSTRAINT person_role_check
    CHECK (role IN ('psychologist', 'social_worker', 'supervisor', 'case_manager', 'analyst', 'auditor', 'admin'));
ALTER TABLE person ADD COLUMN team text NOT NULL DEFAULT '' CHECK (length(team) <= 64 AND team = btrim(team));
ALTER TABLE person ADD COLUMN password_once boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN person.role          IS 'Profession or duty; what it may do is the table of agent/roles. Only the first three take calls.';
COMMENT ON COLUMN person.team          IS 'Whom a supervisor sees as their own people; empty is a team too, of a house that names none.';
COMMENT ON COLUMN person.password_once IS 'True: the password was made by somebody else, and lets its owner do nothing but choose their own.';
