INSERT INTO follow_up_rules (id, name, "when", field, count, unit, zone, title, priority, who)
    VALUES ('01920000-0000-7000-8000-000000000028', 'Contract', 'date', 'contract_end', -14, 'day', '', 'The contract ends', 'normal', 'owner');
-- holds: SELECT count(*) = 1 FROM follow_up_rules WHERE "when" = 'date' AND count = -14
