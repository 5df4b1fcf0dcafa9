-- +goose Up
-- What may come of a call: the company's own list.
CREATE TABLE outcomes (
    key            text PRIMARY KEY COLLATE "C" CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    labels         jsonb NOT NULL CHECK (jsonb_typeof(labels) = 'object'), -- language → word
    place          integer NOT NULL,
    archived       boolean NOT NULL DEFAULT false,
    stage          text NOT NULL DEFAULT '' CHECK (stage ~ '^[a-z0-9_]{0,40}$'), -- to which the open deal moves
    task           jsonb CHECK (jsonb_typeof(task) = 'object'),                  -- that is opened
    points         text NOT NULL DEFAULT '' CHECK (points ~ '^[a-z0-9_]{0,40}$'), -- under which it counts
    asks_note      boolean NOT NULL DEFAULT false,
    asks_follow_up boolean NOT NULL DEFAULT false,
    version        bigint NOT NULL DEFAULT 1
);
INSERT INTO outcomes (key, labels, place, stage, task, points, asks_note, asks_follow_up) VALUES
    ('invoice', '{"en": "Invoice", "hu": "Számla", "ru": "Счёт"}', 1, 'payment',
     '{"title": "Check that the invoice was paid", "after_days": 3, "at": "10:00", "for": "owner"}', 'invoice', false, false),
    ('call_back', '{"en": "Call back", "hu": "Visszahívás", "ru": "Перезвонить"}', 2, '', NULL, '', false, true),
    ('refusal', '{"en": "Refusal", "hu": "Elutasítás", "ru": "Отказ"}', 3, 'refused', NULL, '', false, false),
    ('question', '{"en": "Question", "hu": "Kérdés", "ru": "Вопрос"}', 4, '', NULL, '', false, false),
    ('wrong_number', '{"en": "Wrong number", "hu": "Téves hívás", "ru": "Ошиблись номером"}', 5, '', NULL, '', false, false),
    ('no_answer', '{"en": "Not reached", "hu": "Nem elérhető", "ru": "Не дозвонились"}', 6, '', NULL, '', false, true);

CREATE TABLE projects (
    id         uuid PRIMARY KEY,
    title      text NOT NULL CHECK (title <> ''),
    note       text NOT NULL DEFAULT '',
    state      text NOT NULL CHECK (state IN ('open', 'done', 'archived')),
    by_user    uuid REFERENCES users,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version    bigint NOT NULL DEFAULT 1
);
CREATE INDEX projects_newest ON projects (created_at DESC, id DESC);

-- A person is an agent, or a user who is none; therefore no reference.
CREATE TABLE project_members (
    project_id uuid NOT NULL REFERENCES projects,
    person_id  uuid NOT NULL,
    place      integer NOT NULL,
    PRIMARY KEY (project_id, person_id)
);
CREATE INDEX project_members_person ON project_members (person_id);

-- due_at is the instant, due_local what was meant and due_zone where: when a
-- zone's rules change, the instant can be reckoned anew.
CREATE TABLE tasks (
    id           uuid PRIMARY KEY,
    title        text NOT NULL CHECK (title <> ''),
    note         text NOT NULL DEFAULT '',
    state        text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
    priority     text NOT NULL CHECK (priority IN ('low', 'normal', 'high')),
    due_at       timestamptz,
    due_local    text NOT NULL DEFAULT '',
    due_zone     text NOT NULL DEFAULT '',
    card_id      uuid REFERENCES cards,
    deal_id      uuid,
    project_id   uuid CONSTRAINT tasks_project_id_fkey REFERENCES projects,
    checklist    jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(checklist) = 'array'),
    recurrence   text NOT NULL DEFAULT '',
    series_start text NOT NULL DEFAULT '', -- the first deadline of the series, local
    previous_id  uuid REFERENCES tasks,    -- the occurrence before this one
    rule         text,                     -- which follow-up raised it
    call_id      text COLLATE "C",         -- whose outcome opened it
    by_user      uuid REFERENCES users,
    done_at      timestamptz,
    created_at   timestamptz NOT NULL,
    updated_at   timestamptz NOT NULL,
    deleted_at   timestamptz,
    version      bigint NOT NULL DEFAULT 1,
    CHECK ((due_at IS NULL) = (due_local = '') AND (due_at IS NULL) = (due_zone = '')),
    CHECK (recurrence = '' OR due_at IS NOT NULL),
    CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX tasks_due ON tasks (due_at, id) WHERE deleted_at IS NULL AND state = 'open';
CREATE INDEX tasks_created ON tasks (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_updated ON tasks (updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_card ON tasks (card_id) WHERE card_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_deal ON tasks (deal_id) WHERE deal_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_project ON tasks (project_id) WHERE project_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX tasks_maker ON tasks (by_user);
-- Whoever completes an occurrence, and however often: one next.
CREATE UNIQUE INDEX tasks_previous_key ON tasks (previous_id) WHERE deleted_at IS NULL;

CREATE TABLE task_people (
    task_id   uuid NOT NULL REFERENCES tasks,
    person_id uuid NOT NULL,
    place     integer NOT NULL,
    PRIMARY KEY (task_id, person_id)
);
CREATE INDEX task_people_person ON task_people (person_id);

CREATE TABLE task_blockers (
    task_id    uuid NOT NULL REFERENCES tasks,
    blocked_by uuid NOT NULL REFERENCES tasks,
    PRIMARY KEY (task_id, blocked_by),
    CHECK (task_id <> blocked_by)
);
CREATE INDEX task_blockers_of ON task_blockers (blocked_by);

-- What was said about a task or a project, only ever added to.
CREATE TABLE comments (
    id         uuid PRIMARY KEY,
    task_id    uuid REFERENCES tasks,
    project_id uuid REFERENCES projects,
    at         timestamptz NOT NULL,
    by_user    uuid REFERENCES users,
    text       text NOT NULL CHECK (text <> ''),
    CHECK ((task_id IS NULL) <> (project_id IS NULL))
);
CREATE INDEX comments_task ON comments (task_id, at DESC, id DESC) WHERE task_id IS NOT NULL;
CREATE INDEX comments_project ON comments (project_id, at DESC, id DESC) WHERE project_id IS NOT NULL;
REVOKE UPDATE, DELETE ON comments FROM vonal_app;

-- What an outcome brought about. Points are facts for a ledger to come.
CREATE TABLE outcome_effects (
    id        uuid PRIMARY KEY,
    call_id   text NOT NULL COLLATE "C",
    card_id   uuid NOT NULL REFERENCES cards,
    outcome   text NOT NULL COLLATE "C",
    kind      text NOT NULL CHECK (kind IN ('task', 'deal', 'points')),
    task_id   uuid REFERENCES tasks,
    deal_id   uuid,
    move_id   uuid,
    from_stage text NOT NULL DEFAULT '',
    to_stage  text NOT NULL DEFAULT '',
    needs     text NOT NULL DEFAULT '', -- what a stage asked for, where the deal could not move
    points    text NOT NULL DEFAULT '',
    by_user   uuid REFERENCES users,
    at        timestamptz NOT NULL,
    undone_at timestamptz
);
CREATE INDEX outcome_effects_call ON outcome_effects (call_id, at);
REVOKE DELETE ON outcome_effects FROM vonal_app;

-- A date that was asked for before the call was written.
ALTER TABLE after_calls ADD COLUMN follow_up jsonb CHECK (jsonb_typeof(follow_up) = 'object');
