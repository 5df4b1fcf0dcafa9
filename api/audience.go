package api

import (
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
)

// channelsOf are the channels a viewer may subscribe to.
func channelsOf(v crm.Viewer) []string {
	if may(v.Role, seeDesk) {
		return []string{deskChannel}
	}
	return []string{}
}

// audience is the filter of what a viewer gets. A client cannot change it.
func audience(v crm.Viewer) *centrifuge.FilterNode {
	if v.Calls().All {
		return oneOf(tagFor, forAll, forOwn)
	}
	return anyOf(
		oneOf(tagFor, forAll),
		allOf(oneOf(tagFor, forOwn), equal(tagAgent, string(v.Agent))),
		allOf(oneOf(tagFor, forOthers), unequal(tagAgent, string(v.Agent))),
	)
}

func oneOf(tag string, values ...string) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Key: tag, Cmp: "in", Vals: values}
}

func equal(tag, value string) *centrifuge.FilterNode {
	if value == "" { // an agent's user without an agent owns no call, not every unowned one
		return &centrifuge.FilterNode{Key: tagFor, Cmp: "nex"}
	}
	return &centrifuge.FilterNode{Key: tag, Cmp: "eq", Val: value}
}

func unequal(tag, value string) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "not", Nodes: []*centrifuge.FilterNode{equal(tag, value)}}
}

func anyOf(nodes ...*centrifuge.FilterNode) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "or", Nodes: nodes}
}

func allOf(nodes ...*centrifuge.FilterNode) *centrifuge.FilterNode {
	return &centrifuge.FilterNode{Op: "and", Nodes: nodes}
}
