-- +goose Up
-- The rules by which follow-ups are raised, and the follow-ups themselves: one
-- row for each thing that happened, however often it is told.
CREATE TABLE follow_up_rules (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    enabled    boolean NOT NULL DEFAULT true,
    place      int NOT NULL DEFAULT 0,
    "when"     text NOT NULL CHECK ("when" IN ('stage', 'outcome', 'lost_call', 'silent')),
    stage_id   uuid CONSTRAINT follow_up_rules_stage_id_fkey REFERENCES stages,
    outcome    text NOT NULL DEFAULT '' COLLATE "C",
    days       int NOT NULL DEFAULT 0,
    count      int NOT NULL CHECK (count >= 0),
    unit       text NOT NULL CHECK (unit IN ('minute', 'hour', 'day', 'working_day', 'week', 'month', 'year')),
    at         text NOT NULL DEFAULT '',
    zone       text NOT NULL, -- '' is the company's
    unless     text NOT NULL DEFAULT '' CHECK (unless IN ('', 'spoken', 'renewed')),
    series     text NOT NULL DEFAULT '',
    title      text NOT NULL CHECK (title <> ''),
    note       text NOT NULL DEFAULT '',
    priority   text NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
    who        text NOT NULL CHECK (who IN ('owner', 'maker')),
    changed_at timestamptz NOT NULL DEFAULT now(),
    by_user    uuid CONSTRAINT follow_up_rules_by_user_fkey REFERENCES users,
    version    bigint NOT NULL DEFAULT 1,
    CHECK (("when" = 'stage') = (stage_id IS NOT NULL)),
    CHECK (("when" = 'outcome') = (outcome <> '')),
    CHECK (("when" = 'silent') = (days > 0))
);
CREATE TABLE follow_ups (
    id           uuid PRIMARY KEY,
    rule_id      uuid NOT NULL CONSTRAINT follow_ups_rule_id_fkey REFERENCES follow_up_rules ON DELETE CASCADE,
    rule_version bigint NOT NULL,
    occasion     text NOT NULL COLLATE "C", -- what set it off: a move, a call, a duty, a card and day
    card_id      uuid NOT NULL CONSTRAINT follow_ups_card_id_fkey REFERENCES cards,
    deal_id      uuid,
    maker_id     uuid,
    from_at      timestamptz NOT NULL,
    due_at       timestamptz NOT NULL,
    due_local    text NOT NULL,
    due_zone     text NOT NULL,
    state        text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'raised', 'skipped', 'folded')),
    why          text NOT NULL DEFAULT '',
    task_id      uuid CONSTRAINT follow_ups_task_id_fkey REFERENCES tasks,
    ended_at     timestamptz,
    CHECK ((state = 'waiting') = (ended_at IS NULL)),
    CHECK ((state = 'raised') = (task_id IS NOT NULL))
);
-- Each effect once: however many schedulers look, and however often.
CREATE UNIQUE INDEX follow_ups_key ON follow_ups (rule_id, occasion);
CREATE UNIQUE INDEX follow_ups_task_key ON follow_ups (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX follow_ups_due ON follow_ups (due_at, id) WHERE state = 'waiting';
CREATE INDEX follow_ups_card ON follow_ups (card_id, due_at);
CREATE INDEX follow_ups_waiting ON follow_ups (rule_id) WHERE state = 'waiting';
GRANT SELECT, INSERT, UPDATE, DELETE ON follow_up_rules, follow_ups TO vonal_app;

-- What every company begins with.
INSERT INTO follow_up_rules (id, name, place, "when", stage_id, count, unit, at, zone, unless, series, title, priority, who)
SELECT seed.id::uuid, seed.name, seed.place, 'stage', stages.id, seed.count, 'day', '10:00', '', seed.unless, seed.series, seed.title, 'normal', 'owner'
FROM stages JOIN pipelines ON pipelines.id = stages.pipeline_id, (VALUES
    ('01920000-0000-7000-8000-0000000f0001', 'Satisfaction', 1, 14, '', 'satisfaction', 'Call: is the customer satisfied?'),
    ('01920000-0000-7000-8000-0000000f0002', 'Renewal, two weeks before', 2, 351, 'renewed', 'renewal', 'Renew the access'),
    ('01920000-0000-7000-8000-0000000f0003', 'Renewal, a week before', 3, 358, 'renewed', 'renewal', 'Renew the access: a week is left'),
    ('01920000-0000-7000-8000-0000000f0004', 'Renewal, the day before', 4, 364, 'renewed', 'renewal', 'Renew the access: it ends tomorrow')
) AS seed (id, name, place, count, unless, series, title)
WHERE stages.key = 'fulfilled' AND pipelines.key = 'sales' AND stages.archived_at IS NULL;
INSERT INTO follow_up_rules (id, name, place, "when", count, unit, zone, unless, series, title, priority, who)
VALUES ('01920000-0000-7000-8000-0000000f0005', 'Lost call', 5, 'lost_call', 15, 'minute', '', 'spoken', 'lost', 'Call back', 'high', 'owner');

-- The jobs that are done now and then, and what came of them last.
CREATE TABLE jobs (
    name       text PRIMARY KEY COLLATE "C",
    paused_at  timestamptz,
    begun_at   timestamptz,
    ended_at   timestamptz,
    runner     text NOT NULL DEFAULT '',  -- the controller that did it last, or does
    held_until timestamptz,               -- by then another may begin, whatever has become of the runner
    done       bigint NOT NULL DEFAULT 0, -- how many things the last run has dealt with
    failure    text NOT NULL DEFAULT '',  -- why the last run failed
    failures   bigint NOT NULL DEFAULT 0, -- in a row
    runs       bigint NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE ON jobs TO vonal_app;
