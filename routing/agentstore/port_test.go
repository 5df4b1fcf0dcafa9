package agentstore_test

import (
	"vonal/routing/agentstore"
	"vonal/routing/desk"
)

var _ desk.Store = (*agentstore.Store)(nil)
