INSERT INTO follow_ups (id, rule_id, rule_version, occasion, card_id, from_at, due_at, due_local, due_zone)
    SELECT '01920000-0000-7000-8000-000000000026', id, 1, 'duty', '0190cccc-0000-7000-8000-000000000002', '2026-02-01 11:00Z', '2026-02-01 11:15Z', '2026-02-01T12:15', 'Europe/Budapest'
    FROM follow_up_rules WHERE "when" = 'lost_call';
-- holds: SELECT count(*) = 1 FROM follow_ups WHERE state = 'waiting'
INSERT INTO jobs (name, runs) VALUES ('follow-ups', 3);
-- holds: SELECT runs = 3 FROM jobs WHERE name = 'follow-ups'
