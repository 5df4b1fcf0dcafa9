-- +goose Up
-- When teams and people work, where that is not as everybody does.
ALTER TABLE teams ADD COLUMN hours_id uuid CONSTRAINT teams_hours_id_fkey REFERENCES opening_hours;
ALTER TABLE agents ADD COLUMN hours_id uuid CONSTRAINT agents_hours_id_fkey REFERENCES opening_hours;

-- A head stands in, too, who may be nobody who takes calls; and somebody of whom a
-- task was asked already.
ALTER TABLE task_handovers DROP CONSTRAINT task_handovers_deputy_id_fkey,
    ADD COLUMN joined boolean NOT NULL DEFAULT true; -- the task was not asked of them before
