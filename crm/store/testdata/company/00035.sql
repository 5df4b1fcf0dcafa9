UPDATE offers SET handed_over_at = '2026-02-01 10:02Z' WHERE call_id = 'call-1' AND place = 1;
-- holds: SELECT handed_over_at = '2026-02-01 10:02Z' FROM offers WHERE call_id = 'call-1' AND place = 1
