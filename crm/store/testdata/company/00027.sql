INSERT INTO task_handovers (task_id, agent_id, deputy_id, at)
    SELECT id, '0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000002', now() FROM tasks ORDER BY id LIMIT 1;
-- holds: SELECT count(*) = 1 FROM task_handovers
