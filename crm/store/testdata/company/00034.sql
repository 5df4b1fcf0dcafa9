INSERT INTO notice_choices (user_id, mail, daily_at, zone, language)
    SELECT id, 'digest', '08:00', 'Europe/Budapest', 'hu' FROM users ORDER BY id LIMIT 1;
INSERT INTO deliveries (id, user_id, channel, way, next_at)
    SELECT gen_random_uuid(), user_id, 'mail', 'digest', now() FROM notice_choices;
-- holds: SELECT mail = 'digest' FROM notice_choices
-- holds: SELECT count(*) = 1 FROM deliveries WHERE state = 'waiting'
