-- holds: SELECT tag = '' AND result = '' AND undoes IS NULL FROM outcome_effects WHERE id = '0190e000-3000-7000-8000-000000000001'
INSERT INTO outcome_effects (id, call_id, card_id, outcome, kind, points, at) VALUES
    ('0190e000-3000-7000-8000-000000000002', 'call-1', '0190cccc-0000-7000-8000-000000000001', 'invoice', 'points', 'invoice', '2026-06-01 08:00Z');
