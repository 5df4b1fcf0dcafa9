-- +goose Up
-- Filters of lists that somebody has given a name, each for themselves.
CREATE TABLE saved_views (
    id      uuid PRIMARY KEY,
    user_id uuid NOT NULL CONSTRAINT saved_views_user_id_fkey REFERENCES users,
    page    text NOT NULL CHECK (page IN ('cards', 'deals')),
    name    text NOT NULL CHECK (name <> ''),
    query   text NOT NULL
);
CREATE UNIQUE INDEX saved_views_name ON saved_views (user_id, page, name);
GRANT SELECT, INSERT, UPDATE, DELETE ON saved_views TO vonal_app;
