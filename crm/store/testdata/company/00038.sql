INSERT INTO saved_views (id, user_id, page, name, query)
    SELECT gen_random_uuid(), (SELECT id FROM users ORDER BY id LIMIT 1), 'cards', 'Key customers', 'tier=key';
-- holds: SELECT count(*) = 1 FROM saved_views WHERE page = 'cards' AND query = 'tier=key'
