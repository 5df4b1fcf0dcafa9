-- +goose Up
-- How a call that we make can end, beside the ways of calls that come in.
ALTER TABLE calls DROP CONSTRAINT calls_disposition_check;
ALTER TABLE calls ADD CONSTRAINT calls_disposition_check CHECK (disposition IN
    ('answered', 'abandoned', 'voicemail', 'closed', 'fallback', 'lost_pbx', 'no_answer', 'busy', 'failed'));
