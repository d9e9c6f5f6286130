-- +goose Up

CREATE TABLE audit (
    n          bigint      PRIMARY KEY CHECK (n > 0),
    at         timestamptz NOT NULL,
    actor      text        NOT NULL CHECK (length(actor) <= 64),
    action     text        NOT NULL CHECK (length(action) <= 60 AND action ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)+$'),
    object     text        NOT NULL CHECK (length(object) <= 200),
    purpose    text        NOT NULL CHECK (purpose ~ '^([a-z][a-z_]{0,39})?$'),
    commitment bytea       CHECK (octet_length(commitment) = 32),
    mac        bytea       NOT NULL,
    node       bytea       NOT NULL CHECK (octet_length(node) = 32),
    salt       bytea       CHECK (octet_length(salt) = 32),
    words      bytea       CHECK (octet_length(words) <= 20000),
    CONSTRAINT words_have_their_salt CHECK ((salt IS NULL) = (words IS NULL)),
    CONSTRAINT words_are_committed_to CHECK (words IS NULL OR commitment IS NOT NULL)
);
CREATE INDEX audit_actor ON audit (actor, n);
CREATE INDEX audit_object ON audit (object, n);
CREATE INDEX audit_action ON audit (action, n);
CREATE INDEX audit_at ON audit USING brin (at);

COMMENT ON TABLE  audit            IS 'What was done that the house must be able to prove: the leaves of a Merkle tree (RFC 9162). Only ever added to; ''alo116 audit verify'' finds any other change.';
COMMENT ON COLUMN audit.n          IS 'Place in the tree, from 1, without gaps.';
COMMENT ON COLUMN audit.at         IS 'When.';
COMMENT ON COLUMN audit.actor      IS 'Who: person.id; empty for the service itself or its command line. No foreign key: history names whom it names.';
COMMENT ON COLUMN audit.action     IS 'What was done, a code.';
COMMENT ON COLUMN audit.object     IS 'To what, as kind:id; empty if to nothing in particular. Ids only, nothing that tells who somebody is.';
COMMENT ON COLUMN audit.purpose    IS 'Why, a code; empty where none is asked for.';
COMMENT ON COLUMN audit.commitment IS 'HMAC-SHA256 of the free words keyed by the salt; null if there never were any.';
COMMENT ON COLUMN audit.mac        IS 'By the audit key of the key file over all columns before: nobody with only the database can make an entry.';
COMMENT ON COLUMN audit.node       IS 'Hash of the largest full subtree that ends with this entry; the next root is computed from such nodes.';
COMMENT ON COLUMN audit.salt       IS 'Random, for the commitment; null without words, or once they are erased.';
COMMENT ON COLUMN audit.words      IS 'Why, in free words, sealed with the service''s key; associated data "words of audit:N". Null without words, or once they are erased, which an entry "audit.erased" tells.';

-- +goose StatementBegin
CREATE FUNCTION refuse_but_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept audit := NEW;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.words IS NOT NULL AND (NEW.salt IS NULL OR NEW.salt = OLD.salt) THEN
        kept.salt := OLD.salt;
        kept.words := OLD.words;
        IF kept IS NOT DISTINCT FROM OLD THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$;
-- +goose StatementEnd
COMMENT ON FUNCTION refuse_but_words() IS 'Keeps the audit trail as it was written. Only free words may be taken out, as the law may demand, or sealed with a newer key; the commitment proves that they are the same.';

CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION refuse_but_words();
CREATE TRIGGER audit_never_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_but_words();
