INSERT INTO notices (id, user_id, matter, kind, task_id, raised_at, at)
    SELECT gen_random_uuid(), (SELECT id FROM users ORDER BY id LIMIT 1), 'task:' || tasks.id, 'task_given', tasks.id, now(), now() FROM tasks ORDER BY tasks.id LIMIT 1;
-- holds: SELECT count(*) = 1 FROM notices
-- holds: SELECT count(*) = 0 FROM tasks WHERE due_at <= now() AND told_due_at IS DISTINCT FROM due_at
