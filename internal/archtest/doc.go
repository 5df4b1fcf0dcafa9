// Package archtest holds the rules of the house as tests: who may import whom,
// which technology lives where, what no file may do. Each rule stands in a
// table with its reason; a failing test prints the reason.
package archtest
