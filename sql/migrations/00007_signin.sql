-- +goose Up

-- Who is signed in when this version comes signs in once more.
DELETE FROM session;

ALTER TABLE session
    DROP COLUMN data,
    ALTER COLUMN person SET NOT NULL,
    ADD COLUMN id        uuid        NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN browser   text        NOT NULL CHECK (length(browser) <= 40),
    ADD COLUMN began_at  timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN seen_at   timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN ends_at   timestamptz NOT NULL,
    ADD COLUMN proven_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN locked    boolean     NOT NULL DEFAULT false,
    ADD CHECK (expires_at <= ends_at);

COMMENT ON COLUMN session.id        IS 'Names the session where its token must not be: in a list, to end it.';
COMMENT ON COLUMN session.browser   IS 'Family of the browser, so that its owner can tell one session from another; no version, no address.';
COMMENT ON COLUMN session.began_at  IS 'When the person signed in.';
COMMENT ON COLUMN session.seen_at   IS 'When it was last used, to the minute.';
COMMENT ON COLUMN session.ends_at   IS 'It expires then at the latest, however much it is used.';
COMMENT ON COLUMN session.proven_at IS 'When its owner last gave a password or a passkey.';
COMMENT ON COLUMN session.locked    IS 'True: nobody has touched the screen for a while. It shows nothing personal until its owner proves to be there.';

CREATE TABLE totp (
    person    uuid        PRIMARY KEY REFERENCES person (id),
    secret    bytea       NOT NULL,
    last_step bigint      NOT NULL,
    added_at  timestamptz NOT NULL DEFAULT now()
);

COMMENT ON TABLE  totp           IS 'The app or device whose codes are a person''s second factor (RFC 6238).';
COMMENT ON COLUMN totp.person    IS 'Whose.';
COMMENT ON COLUMN totp.secret    IS 'The shared secret, sealed; the seal holds for this person only.';
COMMENT ON COLUMN totp.last_step IS 'The 30 seconds, counted since 1970, whose code was used last: that one and older ones count no more.';
COMMENT ON COLUMN totp.added_at  IS 'When it was added.';

CREATE TABLE passkey (
    id         uuid        PRIMARY KEY DEFAULT gen_random_uuid(),
    person     uuid        NOT NULL REFERENCES person (id),
    credential bytea       NOT NULL UNIQUE CHECK (octet_length(credential) BETWEEN 1 AND 1023),
    name       text        NOT NULL CHECK (name <> '' AND length(name) <= 60),
    data       jsonb       NOT NULL,
    added_at   timestamptz NOT NULL DEFAULT now(),
    used_at    timestamptz
);
CREATE INDEX passkey_person ON passkey (person);

COMMENT ON TABLE  passkey            IS 'Passkeys (W3C Web Authentication). Only their public halves are here.';
COMMENT ON COLUMN passkey.id         IS 'Names it in its owner''s list.';
COMMENT ON COLUMN passkey.person     IS 'Whose.';
COMMENT ON COLUMN passkey.credential IS 'The id that the authenticator gave it.';
COMMENT ON COLUMN passkey.name       IS 'What its owner calls it.';
COMMENT ON COLUMN passkey.data       IS 'Public key, counter and flags, as the library packs them.';
COMMENT ON COLUMN passkey.added_at   IS 'When it was added.';
COMMENT ON COLUMN passkey.used_at    IS 'When it was last used; null until then.';

CREATE TABLE recovery_code (
    person   uuid        NOT NULL REFERENCES person (id),
    hash     bytea       NOT NULL CHECK (octet_length(hash) = 32),
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (person, hash)
);

COMMENT ON TABLE  recovery_code          IS 'Codes for the day the second factor is lost. A used one is deleted.';
COMMENT ON COLUMN recovery_code.person   IS 'Whose.';
COMMENT ON COLUMN recovery_code.hash     IS 'SHA-256 of the person and the code, which is 80 random bits and never stored.';
COMMENT ON COLUMN recovery_code.added_at IS 'When it was made.';

CREATE TABLE oidc_subject (
    issuer   text        NOT NULL CHECK (issuer <> ''),
    subject  text        NOT NULL CHECK (subject <> '' AND length(subject) <= 255),
    person   uuid        NOT NULL REFERENCES person (id),
    bound_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (issuer, subject),
    UNIQUE (issuer, person)
);

COMMENT ON TABLE  oidc_subject          IS 'Who is who at the organisation''s own sign-in (OpenID Connect), once they came from there.';
COMMENT ON COLUMN oidc_subject.issuer   IS 'The provider''s address.';
COMMENT ON COLUMN oidc_subject.subject  IS 'The provider''s own name for the person, which never changes there.';
COMMENT ON COLUMN oidc_subject.person   IS 'Who it is here.';
COMMENT ON COLUMN oidc_subject.bound_at IS 'When they first came.';
