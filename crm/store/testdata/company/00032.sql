INSERT INTO opening_hours (id, name, hours) VALUES ('01930000-0000-7000-8000-000000000032', 'Mornings', '{"zone": "Europe/Budapest", "week": {"1": [{"from": 480, "to": 720}]}, "dates": {}}');
UPDATE agents SET hours_id = '01930000-0000-7000-8000-000000000032' WHERE id = '0190aaaa-0000-7000-8000-000000000001';
-- holds: SELECT count(*) = 1 FROM agents JOIN opening_hours ON opening_hours.id = hours_id
-- holds: SELECT joined FROM task_handovers
