INSERT INTO projects (id, title, state, by_user, created_at, updated_at) VALUES
    ('0190e000-0000-7000-8000-000000000001', 'Autumn fair', 'open', '0190bbbb-0000-7000-8000-000000000002', '2026-06-01 08:00Z', '2026-06-01 08:00Z');
INSERT INTO project_members VALUES ('0190e000-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000001', 0);
INSERT INTO tasks (id, title, state, priority, due_at, due_local, due_zone, card_id, deal_id, project_id, recurrence, series_start, by_user, created_at, updated_at) VALUES
    ('0190e000-1000-7000-8000-000000000001', 'Call back', 'open', 'normal', '2026-12-01 09:00Z', '2026-12-01T10:00', 'Europe/Budapest',
     '0190cccc-0000-7000-8000-000000000001', '0190d000-0000-7000-8000-000000000001', '0190e000-0000-7000-8000-000000000001', 'FREQ=MONTHLY', '2026-12-01T10:00',
     '0190bbbb-0000-7000-8000-000000000001', '2026-06-01 08:00Z', '2026-06-01 08:00Z'),
    ('0190e000-1000-7000-8000-000000000002', 'Write', 'open', 'high', NULL, '', '', NULL, NULL, NULL, '', '', '0190bbbb-0000-7000-8000-000000000001', '2026-06-01 08:00Z', '2026-06-01 08:00Z');
INSERT INTO task_people VALUES ('0190e000-1000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000001', 0);
INSERT INTO task_blockers VALUES ('0190e000-1000-7000-8000-000000000001', '0190e000-1000-7000-8000-000000000002');
INSERT INTO comments (id, task_id, at, by_user, text) VALUES
    ('0190e000-2000-7000-8000-000000000001', '0190e000-1000-7000-8000-000000000001', '2026-06-01 08:00Z', '0190bbbb-0000-7000-8000-000000000001', 'Asked twice');
INSERT INTO outcome_effects (id, call_id, card_id, outcome, kind, task_id, at) VALUES
    ('0190e000-3000-7000-8000-000000000001', 'call-1', '0190cccc-0000-7000-8000-000000000001', 'invoice', 'task', '0190e000-1000-7000-8000-000000000001', '2026-06-01 08:00Z');
INSERT INTO timeline (id, card_id, at, kind, by_user, data) VALUES
    ('0190e000-4000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', '2026-06-02 08:00Z', 'task_changed', '0190bbbb-0000-7000-8000-000000000001',
     '{"task": {"id": "0190e000-1000-7000-8000-000000000001", "title": "Call back"}, "changes": [{"field": "assignee_id", "from": "", "to": "0190aaaa-0000-7000-8000-000000000001"}]}'),
    ('0190e000-4000-7000-8000-000000000002', '0190cccc-0000-7000-8000-000000000001', '2026-06-03 08:00Z', 'task_removed', NULL,
     '{"task": {"id": "0190e000-1000-7000-8000-000000000001", "title": "Call back"}}');
-- holds: SELECT due_at = '2026-12-01 09:00Z' AND due_local = '2026-12-01T10:00' FROM tasks WHERE title = 'Call back'
-- holds: SELECT NOT has_table_privilege('vonal_app', 'comments', 'UPDATE')
