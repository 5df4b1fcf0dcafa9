-- holds: SELECT count(*) = 2 FROM phones WHERE number IS NULL AND endpoint LIKE 'agent-%'
-- holds: SELECT count(*) = 1 FROM phones WHERE agent_id = '0190aaaa-0000-7000-8000-000000000001' AND sip_secret = 'secret-of-anna'
INSERT INTO phones (id, agent_id, name, number, ring_ms, created_at)
    VALUES ('01920000-0000-7000-8000-000000000022', '0190aaaa-0000-7000-8000-000000000001', 'Mobile', '+36201234567', 20000, '2026-11-28 08:00Z');
