INSERT INTO absences (id, agent_id, deputy_id, starts_at, ends_at, all_day, reason, created_at) VALUES
    ('01910000-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000002',
     '2026-12-21 23:00Z', '2027-01-03 23:00Z', true, 'holiday', '2026-11-01 08:00Z');
INSERT INTO tier_rules (id, tier, tag) VALUES ('01910000-1000-7000-8000-000000000001', 'important', 'vat');
UPDATE agents SET level_by_rule = true WHERE name = 'Boris';
UPDATE calls SET place_since = '2026-02-01 10:58Z' WHERE id = 'call-2';
-- holds: SELECT count(*) = 1 FROM absences
-- holds: SELECT count(*) >= 2 FROM level_rules
-- holds: SELECT count(*) >= 5 FROM pause_reasons
-- holds: SELECT place_since < started_at FROM calls WHERE id = 'call-2'
