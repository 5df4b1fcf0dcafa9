// Package routing holds the rules of calls, and nothing else: no clock, no
// context, no log, no I/O.
//
// There are two machines. [Step] takes a call and a fact about it and answers
// with the call as it is now and the commands that must be carried out.
// [Agent.After] does the same for an agent. Both are total: a fact that does
// not fit the present state changes nothing, because facts arrive late, twice,
// out of order, or not at all. [Rank] orders the agents for a call and says of
// each why.
//
// Facts are named in the past tense (LegAnswered), commands in the imperative
// (Connect). The only source of time is the fact.
package routing
