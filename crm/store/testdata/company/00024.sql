INSERT INTO card_imports (id, name, country, head, columns, rule, state, by_user, created_at, ended_at)
    SELECT '01940000-0000-7000-8000-000000000001', 'half.csv', 'HU', '["Name"]', '["name"]', 'fill', 'cancelled', id, '2026-11-20 08:00Z', '2026-11-20 09:00Z' FROM users WHERE login = 'anna';
-- holds: SELECT state = 'cancelled' FROM card_imports WHERE name = 'half.csv'
