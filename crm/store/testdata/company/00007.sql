BEGIN;
INSERT INTO files (id, card_id, kind, title, current, created_by, created_at, updated_at) VALUES
    ('0190f000-0000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', 'offer', 'Offer 2026', 1, '0190bbbb-0000-7000-8000-000000000001', '2026-07-01 08:00Z', '2026-07-01 08:00Z');
INSERT INTO file_versions (id, file_id, number, name, content_type, size_bytes, sha256, made_by, made_at, state, thumbnail) VALUES
    ('0190f000-1000-7000-8000-000000000001', '0190f000-0000-7000-8000-000000000001', 1, 'offer.pdf', 'application/pdf', 1234,
     sha256('offer'), '0190bbbb-0000-7000-8000-000000000001', '2026-07-01 08:00Z', 'clean', 'none');
INSERT INTO file_blobs VALUES ('0190f000-1000-7000-8000-000000000001', 'kept', '2026-07-01 08:00Z');
COMMIT;
-- holds: SELECT current = 1 AND card_id = '0190cccc-0000-7000-8000-000000000001' FROM files WHERE title = 'Offer 2026'
