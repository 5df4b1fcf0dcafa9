INSERT INTO webhooks (id, name, url, events, secret, made_at)
    VALUES ('0190dddd-0000-7000-8000-000000000001', 'Warehouse', 'https://example.com/hook', '{card.created,deal.moved}', 'sealed', now());
INSERT INTO webhook_deliveries (id, webhook_id, event_id, kind, at, data)
    VALUES (gen_random_uuid(), '0190dddd-0000-7000-8000-000000000001', gen_random_uuid(), 'deal.moved', now(), '{}');
-- holds: SELECT count(*) = 1 FROM webhooks WHERE 'deal.moved' = ANY (events) AND off_because = ''
-- holds: SELECT count(*) = 1 FROM webhook_deliveries WHERE state = 'waiting'
