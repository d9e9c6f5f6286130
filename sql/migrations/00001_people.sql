-- +goose Up

CREATE TABLE person (
    id            uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    login         text        NOT NULL CHECK (login <> '' AND length(login) <= 64 AND login = btrim(login)),
    name          text        NOT NULL CHECK (name <> '' AND length(name) <= 200),
    role          text        NOT NULL CHECK (role IN ('psychologist', 'social_worker', 'supervisor', 'admin', 'auditor')),
    skills        jsonb       NOT NULL DEFAULT '{}'
        CHECK (jsonb_typeof(skills) = 'object')
        CHECK (NOT jsonb_path_exists(skills, 'strict $.* ? (@.type() != "number" || @ < 1 || @ > 5 || @ != @.floor())')),
    lang          text        NOT NULL DEFAULT 'sq' CHECK (lang ~ '^[a-z]{2,3}$'),
    password_hash text        NOT NULL CHECK (password_hash = '' OR password_hash LIKE '$argon2id$%'),
    disabled      boolean     NOT NULL DEFAULT false,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX person_login ON person (lower(login));

COMMENT ON TABLE  person               IS 'Who may sign in. A person is never deleted, only disabled: the journal names them.';
COMMENT ON COLUMN person.id            IS 'The agent id that the queue, the journal and the screens use.';
COMMENT ON COLUMN person.login         IS 'What they type to sign in; unique whatever its capitals.';
COMMENT ON COLUMN person.name          IS 'How colleagues see them.';
COMMENT ON COLUMN person.role          IS 'Profession or duty. Admins and auditors take no calls.';
COMMENT ON COLUMN person.skills        IS 'Skill to level 1 to 5, as the policy names the skills.';
COMMENT ON COLUMN person.lang          IS 'Language of their screens (ISO 639).';
COMMENT ON COLUMN person.password_hash IS 'argon2id in PHC form; empty means that no password can sign them in.';
COMMENT ON COLUMN person.disabled      IS 'True: may not sign in any more, and has no session.';
COMMENT ON COLUMN person.created_at    IS 'When they were added.';

CREATE TABLE session (
    token_hash bytea       PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    person     uuid        REFERENCES person (id),
    data       bytea       NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_person ON session (person);
CREATE INDEX session_expires_at ON session (expires_at);

COMMENT ON TABLE  session            IS 'Who is signed in. A stolen copy of it signs nobody in.';
COMMENT ON COLUMN session.token_hash IS 'SHA-256 of the cookie''s token, which is random and never stored.';
COMMENT ON COLUMN session.person     IS 'Whose session it is, so that all of a person''s can be ended at once.';
COMMENT ON COLUMN session.data       IS 'The values of the session as the session library packs them.';
COMMENT ON COLUMN session.expires_at IS 'From then on it counts no more.';
