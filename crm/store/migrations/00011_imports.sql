-- +goose Up
-- Tables that cards are made of. The rows are put away when the table is
-- uploaded; whatever stops the work on them, it goes on where the cursor stands.
CREATE TABLE card_imports (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    country    text NOT NULL,
    encoding   text NOT NULL DEFAULT '',
    separator  text NOT NULL DEFAULT '',
    head       jsonb NOT NULL CHECK (jsonb_typeof(head) = 'array'),
    columns    jsonb NOT NULL CHECK (jsonb_typeof(columns) = 'array'), -- of the card, "" where one is left out
    rule       text NOT NULL CHECK (rule IN ('fill', 'overwrite', 'skip')),
    state      text NOT NULL CHECK (state IN ('reading', 'draft', 'checking', 'checked', 'running', 'done', 'undoing', 'undone', 'failed')),
    rows       integer NOT NULL DEFAULT 0,
    done       integer NOT NULL DEFAULT 0, -- rows that the present work has gone through
    cursor     integer NOT NULL DEFAULT 0, -- the number of the last of them
    counts     jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(counts) = 'object'),
    failure    text NOT NULL DEFAULT '',
    by_user    uuid NOT NULL REFERENCES users,
    created_at timestamptz NOT NULL,
    started_at timestamptz, -- the present work
    ended_at   timestamptz, -- the run that changed cards
    version    bigint NOT NULL DEFAULT 1
);
CREATE INDEX card_imports_newest ON card_imports (created_at DESC, id DESC);
CREATE INDEX card_imports_work ON card_imports (started_at) WHERE state IN ('checking', 'running', 'undoing');

CREATE TABLE card_import_rows (
    import_id uuid NOT NULL REFERENCES card_imports,
    number    integer NOT NULL, -- as a spreadsheet counts
    cells     jsonb NOT NULL CHECK (jsonb_typeof(cells) = 'array'),
    more      boolean NOT NULL DEFAULT false, -- it has more cells than the head
    result    text NOT NULL DEFAULT '' CHECK (result IN ('', 'new', 'changed', 'unchanged', 'refused')),
    card_id   uuid, -- no reference: taking an import back removes the card
    problem   jsonb CHECK (jsonb_typeof(problem) = 'object'),
    footprint jsonb CHECK (jsonb_typeof(footprint) = 'object'), -- what was changed
    PRIMARY KEY (import_id, number)
);
CREATE INDEX card_import_rows_result ON card_import_rows (import_id, result, number) WHERE result <> '';

-- Numbers, mails and cards of which a row of the present work has spoken: a
-- second row about the same is refused.
CREATE TABLE card_import_claims (
    import_id uuid NOT NULL REFERENCES card_imports,
    what      text NOT NULL COLLATE "C",
    number    integer NOT NULL,
    PRIMARY KEY (import_id, what)
);

-- A card that an import made and on which nothing has happened since is taken
-- away again, with the line that says it was opened. Nothing else can remove a
-- card; whatever refers to it keeps it.
-- +goose StatementBegin
CREATE FUNCTION remove_imported_card(import uuid, row_number integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    card uuid := (SELECT r.card_id FROM card_import_rows r WHERE r.import_id = import AND r.number = row_number AND r.result = 'new');
BEGIN
    IF card IS NULL OR NOT EXISTS (SELECT FROM cards c WHERE c.id = card AND c.version = 1 FOR UPDATE)
        OR EXISTS (SELECT FROM timeline t WHERE t.card_id = card AND t.kind <> 'opened') THEN
        RETURN false;
    END IF;
    DELETE FROM timeline WHERE card_id = card;
    DELETE FROM card_phones WHERE card_id = card;
    DELETE FROM card_mails WHERE card_id = card;
    DELETE FROM card_contacts WHERE card_id = card;
    DELETE FROM cards WHERE id = card;
    RETURN true;
EXCEPTION WHEN foreign_key_violation THEN
    RETURN false;
END $$;
-- +goose StatementEnd
REVOKE ALL ON FUNCTION remove_imported_card(uuid, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION remove_imported_card(uuid, integer) TO vonal_app;
-- Whether something refers to the card is asked of each table that could.
CREATE INDEX outcome_effects_card ON outcome_effects (card_id);
CREATE INDEX tasks_card_any ON tasks (card_id) WHERE card_id IS NOT NULL;
CREATE INDEX card_distinct_other ON card_distinct (other);
CREATE INDEX card_merges_merged ON card_merges (merged);
