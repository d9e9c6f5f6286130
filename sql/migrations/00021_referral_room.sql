-- +goose Up

-- As with the other tables that are emptied: what was let go leaves the pages soon, though the service may not vacuum them.
ALTER TABLE referral SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20);
