-- A company of the first schema: two agents, a head, four customers of whom one
-- withheld the number, calls, a recording, a story.
INSERT INTO agents (id, name, extension, level, endpoint, sip_secret, created_at, deleted_at) VALUES
    ('0190aaaa-0000-7000-8000-000000000001', 'Anna', '101', 'senior', 'agent-anna', 'secret-of-anna', '2026-01-05 08:00Z', NULL),
    ('0190aaaa-0000-7000-8000-000000000002', 'Boris', '102', 'newcomer', 'agent-boris', 'secret-of-boris', '2026-01-05 08:00Z', '2026-06-01 08:00Z');
INSERT INTO agent_states (agent_id, at, version, from_state, to_state, cause, actor, since, on_shift, phone_up) VALUES
    ('0190aaaa-0000-7000-8000-000000000001', '2026-02-01 09:00Z', 1, 'offline', 'available', 'shift', 'anna', '2026-02-01 09:00Z', true, true);
INSERT INTO users (id, login, name, role, agent_id, password_hash, created_at) VALUES
    ('0190bbbb-0000-7000-8000-000000000001', 'anna', 'Anna', 'agent', '0190aaaa-0000-7000-8000-000000000001', 'x', '2026-01-05 08:00Z'),
    ('0190bbbb-0000-7000-8000-000000000002', 'olga', 'Olga', 'head', NULL, 'x', '2026-01-05 08:00Z');
INSERT INTO sessions (digest, user_id, created_at, seen_at, expires_at) VALUES
    ('\x01', '0190bbbb-0000-7000-8000-000000000001', now(), now(), now() + interval '1 hour'),
    ('\x02', '0190bbbb-0000-7000-8000-000000000002', now(), now(), now() + interval '1 hour');
INSERT INTO tokens (id, digest, user_id, name, created_at) VALUES
    ('0190bbbb-0000-7000-8000-000000000011', '\x11', '0190bbbb-0000-7000-8000-000000000002', 'wallboard', '2026-01-05 08:00Z');
INSERT INTO cards (id, kind, name, owner_id, tier, call_id, created_at, updated_at) VALUES
    ('0190cccc-0000-7000-8000-000000000001', 'customer', 'Szabó Bútorház Kft', '0190aaaa-0000-7000-8000-000000000001', 'key', NULL, '2026-01-10 09:00Z', '2026-01-10 09:00Z'),
    ('0190cccc-0000-7000-8000-000000000002', 'customer', 'Szabó Bútorház', NULL, 'normal', NULL, '2026-01-11 09:00Z', '2026-01-11 09:00Z'),
    ('0190cccc-0000-7000-8000-000000000003', 'customer', '', NULL, 'normal', NULL, '2026-01-12 09:00Z', '2026-01-12 09:00Z'),
    ('0190cccc-0000-7000-8000-000000000004', 'withheld', '', NULL, 'normal', 'call-3', '2026-01-13 09:00Z', '2026-01-13 09:00Z');
INSERT INTO card_phones (phone, card_id, place) VALUES
    ('+36301234567', '0190cccc-0000-7000-8000-000000000001', 0), ('+3612345678', '0190cccc-0000-7000-8000-000000000001', 1),
    ('+36301234568', '0190cccc-0000-7000-8000-000000000002', 0), ('+36301234569', '0190cccc-0000-7000-8000-000000000003', 0);
INSERT INTO calls (id, direction, from_raw, from_number, from_name, to_number, channel, instance, disposition, agent_id, card_id,
    started_at, answered_at, ended_at, wait_ms, talk_ms, recording_name, written_at) VALUES
    ('call-1', 'inbound', '+36301234567', '+36301234567', 'Szabó', '100', 'PJSIP/trunk-1', 'vonal-1', 'answered', '0190aaaa-0000-7000-8000-000000000001',
        '0190cccc-0000-7000-8000-000000000001', '2026-02-01 10:00Z', '2026-02-01 10:00:06Z', '2026-02-01 10:04Z', 6000, 234000, 'call-1-rec', '2026-02-01 10:04Z'),
    ('call-2', 'inbound', '+36301234568', '+36301234568', '', '100', 'PJSIP/trunk-2', 'vonal-1', 'abandoned', NULL,
        '0190cccc-0000-7000-8000-000000000002', '2026-02-01 11:00Z', NULL, '2026-02-01 11:00:20Z', 20000, 0, '', '2026-02-01 11:00:20Z'),
    ('call-3', 'inbound', 'anonymous', NULL, '', '100', 'PJSIP/trunk-3', 'vonal-1', 'answered', '0190aaaa-0000-7000-8000-000000000002',
        '0190cccc-0000-7000-8000-000000000004', '2026-01-13 09:00Z', '2026-01-13 09:00:03Z', '2026-01-13 09:01Z', 3000, 57000, '', '2026-01-13 09:01Z');
INSERT INTO call_traces VALUES ('call-1', 'Arrived');
INSERT INTO offers (call_id, place, agent_id, offered_at, ringing_at, ended_at, result) VALUES
    ('call-1', 0, '0190aaaa-0000-7000-8000-000000000002', '2026-02-01 10:00Z', '2026-02-01 10:00Z', '2026-02-01 10:00:05Z', 'missed'),
    ('call-1', 1, '0190aaaa-0000-7000-8000-000000000001', '2026-02-01 10:00:05Z', '2026-02-01 10:00:05Z', '2026-02-01 10:00:06Z', 'answered');
INSERT INTO after_calls VALUES ('call-1', 60000, 'invoice', 'wants it by Friday', '0190bbbb-0000-7000-8000-000000000001', '2026-02-01 10:05Z');
INSERT INTO recordings (id, call_id, name, state, path, duration_ms, size_bytes, created_at, settled_at) VALUES
    ('0190dddd-0000-7000-8000-000000000001', 'call-1', 'call-1-rec', 'ready', 'call-1-rec.wav', 234000, 3744044, '2026-02-01 10:04Z', '2026-02-01 10:04:01Z');
INSERT INTO timeline (id, card_id, at, kind, by_user, call_id, data) VALUES
    ('0190eeee-0000-7000-8000-000000000001', '0190cccc-0000-7000-8000-000000000001', '2026-01-10 09:00Z', 'opened', '0190bbbb-0000-7000-8000-000000000002', NULL, '{}'),
    ('0190eeee-0000-7000-8000-000000000002', '0190cccc-0000-7000-8000-000000000001', '2026-02-01 10:00Z', 'call', NULL, 'call-1', '{}'),
    ('0190eeee-0000-7000-8000-000000000003', '0190cccc-0000-7000-8000-000000000001', '2026-02-01 10:05Z', 'outcome', '0190bbbb-0000-7000-8000-000000000001', 'call-1', '{"outcome": "invoice", "note": "wants it by Friday"}'),
    ('0190eeee-0000-7000-8000-000000000004', '0190cccc-0000-7000-8000-000000000001', '2026-02-02 10:05Z', 'changed', '0190bbbb-0000-7000-8000-000000000002', NULL, '{"changes": [{"field": "tier", "from": "normal", "to": "key"}]}');
INSERT INTO policies (version, numbers, at) VALUES (1, '{"ring_timeout_ms": 7000}', '2026-01-05 08:00Z');
INSERT INTO imports (source, position, at) VALUES ('queue_log', 42, '2026-01-05 08:00Z');

-- holds: SELECT count(*) = 4 FROM cards
-- holds: SELECT count(*) = 4 FROM card_phones
-- holds: SELECT wait_ms = 6000 AND talk_ms = 234000 FROM calls WHERE id = 'call-1'
-- holds: SELECT numbers->>'ring_timeout_ms' = '7000' FROM policies
