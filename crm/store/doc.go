// Package store keeps the CRM in PostgreSQL.
//
// An exported method opens its own transaction and is all or nothing; an
// unexported function that takes a tx is a part of one. Every method gives up
// after a few seconds when the database does not answer, with a fault of kind
// Unavailable; nothing is then known of a write, and every write may be
// repeated. What is not there, or not for the viewer to see, is a fault of kind
// Unknown: the two cannot be told apart.
//
// The schema is ours: numbered files in migrations/, never changed once
// released, applied by Migrate.
package store
