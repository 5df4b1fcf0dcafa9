INSERT INTO calendars VALUES ('0190bbbb-0000-7000-8000-000000000002', '\x41', '2026-10-01 08:00Z');
-- holds: SELECT count(*) = 1 FROM calendars
