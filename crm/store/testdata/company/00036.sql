UPDATE recordings SET state = 'deleted', reason = 'retention' WHERE id = (SELECT id FROM recordings ORDER BY id LIMIT 1) AND state = 'failed';
-- holds: SELECT count(*) >= 0 FROM recordings WHERE state = 'deleted'
