-- +goose Up
-- What was done to a task, only ever added to.
CREATE TABLE task_changes (
    id      uuid PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks,
    at      timestamptz NOT NULL,
    kind    text NOT NULL CHECK (kind IN ('changed', 'removed', 'restored')),
    by_user uuid REFERENCES users,
    changes jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(changes) = 'array')
);
CREATE INDEX task_changes_newest ON task_changes (task_id, at DESC, id DESC);
REVOKE UPDATE, DELETE ON task_changes FROM vonal_app;

-- What customers' timelines have told of tasks until now. Whom a task was asked
-- of stands there by id, in a history by name.
INSERT INTO task_changes (id, task_id, at, kind, by_user, changes)
SELECT l.id, t.id, l.at, CASE l.kind WHEN 'task_removed' THEN 'removed' WHEN 'task_restored' THEN 'restored' ELSE 'changed' END, l.by_user,
    coalesce((SELECT jsonb_agg(CASE c->>'field' WHEN 'assignee_id' THEN jsonb_build_object('field', 'assignees',
            'from', coalesce((SELECT name FROM agents WHERE id::text = c->>'from'), (SELECT name FROM users WHERE id::text = c->>'from'), ''),
            'to', coalesce((SELECT name FROM agents WHERE id::text = c->>'to'), (SELECT name FROM users WHERE id::text = c->>'to'), ''))
        ELSE c END) FROM jsonb_array_elements(l.data->'changes') c), '[]')
FROM timeline l JOIN tasks t ON t.id = (l.data->'task'->>'id')::uuid
WHERE l.kind IN ('task_changed', 'task_done', 'task_removed', 'task_restored');
