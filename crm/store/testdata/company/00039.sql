INSERT INTO deliveries (id, user_id, channel, way, due_at, state, job_id)
    SELECT gen_random_uuid(), user_id, 'mail', 'at_once', now(), 'sending', (SELECT max(id) FROM river_job) FROM notice_choices;
-- holds: SELECT count(*) = 1 FROM river_job JOIN deliveries ON args ->> 'id' = deliveries.id::text WHERE queue = 'mail' AND river_job.state = 'scheduled'
-- holds: SELECT count(*) = 8 FROM river_migration
