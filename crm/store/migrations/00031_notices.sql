-- +goose Up
-- What somebody is to know of: one notice for each matter, raised anew instead
-- of repeated. Whether it still stands is said by the matter itself.
CREATE TABLE notices (
    id        uuid PRIMARY KEY,
    user_id   uuid NOT NULL CONSTRAINT notices_user_id_fkey REFERENCES users,
    matter    text NOT NULL COLLATE "C" CHECK (matter <> ''), -- task:ID, talk:ID, duty:ID, phone:AGENT, job:NAME
    kind      text NOT NULL CHECK (kind IN ('task_given', 'task_due', 'task_said', 'duty_late', 'duty_escalated', 'phone_paused', 'job_failed')),
    task_id   uuid CONSTRAINT notices_task_id_fkey REFERENCES tasks,
    duty_id   uuid CONSTRAINT notices_duty_id_fkey REFERENCES duties,
    by_user   uuid CONSTRAINT notices_by_user_fkey REFERENCES users,
    count     int NOT NULL DEFAULT 1, -- how often it was raised since it was read
    raised_at timestamptz NOT NULL,
    at        timestamptz NOT NULL,   -- from when it stands; later than raised_at where it was put off
    read_at   timestamptz,
    CHECK ((task_id IS NOT NULL) = (kind LIKE 'task%')),
    CHECK ((duty_id IS NOT NULL) = (kind LIKE 'duty%'))
);
CREATE UNIQUE INDEX notices_key ON notices (user_id, matter);
CREATE INDEX notices_age ON notices (raised_at);
GRANT SELECT, INSERT, UPDATE, DELETE ON notices TO vonal_app;

-- The deadline of which those a task is asked of have been told. Of what was due
-- before there were notices nobody is.
ALTER TABLE tasks ADD COLUMN told_due_at timestamptz;
UPDATE tasks SET told_due_at = due_at WHERE due_at <= now();
CREATE INDEX tasks_untold ON tasks (due_at, id) WHERE state = 'open' AND deleted_at IS NULL AND told_due_at IS DISTINCT FROM due_at;
