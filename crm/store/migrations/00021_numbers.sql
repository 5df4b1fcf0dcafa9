-- +goose Up
-- How a call can end whose caller was given to nobody; and when it was said that
-- the call is recorded, where the law wants it said.
ALTER TABLE calls DROP CONSTRAINT calls_disposition_check;
ALTER TABLE calls ADD CONSTRAINT calls_disposition_check CHECK (disposition IN
    ('answered', 'abandoned', 'voicemail', 'closed', 'turned_away', 'callback', 'fallback', 'lost_pbx', 'no_answer', 'busy', 'failed'));
ALTER TABLE calls ADD COLUMN told_at timestamptz;

-- When the company is open: hours of the week and days on which others hold, as
-- crm/hours reads them.
CREATE TABLE opening_hours (
    id      uuid PRIMARY KEY,
    name    text NOT NULL CHECK (name <> ''),
    hours   jsonb NOT NULL CHECK (jsonb_typeof(hours) = 'object'),
    version bigint NOT NULL DEFAULT 1
);
CREATE UNIQUE INDEX opening_hours_name ON opening_hours (lower(name));

-- The company's numbers as they are dialled; '' is every number that is not
-- listed.
CREATE TABLE numbers (
    number          text PRIMARY KEY COLLATE "C" CHECK (number ~ '^[0-9A-Za-z+*#]{0,40}$'),
    label           text NOT NULL DEFAULT '',
    team_id         uuid CONSTRAINT numbers_team_id_fkey REFERENCES teams ON DELETE SET NULL, -- null: everybody
    language        text NOT NULL CHECK (language IN ('en', 'hu', 'ru')),
    hours_id        uuid CONSTRAINT numbers_hours_id_fkey REFERENCES opening_hours,           -- null: always open
    closed          text NOT NULL CHECK (closed IN ('wait', 'announce', 'voicemail')),
    empty           text NOT NULL CHECK (empty IN ('wait', 'announce', 'voicemail', 'callback')),
    overdue         text NOT NULL CHECK (overdue IN ('wait', 'announce', 'voicemail', 'callback')),
    longest_wait_ms bigint NOT NULL CHECK (longest_wait_ms BETWEEN 0 AND 86400000),
    news_ms         bigint NOT NULL CHECK (news_ms BETWEEN 0 AND 3600000),
    consent         boolean NOT NULL,
    version         bigint NOT NULL DEFAULT 1
);
-- Until somebody says otherwise a caller waits for as long as they like.
INSERT INTO numbers (number, language, closed, empty, overdue, longest_wait_ms, news_ms, consent)
    VALUES ('', 'en', 'voicemail', 'wait', 'wait', 0, 0, false);
GRANT SELECT, INSERT, UPDATE, DELETE ON opening_hours, numbers TO vonal_app;
