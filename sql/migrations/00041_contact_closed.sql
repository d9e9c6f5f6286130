-- +goose Up

-- What somebody closed a moment ago is looked for whenever the service meets them.
CREATE INDEX contact_closed ON contact (agent, closed_at) WHERE closed_at IS NOT NULL;
