-- +goose Up
-- Roles: those built in are rows without grants of their own, since what they
-- may do comes with the program.
CREATE TABLE roles (
    key      text PRIMARY KEY COLLATE "C" CHECK (key ~ '^[a-z0-9_]{1,40}$'),
    name     text NOT NULL CHECK (name <> ''),
    grants   jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(grants) = 'object'),
    built_in boolean NOT NULL DEFAULT false,
    version  bigint NOT NULL DEFAULT 1
);
INSERT INTO roles (key, name, built_in) VALUES
    ('agent', 'Agent', true), ('head', 'Head', true),
    ('administrator', 'Administrator', true), ('accountant', 'Accountant', true);
ALTER TABLE users DROP CONSTRAINT users_role_check;
ALTER TABLE users ADD CONSTRAINT users_role_fkey FOREIGN KEY (role) REFERENCES roles;

-- Teams, who is in them and who leads them.
CREATE TABLE teams (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT teams_name_key UNIQUE CHECK (name <> ''),
    created_at timestamptz NOT NULL,
    version    bigint NOT NULL DEFAULT 1
);
CREATE TABLE team_members (
    team_id  uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    agent_id uuid NOT NULL CONSTRAINT team_members_agent_id_fkey REFERENCES agents,
    PRIMARY KEY (team_id, agent_id)
);
CREATE INDEX team_members_agent ON team_members (agent_id);
CREATE TABLE team_leads (
    team_id uuid NOT NULL REFERENCES teams ON DELETE CASCADE,
    user_id uuid NOT NULL CONSTRAINT team_leads_user_id_fkey REFERENCES users,
    PRIMARY KEY (team_id, user_id)
);
CREATE INDEX team_leads_user ON team_leads (user_id);

-- Answers to requests that bore an Idempotency-Key. Of user and key only the
-- digest is kept, and the answer is sealed with a key made of both: it may hold
-- a secret that is shown once.
CREATE TABLE idempotent_requests (
    digest  bytea PRIMARY KEY,
    request bytea NOT NULL, -- the digest of what was asked for
    made_at timestamptz NOT NULL,
    status  integer,        -- null while it is being carried out
    answer  bytea
);
CREATE INDEX idempotent_requests_age ON idempotent_requests (made_at);

-- The program works as a role that owns nothing: what is only ever added to,
-- it can neither change nor delete. Roles belong to the whole server, so
-- another database's migration may be making it at this moment.
-- +goose StatementBegin
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'vonal_app') THEN
        BEGIN
            CREATE ROLE vonal_app NOLOGIN;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the user of the database may not make roles; let its administrator run: CREATE ROLE vonal_app NOLOGIN; GRANT vonal_app TO %', current_user;
        END;
    END IF;
    IF NOT pg_has_role(current_user, 'vonal_app', 'MEMBER') THEN
        EXECUTE format('GRANT vonal_app TO %I', current_user);
    END IF;
END $$;
-- +goose StatementEnd
GRANT USAGE ON SCHEMA public TO vonal_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO vonal_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO vonal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO vonal_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO vonal_app;

REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM vonal_app;
REVOKE UPDATE, DELETE ON timeline, policies, agent_states FROM vonal_app;
-- A withheld caller who becomes known takes the lines along.
GRANT UPDATE (card_id) ON timeline TO vonal_app;
