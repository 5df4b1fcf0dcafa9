-- holds: SELECT count(*) = 1 FROM phones WHERE provision_digest = '\x00' AND provision_until = '2026-11-28 08:15Z'
UPDATE phones SET provision_digest = '\x00', provision_until = '2026-11-28 08:15Z' WHERE agent_id = '0190aaaa-0000-7000-8000-000000000001' AND number IS NULL;
