INSERT INTO push_browsers (id, user_id, endpoint, p256dh, auth, device, made_at)
    SELECT gen_random_uuid(), id, 'https://push.example.com/1', 'key', 'shared', 'Firefox', now() FROM users ORDER BY id LIMIT 1;
-- holds: SELECT count(*) = 1 FROM push_browsers
