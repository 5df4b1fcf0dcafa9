// Package api is Vonal's face to the network: the REST routes of openapi.yaml,
// who may call them, the live channel, the page.
//
// openapi.yaml is written by hand and is the source; `go generate` makes the
// types of the bodies from it, requests are checked against it before a
// handler sees them, and tests check answers against it. routes.go is the table
// of all routes with the permission each needs. Handlers decide nothing: they
// read a form, ask a port, and answer a view.
//
// What the caller may not see answers exactly as what does not exist.
package api

//go:generate go tool oapi-codegen -config oapi-codegen.yaml openapi.yaml
