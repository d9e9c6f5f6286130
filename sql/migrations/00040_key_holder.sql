-- +goose Up

-- A service may have a copy of the key file that was made at its start. What is wrapped by a master key that it has not is not wrapped
-- while it runs, and one that it still wraps with is not retired: so each service tells what it has.
CREATE TABLE key_holder (
    id      uuid        PRIMARY KEY,
    master  bigint      NOT NULL,
    epoch   bigint      NOT NULL,
    told_at timestamptz NOT NULL
);

COMMENT ON TABLE  key_holder         IS 'Which keys the services that run work with; each tells it again every few seconds, and one that was silent for a minute runs no more.';
COMMENT ON COLUMN key_holder.id      IS 'One life of a service: made at random at its start.';
COMMENT ON COLUMN key_holder.master  IS 'The number of the master key that it wraps with; not the key.';
COMMENT ON COLUMN key_holder.epoch   IS 'The number of the epoch that it hashes callers'' numbers with; not the key.';
COMMENT ON COLUMN key_holder.told_at IS 'When it last told.';

CREATE TABLE master_key (
    id         bigint      PRIMARY KEY,
    known_at   timestamptz NOT NULL DEFAULT now(),
    retired_at timestamptz
);

COMMENT ON TABLE  master_key            IS 'The numbers of the master keys that ever wrapped anything here: whoever has not the newest, or wraps with a retired one, has an old copy.';
COMMENT ON COLUMN master_key.id         IS 'Its number, as ''alo116 keys list'' shows it; not the key.';
COMMENT ON COLUMN master_key.known_at   IS 'Since when something may be wrapped by it.';
COMMENT ON COLUMN master_key.retired_at IS 'When it was destroyed: nothing may be wrapped by it any more. Null: it was not.';
