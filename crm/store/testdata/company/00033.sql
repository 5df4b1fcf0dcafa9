INSERT INTO agent_days VALUES ('0190aaaa-0000-7000-8000-000000000001', '2026-02-01', 3, 1, 1, 1, 0, 0, 1, 0, 60000, 5000);
-- holds: SELECT talk_ms = 60000 FROM agent_days
INSERT INTO closed_months VALUES ('2026-01-01', 0, '', now());
-- holds: SELECT count(*) = 1 FROM closed_months
INSERT INTO progress (what, position) VALUES ('audit', '');
-- holds: SELECT ended_at IS NULL FROM progress
