// Package scheduler has regular work done: it says when to look, and what is due
// the database says. A look that was missed is made up for by the next one, and
// any number of controllers may look at once: each piece of work is claimed where
// it is kept.
package scheduler
