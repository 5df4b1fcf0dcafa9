INSERT INTO card_imports (id, name, country, head, columns, rule, state, rows, by_user, created_at) VALUES
    ('0190f100-0000-7000-8000-000000000001', 'customers.csv', 'HU', '["Name", "Phone"]', '["name", "phone"]', 'fill', 'done', 1,
     '0190bbbb-0000-7000-8000-000000000002', '2026-09-01 08:00Z');
INSERT INTO card_import_rows (import_id, number, cells, result, card_id) VALUES
    ('0190f100-0000-7000-8000-000000000001', 2, '["Kis Bolt", "+36301234570"]', 'new', '0190cccc-0000-7000-8000-000000000003');
INSERT INTO card_import_claims VALUES ('0190f100-0000-7000-8000-000000000001', '+36301234570', 2);
-- holds: SELECT state = 'done' AND rows = 1 FROM card_imports
