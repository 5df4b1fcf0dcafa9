// Package courier has what is to leave the house carried to whom it is for.
//
// What is said, and to whom, is written by whoever wants it said, in the same
// transaction as its cause, and with it an errand: a job of River's in PostgreSQL
// that names it. River says when it is done, that only one controller is at it,
// that it is tried again, later each time, and that an errand of a controller that
// died goes to another. An errand is therefore done at least once; whoever does it
// must be able to tell that it was done already.
package courier
