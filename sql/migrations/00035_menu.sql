-- +goose Up

-- What a caller was asked by their line's menu, and chose. Who gave up in it has menu_at, no waiting_at, and was abandoned.
ALTER TABLE call ADD COLUMN menu_at timestamptz;
ALTER TABLE call ADD COLUMN choice text CHECK (choice <> '' AND length(choice) <= 100);

COMMENT ON COLUMN call.menu_at IS 'When the line''s menu was first said to them; null if it was not.';
COMMENT ON COLUMN call.choice  IS 'What they chose in it, by the code of the policy; null if nothing.';
