-- +goose Up
-- The words of notes, as each of the three languages and none takes them apart.
-- They are made for each row when it is written: changing the languages later
-- would mean reading every note again.
ALTER TABLE notes ADD COLUMN words tsvector GENERATED ALWAYS AS (
    to_tsvector('hungarian', text) || to_tsvector('russian', text) || to_tsvector('english', text) || to_tsvector('simple', text)
) STORED;
CREATE INDEX notes_words ON notes USING gin (words);
