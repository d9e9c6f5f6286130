-- +goose Up

-- Every row is one version of an agency's entry; the one with the greatest rev holds. A referral names the version it was sent by.
CREATE TABLE agency (
    id        uuid        NOT NULL,
    rev       integer     NOT NULL CHECK (rev >= 1),
    kind      text        NOT NULL CHECK (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    name      text        NOT NULL CHECK (btrim(name) <> '' AND length(name) <= 160),
    places    text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(places) <= 61),
    phones    text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(phones) <= 5),
    emails    text[]      NOT NULL DEFAULT '{}' CHECK (cardinality(emails) <= 5),
    web       text        NOT NULL DEFAULT '' CHECK (length(web) <= 200),
    address   text        NOT NULL DEFAULT '' CHECK (length(address) <= 200),
    hours     text        NOT NULL DEFAULT '' CHECK (length(hours) <= 200),
    notes     text        NOT NULL DEFAULT '' CHECK (length(notes) <= 1000),
    callable  boolean     NOT NULL DEFAULT false,
    active    boolean     NOT NULL DEFAULT true,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    by_person uuid        REFERENCES person (id),
    PRIMARY KEY (id, rev),
    CONSTRAINT callable_has_phone CHECK (NOT callable OR cardinality(phones) > 0)
);

COMMENT ON TABLE  agency           IS 'The directory of those to refer to: public bodies, organisations, platforms. Each row is a version of one entry and never changes.';
COMMENT ON COLUMN agency.id        IS 'Names the entry through all its versions.';
COMMENT ON COLUMN agency.rev       IS 'Counts the versions of the entry; the greatest holds.';
COMMENT ON COLUMN agency.kind      IS 'What it is: a code of the form''s list of agencies.';
COMMENT ON COLUMN agency.name      IS 'What it is called, in its country''s language.';
COMMENT ON COLUMN agency.places    IS 'The municipalities and counties it serves, codes of the form''s list of places; empty: the whole country.';
COMMENT ON COLUMN agency.phones    IS 'Its telephone numbers, digits with an optional plus, the first the main one. Offices, not people.';
COMMENT ON COLUMN agency.emails    IS 'Its e-mail addresses. Offices, not people.';
COMMENT ON COLUMN agency.web       IS 'Its page, or the portal it takes reports by.';
COMMENT ON COLUMN agency.address   IS 'Where it is.';
COMMENT ON COLUMN agency.hours     IS 'When it answers, in words.';
COMMENT ON COLUMN agency.notes     IS 'What a counsellor should know before calling it, and where the entry was taken from.';
COMMENT ON COLUMN agency.callable  IS 'True: the desk may ring its first number by one key.';
COMMENT ON COLUMN agency.active    IS 'False: it is not to be referred to any more.';
COMMENT ON COLUMN agency.at        IS 'When this version was written.';
COMMENT ON COLUMN agency.by_person IS 'Who wrote it; null: it came from the file that the directory was filled from.';

CREATE TRIGGER agency_append_only BEFORE UPDATE ON agency FOR EACH ROW EXECUTE FUNCTION refuse_change();
