INSERT INTO roles (key, name, grants) VALUES ('trainee', 'Trainee', '{"see_cards": "own"}');
INSERT INTO users (id, login, name, role, password_hash, created_at) VALUES
    ('0190bbbb-0000-7000-8000-000000000003', 'timea', 'Tímea', 'trainee', 'x', '2026-04-05 08:00Z');
INSERT INTO teams (id, name, created_at) VALUES ('0190ffff-0000-7000-8000-000000000001', 'Sales', '2026-04-05 08:00Z');
INSERT INTO team_members VALUES ('0190ffff-0000-7000-8000-000000000001', '0190aaaa-0000-7000-8000-000000000001');
INSERT INTO team_leads VALUES ('0190ffff-0000-7000-8000-000000000001', '0190bbbb-0000-7000-8000-000000000002');
INSERT INTO idempotent_requests VALUES ('\x21', '\x22', now(), 201, '\x23');
-- holds: SELECT role = 'trainee' FROM users WHERE login = 'timea'
-- holds: SELECT NOT has_table_privilege('vonal_app', 'timeline', 'UPDATE') AND NOT has_table_privilege('vonal_app', 'timeline', 'DELETE')
-- holds: SELECT NOT has_table_privilege('vonal_app', 'policies', 'UPDATE') AND NOT has_table_privilege('vonal_app', 'agent_states', 'DELETE')
