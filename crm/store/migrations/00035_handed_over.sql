-- +goose Up
-- When an agent who had answered handed the caller over to another.
ALTER TABLE offers ADD COLUMN handed_over_at timestamptz,
    ADD CONSTRAINT offers_handed_over CHECK (handed_over_at IS NULL OR result = 'answered');
