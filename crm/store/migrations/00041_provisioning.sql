-- +goose Up
-- A program fetches the account of a phone that was just made, or given a new
-- secret, by a token of which only the digest is kept.
ALTER TABLE phones
    ADD COLUMN provision_digest bytea CONSTRAINT phones_provision_digest_key UNIQUE,
    ADD COLUMN provision_until timestamptz,
    ADD CHECK ((provision_digest IS NULL) = (provision_until IS NULL)),
    ADD CHECK (provision_digest IS NULL OR endpoint IS NOT NULL);
