BEGIN;
INSERT INTO files (id, task_id, kind, title, current, created_at, updated_at) VALUES
    ('0190f000-0000-7000-8000-000000000002', '0190e000-1000-7000-8000-000000000002', 'other', 'Plan', 1, '2026-11-01 08:00Z', '2026-11-01 08:00Z');
INSERT INTO file_versions (id, file_id, number, name, content_type, size_bytes, sha256, made_at, state, thumbnail) VALUES
    ('0190f000-1000-7000-8000-000000000002', '0190f000-0000-7000-8000-000000000002', 1, 'plan.txt', 'text/plain', 4, sha256('plan'), '2026-11-01 08:00Z', 'clean', 'none');
COMMIT;
-- holds: SELECT card_id IS NULL FROM files WHERE title = 'Plan'
