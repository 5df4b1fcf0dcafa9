-- Sessions of before have an id of their own.
-- holds: SELECT count(DISTINCT id) = count(*) FROM sessions
UPDATE users SET email = 'olga@example.com' WHERE login = 'olga';
INSERT INTO user_subjects VALUES ('https://login.example.com', 'olga-1', '0190bbbb-0000-7000-8000-000000000002', '2026-08-01 08:00Z');
INSERT INTO second_factors (user_id, secret, created_at, confirmed_at) VALUES ('0190bbbb-0000-7000-8000-000000000002', '\x31', '2026-08-01 08:00Z', '2026-08-01 08:00Z');
INSERT INTO recovery_codes VALUES ('0190bbbb-0000-7000-8000-000000000002', '\x32');
INSERT INTO challenges (digest, user_id, expires_at) VALUES ('\x33', '0190bbbb-0000-7000-8000-000000000002', now());
INSERT INTO audit_inbox (at, user_id, what, outcome) VALUES ('2026-08-01 08:00Z', '0190bbbb-0000-7000-8000-000000000002', 'logged_in', 'done');
INSERT INTO audit_log (seq, at, what, thing, thing_id, ip, outcome, detail, hash) VALUES (1, '2026-08-01 08:00Z', 'logged_in', '', '', '', 'done', '', sha256('first'));
-- holds: SELECT email = 'olga@example.com' FROM users WHERE login = 'olga'
-- holds: SELECT NOT has_table_privilege('vonal_app', 'audit_log', 'UPDATE') AND NOT has_table_privilege('vonal_app', 'audit_log', 'DELETE')
