// Package crm is the rules of customers: what a card, a call on it, a user and
// an agent are, what an ended call changes, who may see what, and how text that
// a stranger sent is cleaned. Everything in it is a pure function of its
// arguments; crm/store keeps the results in PostgreSQL.
//
// Moments are UTC and whole microseconds, which is what the database keeps.
package crm
