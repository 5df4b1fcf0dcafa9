-- +goose Up
-- Recordings whose time is over: first nobody hears them any more, then their
-- file is removed, and with it the path.
ALTER TABLE recordings DROP CONSTRAINT recordings_state_check,
    ADD CONSTRAINT recordings_state_check CHECK (state IN ('pending', 'ready', 'failed', 'deleted'));
CREATE INDEX recordings_kept ON recordings (created_at) WHERE path <> '';
CREATE INDEX recordings_to_remove ON recordings (id) WHERE state = 'deleted' AND path <> '';
