package aritest

import (
	"net/http"
	"sort"

	"vonal/ari"
)

var systemHandlers = map[string]handler{
	"asterisk.getInfo":      (*Asterisk).getInfo,
	"asterisk.ping":         (*Asterisk).ping,
	"asterisk.getObject":    (*Asterisk).getObject,
	"asterisk.updateObject": (*Asterisk).updateObject,
	"asterisk.deleteObject": (*Asterisk).deleteObject,
	"asterisk.getGlobalVar": (*Asterisk).getGlobal,
	"asterisk.setGlobalVar": (*Asterisk).setGlobal,
	"asterisk.reloadModule": func(*Asterisk, Request) reply { return done },
	"endpoints.list":        (*Asterisk).listEndpoints,
	"endpoints.listByTech":  (*Asterisk).listByTech,
	"endpoints.get":         (*Asterisk).getEndpoint,
}

func (a *Asterisk) getInfo(Request) reply {
	started := ari.DateTime{Time: a.startedAt.Add(a.skew)}
	return ok(ari.AsteriskInfo{
		Build:  &ari.BuildInfo{OS: "Linux"},
		System: &ari.SystemInfo{Version: Version, EntityID: entityID},
		Config: &ari.ConfigInfo{DefaultLanguage: "en"},
		Status: &ari.StatusInfo{StartupTime: started, LastReloadTime: started},
	})
}

func (a *Asterisk) ping(Request) reply {
	return ok(ari.AsteriskPing{AsteriskID: entityID, Ping: "pong", Timestamp: a.now().Format("2006-01-02T15:04:05.000-0700")})
}

// Object is what has been pushed under a name: "endpoint/a101".
func (a *Asterisk) Object(kind, id string) ([]ari.ConfigTuple, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	fields, known := a.objects["res_pjsip/"+kind+"/"+id]
	return append([]ari.ConfigTuple{}, fields...), known
}

func objectKey(r Request) string {
	return r.IDs["configClass"] + "/" + r.IDs["objectType"] + "/" + r.IDs["id"]
}

func (a *Asterisk) getObject(r Request) reply {
	fields, known := a.objects[objectKey(r)]
	if !known {
		return refuse(http.StatusNotFound, "{configClass|objectType|id} not found")
	}
	return ok(fields)
}

// updateObject creates or changes. A pushed PJSIP endpoint is a phone that has
// not registered yet.
func (a *Asterisk) updateObject(r Request) reply {
	in, given := r.Body["fields"].([]any)
	kind := r.IDs["objectType"]
	switch {
	case r.IDs["configClass"] != "res_pjsip":
		return refuse(http.StatusNotFound, "{configClass|objectType} not found")
	case kind != "endpoint" && kind != "aor" && kind != "auth":
		return refuse(http.StatusForbidden, "Could not create or update object")
	case !given && a.objects[objectKey(r)] != nil:
		return refuse(http.StatusBadRequest, "Field attribute/value missing")
	}
	fields := a.objects[objectKey(r)]
	for _, entry := range in {
		object, _ := entry.(map[string]any)
		name, named := object["attribute"].(string)
		value, isText := object["value"].(string)
		if !named || !isText {
			return refuse(http.StatusBadRequest, "Could not create or update object")
		}
		fields = assignField(fields, name, value)
	}
	a.objects[objectKey(r)] = fields
	if kind == "endpoint" {
		p := a.phones["PJSIP/"+r.IDs["id"]]
		if p == nil {
			p = a.phone(r.IDs["id"])
			p.registered = false
		}
		p.deleted = false
	}
	return ok(fields)
}

func assignField(fields []ari.ConfigTuple, name, value string) []ari.ConfigTuple {
	for i := range fields {
		if fields[i].Attribute == name {
			fields[i].Value = value
			return fields
		}
	}
	return append(fields, ari.ConfigTuple{Attribute: name, Value: value})
}

func (a *Asterisk) deleteObject(r Request) reply {
	key := objectKey(r)
	if _, known := a.objects[key]; !known {
		return refuse(http.StatusNotFound, "{configClass|objectType|id} not found")
	}
	delete(a.objects, key)
	if r.IDs["objectType"] == "endpoint" {
		if p := a.phones["PJSIP/"+r.IDs["id"]]; p != nil {
			p.deleted, p.registered = true, false
		}
	}
	return done
}

// Global is a global variable.
func (a *Asterisk) Global(name string) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.globals[name]
}

func (a *Asterisk) getGlobal(r Request) reply {
	name := r.Params["variable"]
	if name == "" {
		return refuse(http.StatusBadRequest, "Variable name is required")
	}
	return ok(ari.Variable{Value: a.globals[name]})
}

func (a *Asterisk) setGlobal(r Request) reply {
	if r.Params["variable"] == "" {
		return refuse(http.StatusBadRequest, "Variable name is required")
	}
	a.globals[r.Params["variable"]] = r.Params["value"]
	return done
}

func (a *Asterisk) listEndpoints(r Request) reply {
	out := []ari.EndpointData{}
	for endpoint, p := range a.phones {
		tech := technology(endpoint)
		if p.deleted || tech == "Local" || r.IDs["tech"] != "" && r.IDs["tech"] != tech {
			continue
		}
		out = append(out, p.data())
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Resource < out[j].Resource })
	return ok(out)
}

// listByTech knows a technology only once it has an endpoint.
func (a *Asterisk) listByTech(r Request) reply {
	if known, _ := a.exists("endpoint:" + r.IDs["tech"]); !known {
		return refuse(http.StatusNotFound, "No Endpoints found - invalid tech "+r.IDs["tech"])
	}
	return a.listEndpoints(r)
}

func (a *Asterisk) getEndpoint(r Request) reply {
	p := a.phones[r.IDs["tech"]+"/"+r.IDs["resource"]]
	if p == nil || p.deleted {
		return refuse(http.StatusNotFound, "Endpoint not found")
	}
	return ok(p.data())
}
