INSERT INTO duties (id, card_id, number, opened_at, due_at, last_call_id, last_at)
    VALUES ('01920000-0000-7000-8000-000000000025', '0190cccc-0000-7000-8000-000000000002', '+36301234568', '2026-02-01 11:00:20Z', '2026-02-01 11:15:20Z', 'call-2', '2026-02-01 11:00:20Z');
INSERT INTO duty_calls VALUES ('call-2', '01920000-0000-7000-8000-000000000025');
-- holds: SELECT count(*) = 1 FROM duties JOIN duty_calls ON duty_id = duties.id WHERE closed_at IS NULL
