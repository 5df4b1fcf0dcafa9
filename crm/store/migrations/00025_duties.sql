-- +goose Up
-- Calls back that are owed: one open duty for each card, opened by the first
-- call that nobody answered.
CREATE TABLE duties (
    id             uuid PRIMARY KEY,
    card_id        uuid NOT NULL CONSTRAINT duties_card_id_fkey REFERENCES cards,
    number         text NOT NULL COLLATE "C",
    opened_at      timestamptz NOT NULL,
    due_at         timestamptz NOT NULL,
    last_call_id   text NOT NULL COLLATE "C",
    last_at        timestamptz NOT NULL,
    escalated_at   timestamptz,
    closed_at      timestamptz,
    closed_by      text CHECK (closed_by IN ('talk', 'reason', 'merged')),
    closed_call_id text COLLATE "C",
    reason         text NOT NULL DEFAULT '',
    by_user        uuid CONSTRAINT duties_by_user_fkey REFERENCES users,
    version        bigint NOT NULL DEFAULT 1,
    CHECK ((closed_at IS NULL) = (closed_by IS NULL))
);
CREATE UNIQUE INDEX duties_open_key ON duties (card_id) WHERE closed_at IS NULL;
CREATE INDEX duties_due ON duties (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX duties_by_card ON duties (card_id, opened_at DESC);
CREATE INDEX duties_closed ON duties (closed_at DESC, id DESC) WHERE closed_at IS NOT NULL;

-- The calls of a duty, so that a call that is reported twice counts once.
CREATE TABLE duty_calls (
    call_id text PRIMARY KEY COLLATE "C" CONSTRAINT duty_calls_call_id_fkey REFERENCES calls,
    duty_id uuid NOT NULL CONSTRAINT duty_calls_duty_id_fkey REFERENCES duties
);
CREATE INDEX duty_calls_by_duty ON duty_calls (duty_id);
GRANT SELECT, INSERT, UPDATE ON duties TO vonal_app;
GRANT SELECT, INSERT ON duty_calls TO vonal_app;
