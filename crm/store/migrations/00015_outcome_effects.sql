-- +goose Up
-- What a hashtag in an outcome's note did, and what was taken back. A tag acts
-- once for each call, however often its note is saved.
ALTER TABLE outcome_effects
    ADD COLUMN tag    text NOT NULL DEFAULT '',
    ADD COLUMN result text NOT NULL DEFAULT '' CHECK (result IN ('', 'moved', 'made', 'there', 'ambiguous', 'refused', 'no_deal', 'forbidden')),
    ADD COLUMN undoes uuid CONSTRAINT outcome_effects_undoes_key UNIQUE REFERENCES outcome_effects, -- points are taken back by a line of their own
    ADD COLUMN undone_by_hand boolean NOT NULL DEFAULT false; -- and not by another outcome of the call
CREATE UNIQUE INDEX outcome_effects_tag_key ON outcome_effects (call_id, tag) WHERE tag <> '' AND undone_at IS NULL;
-- Calls whose agent owes an outcome.
CREATE INDEX after_calls_missing ON after_calls (call_id) WHERE outcome = '';
