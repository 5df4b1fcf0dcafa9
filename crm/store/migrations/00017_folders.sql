-- +goose Up
-- A file lies with a card, and maybe with one of its deals or tasks; or with a
-- task that is about no customer.
ALTER TABLE files
    ALTER COLUMN card_id DROP NOT NULL,
    ADD COLUMN deal_id uuid REFERENCES deals,
    ADD COLUMN task_id uuid REFERENCES tasks,
    ADD CONSTRAINT files_folder CHECK (card_id IS NOT NULL OR task_id IS NOT NULL),
    ADD CONSTRAINT files_deal_has_card CHECK (deal_id IS NULL OR card_id IS NOT NULL);
CREATE INDEX files_deal ON files (deal_id, created_at DESC, id DESC) WHERE deal_id IS NOT NULL;
CREATE INDEX files_task ON files (task_id, created_at DESC, id DESC) WHERE task_id IS NOT NULL;
