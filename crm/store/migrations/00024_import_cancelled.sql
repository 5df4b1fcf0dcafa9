-- +goose Up
-- A run can be given up between two batches.
ALTER TABLE card_imports DROP CONSTRAINT card_imports_state_check;
ALTER TABLE card_imports ADD CONSTRAINT card_imports_state_check CHECK (state IN
    ('reading', 'draft', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'failed', 'cancelling', 'cancelled'));
DROP INDEX card_imports_work;
CREATE INDEX card_imports_work ON card_imports (started_at) WHERE state IN ('checking', 'running', 'undoing', 'cancelling');
