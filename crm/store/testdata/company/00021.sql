UPDATE calls SET disposition = 'callback', told_at = started_at WHERE id = 'call-2';
-- holds: SELECT disposition = 'callback' AND told_at = started_at FROM calls WHERE id = 'call-2'
INSERT INTO opening_hours (id, name, hours) VALUES ('01920000-0000-7000-8000-000000000001', 'Office', '{"zone": "Europe/Budapest", "week": {"1": [{"from": 540, "to": 1020}]}}');
INSERT INTO numbers (number, label, language, hours_id, closed, empty, overdue, longest_wait_ms, news_ms, consent)
    VALUES ('+3615550100', 'Sales', 'hu', '01920000-0000-7000-8000-000000000001', 'announce', 'voicemail', 'callback', 120000, 45000, true);
-- holds: SELECT count(*) = 2 FROM numbers
