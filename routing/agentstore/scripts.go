package agentstore

import (
	"embed"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/*.lua
var sources embed.FS

var (
	claimScript   = redis.NewScript(source("guard") + source("alone") + source("common") + source("claim"))
	putScript     = guarded("put")
	changeScript  = guarded("change")
	removeScript  = guarded("remove")
	beforeScript  = guarded("before")
	stayScript    = guarded("stay")
	saveScript    = guarded("save")
	forgetScript  = guarded("forget")
	rebuildScript = redis.NewScript(source("rebuild"))
	closeScript   = redis.NewScript(source("close"))
)

// guarded is a script that refuses to touch a Redis that has lost everything.
func guarded(name string) *redis.Script {
	return redis.NewScript(source("guard") + source("common") + source(name))
}

func source(name string) string {
	text, err := sources.ReadFile("lua/" + name + ".lua")
	if err != nil {
		panic(err) // the file is embedded: only a misspelt name can bring this about
	}
	return string(text)
}
