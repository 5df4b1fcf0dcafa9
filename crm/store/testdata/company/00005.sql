INSERT INTO deals (id, card_id, pipeline_id, stage_id, title, amount, currency, owner_id, created_by, created_at, updated_at, stage_since)
SELECT '0190d000-0000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', pipeline_id, id, 'Licence', 125000000, 'HUF',
    '0190aaaa-0000-7000-8000-000000000001', '0190bbbb-0000-7000-8000-000000000001', '2026-05-02 08:00Z', '2026-05-03 08:00Z', '2026-05-03 08:00Z'
FROM stages WHERE key = 'payment';
INSERT INTO deal_moves (id, deal_id, at, to_stage, by_user, how)
SELECT '0190d000-1000-7000-8000-000000000001', '0190d000-0000-7000-8000-000000000001', '2026-05-02 08:00Z', id, '0190bbbb-0000-7000-8000-000000000001', 'hand'
FROM stages WHERE key = 'payment';
INSERT INTO notes (id, card_id, text, by_user, at) VALUES
    ('0190d000-2000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', 'Ajánlatot kért a szerződéshez #fizetés', '0190bbbb-0000-7000-8000-000000000001', '2026-05-03 08:00Z');
INSERT INTO timeline (id, card_id, at, kind, by_user, data) VALUES
    ('0190eeee-0000-7000-8000-000000000005', '0190cccc-0000-7000-8000-000000000001', '2026-05-03 08:00Z', 'note', '0190bbbb-0000-7000-8000-000000000001',
     '{"written": {"id": "0190d000-2000-7000-8000-000000000001", "text": "Ajánlatot kért a szerződéshez #fizetés"}}');
-- holds: SELECT amount = 125000000 AND currency = 'HUF' FROM deals
-- holds: SELECT NOT has_table_privilege('vonal_app', 'deal_moves', 'DELETE')
