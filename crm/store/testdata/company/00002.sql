INSERT INTO calls (id, direction, from_raw, from_number, from_name, to_number, channel, instance, disposition, agent_id, card_id,
    started_at, answered_at, ended_at, wait_ms, talk_ms, written_at) VALUES
    ('call-4', 'outbound', '100', NULL, '', '+36301234569', 'PJSIP/agent-anna-1', 'vonal-1', 'busy', '0190aaaa-0000-7000-8000-000000000001',
        '0190cccc-0000-7000-8000-000000000003', '2026-03-01 10:00Z', NULL, '2026-03-01 10:00:09Z', 9000, 0, '2026-03-01 10:00:09Z');
-- holds: SELECT disposition = 'busy' FROM calls WHERE id = 'call-4'
