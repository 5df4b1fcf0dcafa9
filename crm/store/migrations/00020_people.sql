-- +goose Up
-- Who is away, and who stands in for them. Nobody is away twice at once: the
-- exclusion says so.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TABLE absences (
    id         uuid PRIMARY KEY,
    agent_id   uuid NOT NULL CONSTRAINT absences_agent_id_fkey REFERENCES agents,
    deputy_id  uuid CONSTRAINT absences_deputy_id_fkey REFERENCES agents, -- null: nobody
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    all_day    boolean NOT NULL, -- whole days were meant, in the company's zone
    reason     text NOT NULL DEFAULT '',
    made_by    uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    version    bigint NOT NULL DEFAULT 1,
    CONSTRAINT absences_span CHECK (starts_at < ends_at),
    CONSTRAINT absences_deputy_is_another CHECK (deputy_id <> agent_id),
    CONSTRAINT absences_once EXCLUDE USING gist (agent_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
);
CREATE INDEX absences_ending ON absences (ends_at);

-- Since when whoever called has waited, where they were cut off and called
-- again; else null.
ALTER TABLE calls ADD COLUMN place_since timestamptz;

-- What makes a customer important, beside somebody's word: a tag of the card,
-- or the sum of its fulfilled deals in the company's currency.
CREATE TABLE tier_rules (
    id      uuid PRIMARY KEY,
    tier    text NOT NULL CHECK (tier IN ('important', 'key')),
    tag     text NOT NULL DEFAULT '',
    least   bigint NOT NULL DEFAULT 0 CHECK (least >= 0), -- minor units
    days    integer NOT NULL DEFAULT 0 CHECK (days BETWEEN 0 AND 3650), -- counted of the last so many; 0: ever
    version bigint NOT NULL DEFAULT 1,
    CHECK ((tag <> '') <> (least > 0))
);

-- What an agent must have done to rise to a level, where the level goes by rule.
ALTER TABLE agents ADD COLUMN level_by_rule boolean NOT NULL DEFAULT false;
CREATE TABLE level_rules (
    level    text PRIMARY KEY CHECK (level IN ('regular', 'senior')),
    days     integer NOT NULL CHECK (days BETWEEN 0 AND 3650), -- employed
    calls    integer NOT NULL CHECK (calls >= 0),    -- answered
    outcomes integer NOT NULL CHECK (outcomes >= 0)  -- recorded
);
INSERT INTO level_rules VALUES ('regular', 30, 50, 40), ('senior', 365, 1000, 800);

-- Why agents pause: the company's own list.
CREATE TABLE pause_reasons (
    key      text PRIMARY KEY COLLATE "C" CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    labels   jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'), -- language → word
    place    integer NOT NULL,
    forced   boolean NOT NULL DEFAULT false, -- whoever leads the agent ends it, not the agent
    paid     boolean NOT NULL DEFAULT false
);
INSERT INTO pause_reasons VALUES
    ('break',    '{"en": "Break", "hu": "Szünet", "ru": "Перерыв"}', 0, false, true),
    ('lunch',    '{"en": "Lunch", "hu": "Ebéd", "ru": "Обед"}', 1, false, false),
    ('training', '{"en": "Training", "hu": "Képzés", "ru": "Обучение"}', 2, false, true),
    ('meeting',  '{"en": "Meeting", "hu": "Megbeszélés", "ru": "Совещание"}', 3, false, true),
    ('other',    '{"en": "Other", "hu": "Egyéb", "ru": "Другое"}', 4, false, false);
