package api

import (
	"slices"

	"vonal/crm"
)

// What a route needs besides the permissions of crm: nothing, or just to be
// somebody. What of a route's things a caller then sees is decided by their
// crm.Sight.
const (
	open     crm.Permission = ""        // no log-in needed
	loggedIn crm.Permission = "me"      // everybody who is somebody
	account  crm.Permission = "account" // the same, also before a second factor that the role needs is set up
)

// may reports whether the viewer may use a route that needs this.
func may(v crm.Viewer, needs crm.Permission) bool {
	return needs == open || needs == loggedIn || needs == account || v.May(needs)
}

// permissionsOf are what the viewer may do, as GET /me lists it.
func permissionsOf(v crm.Viewer) []string {
	has := slices.DeleteFunc(slices.Clone(crm.Permissions), func(p crm.Permission) bool { return !v.May(p) })
	return each(has, func(p crm.Permission) string { return string(p) })
}
