package api

import (
	"maps"
	"slices"

	"github.com/centrifugal/centrifuge"

	"vonal/crm"
)

// There is one channel, so that everything on it has one order. A call is
// published on it twice, whole and masked, and the server's own filter lets
// each subscriber have one of the two.
const (
	tagFor   = "for"
	tagAgent = "agent" // who is rung or talks

	forAll    = "all"    // everybody on the channel
	forOwn    = "own"    // the head, and the agent whose call it is
	forOthers = "others" // the other agents

	// Of things of the CRM: tagAgent holds the permission by which they are seen.
	forWhole = "whole" // those who see all of that kind
	forPart  = "part"  // those who see some of it

	forUser = "user" // of what is one user's own: tagAgent holds who
)

// channelsOf are the channels a viewer may subscribe to.
func channelsOf(v crm.Viewer) []string {
	if v.May(crm.SeeDesk) {
		return []string{deskChannel}
	}
	return []string{}
}

// heard are the permissions under which something is told that was changed.
var heard = func() []crm.Permission {
	all := append(slices.Collect(maps.Values(kinds)), crm.PressAgents)
	slices.Sort(all)
	return slices.Compact(all)
}()

// audience is the filter of what a viewer gets. A client cannot change it.
func audience(v crm.Viewer) *centrifuge.FilterNode {
	nodes := []*centrifuge.FilterNode{callsFor(v), allOf(oneOf(tagFor, forUser), oneOf(tagAgent, string(v.User)))}
	whole, part := []string{}, []string{}
	for _, p := range heard {
		switch v.Scope(p) {
		case crm.ScopeAll:
			whole = append(whole, string(p))
		case crm.ScopeOwn, crm.ScopeTeam:
			part = append(part, string(p))
		}
	}
	if len(whole) > 0 {
		nodes = append(nodes, allOf(oneOf(tagFor, forWhole), oneOf(tagAgent, whole...)))
	}
	if len(part) > 0 {
		nodes = append(nodes, allOf(oneOf(tagFor, forPart), oneOf(tagAgent, part...)))
	}
	return anyOf(nodes...)
}

// callsFor lets pass what everybody hears, and calls as the viewer may see them.
func callsFor(v crm.Viewer) *centrifuge.FilterNode {
	sight := v.Sight(crm.SeeCalls)
	if sight.All {
		return oneOf(tagFor, forAll, forOwn)
	}
	seen := make([]string, 0, len(sight.People))
	for _, p := range sight.People {
		seen = append(seen, string(p))
	}
	if len(seen) == 0 { // sees no call, not every call of nobody
		return oneOf(tagFor, forAll, forOthers)
	}
	return anyOf(
		oneOf(tagFor, forAll),
		allOf(oneOf(tagFor, forOwn), oneOf(tagAgent, seen...)),
		allOf(oneOf(tagFor, forOthers), not(oneOf(tagAgent, seen...))),
	)
}

func oneOf(tag string, values ...string) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Key: tag, Cmp: "in", Vals: values}
}

func not(node *centrifuge.FilterNode) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "not", Nodes: []*centrifuge.FilterNode{node}}
}

func anyOf(nodes ...*centrifuge.FilterNode) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "or", Nodes: nodes}
}

func allOf(nodes ...*centrifuge.FilterNode) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "and", Nodes: nodes}
}
