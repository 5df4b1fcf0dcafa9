-- +goose Up
-- Pipelines and their stages. A deal stands in one stage of one pipeline.
CREATE TABLE pipelines (
    id          uuid PRIMARY KEY,
    key         text NOT NULL COLLATE "C" CONSTRAINT pipelines_key_key UNIQUE CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    name        text NOT NULL CHECK (name <> ''),
    place       integer NOT NULL,
    archived_at timestamptz,
    version     bigint NOT NULL DEFAULT 1
);
CREATE TABLE stages (
    id          uuid PRIMARY KEY,
    pipeline_id uuid NOT NULL REFERENCES pipelines,
    key         text NOT NULL COLLATE "C" CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    labels      jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'), -- language → word
    kind        text NOT NULL CHECK (kind IN ('open', 'won', 'lost')),
    place       integer NOT NULL,
    needs       jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(needs) = 'array'), -- what a deal must have to enter
    rots_days   integer NOT NULL DEFAULT 0 CHECK (rots_days BETWEEN 0 AND 3650),   -- 0: never
    archived_at timestamptz,
    CONSTRAINT stages_key_key UNIQUE (pipeline_id, key),
    UNIQUE (pipeline_id, id)
);

CREATE TABLE deals (
    id             uuid PRIMARY KEY,
    card_id        uuid NOT NULL REFERENCES cards,
    pipeline_id    uuid NOT NULL,
    stage_id       uuid NOT NULL,
    title          text NOT NULL CHECK (title <> ''),
    amount         bigint NOT NULL CHECK (amount >= 0), -- minor units
    currency       text NOT NULL COLLATE "C" CHECK (currency ~ '^[A-Z]{3}$'),
    owner_id       uuid CONSTRAINT deals_owner_id_fkey REFERENCES agents,
    expected_close date,
    reason         text NOT NULL DEFAULT '', -- why it was lost
    created_by     uuid REFERENCES users,
    created_at     timestamptz NOT NULL,
    updated_at     timestamptz NOT NULL,
    stage_since    timestamptz NOT NULL,
    deleted_at     timestamptz,
    version        bigint NOT NULL DEFAULT 1,
    FOREIGN KEY (pipeline_id, stage_id) REFERENCES stages (pipeline_id, id)
);
CREATE INDEX deals_card ON deals (card_id);
CREATE INDEX deals_stage ON deals (stage_id, stage_since, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_owner ON deals (owner_id, created_at, id) WHERE owner_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX deals_newest ON deals (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX deals_title ON deals USING gin (title gin_trgm_ops);

-- Where a deal stood, from its making on: only ever added to. What undoes a
-- move is a move of its own.
CREATE TABLE deal_moves (
    id         uuid PRIMARY KEY,
    deal_id    uuid NOT NULL REFERENCES deals,
    at         timestamptz NOT NULL,
    from_stage uuid REFERENCES stages, -- null: it was made
    to_stage   uuid NOT NULL REFERENCES stages,
    by_user    uuid REFERENCES users,
    how        text NOT NULL CHECK (how IN ('hand', 'hashtag', 'outcome', 'rule', 'undo')),
    reason     text NOT NULL DEFAULT '',
    stayed_ms  bigint NOT NULL DEFAULT 0 CHECK (stayed_ms >= 0), -- in the stage it left
    undoes     uuid CONSTRAINT deal_moves_undoes_key UNIQUE REFERENCES deal_moves
);
CREATE INDEX deal_moves_deal ON deal_moves (deal_id, at, id);

-- What hashtags mean. They are compared folded: composed, without capitals, ё as е.
CREATE TABLE hashtags (
    folded   text PRIMARY KEY COLLATE "C" CHECK (folded <> ''),
    shown    text NOT NULL CHECK (shown <> ''),
    stage_id uuid REFERENCES stages -- null: marks, and moves nothing
);

-- What somebody wrote about a customer; only ever added to.
CREATE TABLE notes (
    id      uuid PRIMARY KEY,
    card_id uuid NOT NULL REFERENCES cards,
    text    text NOT NULL CHECK (text <> ''),
    by_user uuid REFERENCES users,
    at      timestamptz NOT NULL
);
CREATE INDEX notes_card ON notes (card_id, at DESC, id DESC);

REVOKE UPDATE, DELETE ON deal_moves FROM vonal_app;
REVOKE DELETE ON deals FROM vonal_app;
REVOKE DELETE ON notes FROM vonal_app;

INSERT INTO pipelines (id, key, name, place) VALUES ('01900000-0000-7000-8000-000000000001', 'sales', 'Sales', 0);
INSERT INTO stages (id, pipeline_id, key, labels, kind, place, needs, rots_days) VALUES
    ('01900000-0000-7000-8000-000000000011', '01900000-0000-7000-8000-000000000001', 'lead',
     '{"en": "Lead", "hu": "Érdeklődő", "ru": "Лид"}', 'open', 0, '[]', 14),
    ('01900000-0000-7000-8000-000000000012', '01900000-0000-7000-8000-000000000001', 'in_work',
     '{"en": "In work", "hu": "Folyamatban", "ru": "В работе"}', 'open', 1, '[]', 30),
    ('01900000-0000-7000-8000-000000000013', '01900000-0000-7000-8000-000000000001', 'payment',
     '{"en": "Payment", "hu": "Fizetés", "ru": "Оплата"}', 'open', 2, '[]', 14),
    ('01900000-0000-7000-8000-000000000014', '01900000-0000-7000-8000-000000000001', 'fulfilled',
     '{"en": "Fulfilled", "hu": "Teljesítve", "ru": "Выполнено"}', 'won', 3, '[]', 0),
    ('01900000-0000-7000-8000-000000000015', '01900000-0000-7000-8000-000000000001', 'refused',
     '{"en": "Refused", "hu": "Elutasítva", "ru": "Отказ"}', 'lost', 4, '["reason"]', 0);

-- Written as they are folded: no capitals, е for ё.
INSERT INTO hashtags (folded, shown, stage_id)
SELECT tag, tag, stages.id FROM stages JOIN (VALUES
    ('lead', 'lead'), ('lead', 'lid'), ('lead', 'лид'), ('lead', 'érdeklődő'), ('lead', 'erdeklodo'), ('lead', 'новый'),
    ('in_work', 'vrabote'), ('in_work', 'вработе'), ('in_work', 'in_work'), ('in_work', 'inwork'), ('in_work', 'work'),
    ('in_work', 'folyamatban'), ('in_work', 'munkában'), ('in_work', 'munkaban'),
    ('payment', 'payment'), ('payment', 'pay'), ('payment', 'oplata'), ('payment', 'оплата'), ('payment', 'fizetés'), ('payment', 'fizetes'),
    ('fulfilled', 'done'), ('fulfilled', 'fulfilled'), ('fulfilled', 'gotovo'), ('fulfilled', 'готово'), ('fulfilled', 'выполнено'),
    ('fulfilled', 'kész'), ('fulfilled', 'kesz'), ('fulfilled', 'teljesítve'),
    ('refused', 'refused'), ('refused', 'otkaz'), ('refused', 'отказ'), ('refused', 'elutasítva'), ('refused', 'elutasitva')
) AS alias (stage, tag) ON stages.key = alias.stage
WHERE stages.pipeline_id = '01900000-0000-7000-8000-000000000001';
