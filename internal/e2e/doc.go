// Package e2e proves Vonal from outside: the real binary with its own
// PostgreSQL, Redis and Asterisk, driven over REST and SIP as people and
// phones do. Nothing here reaches inside the program.
//
// The harness is for any test of the whole program:
//
//	v := e2e.Start(t, e2e.Options{TestClock: true})
//	v.Quiet(t)                                    // nothing may stay behind
//	anna := v.Agent(t, "Anna", sipphone.Answers(time.Second))
//	caller := v.Dial(t, v.Number())
//
// A program whose TestMain calls Main builds the binary once. GOCOVERDIR has it
// built for coverage, VONAL_E2E_RACE=1 with the race detector.
package e2e
