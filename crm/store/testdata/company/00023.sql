INSERT INTO task_changes (id, task_id, at, kind, changes) VALUES
    ('01930000-0000-7000-8000-000000000001', '0190e000-1000-7000-8000-000000000002', '2026-11-01 08:00Z', 'changed', '[{"field": "title", "from": "Wrote", "to": "Write"}]');
-- holds: SELECT changes @> '[{"field": "assignees", "from": "", "to": "Anna"}]' AND kind = 'changed' FROM task_changes WHERE id = '0190e000-4000-7000-8000-000000000001'
-- holds: SELECT count(*) = 1 FROM task_changes WHERE kind = 'removed' AND changes = '[]'
-- holds: SELECT NOT has_table_privilege('vonal_app', 'task_changes', 'UPDATE') AND has_table_privilege('vonal_app', 'task_changes', 'INSERT')
