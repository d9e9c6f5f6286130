-- +goose Up

-- A password that somebody else made, and that its owner has not changed yet, counts from now.
ALTER TABLE person ADD COLUMN password_until timestamptz;
UPDATE person SET password_until = now() + interval '3 days' WHERE password_once;
ALTER TABLE person ADD CONSTRAINT person_password_until CHECK (password_once = (password_until IS NOT NULL));

COMMENT ON COLUMN person.password_until IS 'A password that somebody else made opens nothing from then on; null: its owner chose it.';
COMMENT ON COLUMN recovery_code.hash    IS 'SHA-256 of the person and the code, which is 120 random bits (80 until version 13 of this schema) and never stored.';
