-- +goose Up
-- Tasks that went to a deputy while the one they were asked of was away, and
-- back.
CREATE TABLE task_handovers (
    task_id     uuid NOT NULL CONSTRAINT task_handovers_task_id_fkey REFERENCES tasks,
    agent_id    uuid NOT NULL CONSTRAINT task_handovers_agent_id_fkey REFERENCES agents,
    deputy_id   uuid NOT NULL CONSTRAINT task_handovers_deputy_id_fkey REFERENCES agents,
    at          timestamptz NOT NULL,
    returned_at timestamptz
);
CREATE UNIQUE INDEX task_handovers_key ON task_handovers (task_id, agent_id) WHERE returned_at IS NULL;
CREATE INDEX task_handovers_open ON task_handovers (agent_id) WHERE returned_at IS NULL;
GRANT SELECT, INSERT, UPDATE ON task_handovers TO vonal_app;
