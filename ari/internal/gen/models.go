package main

import (
	"fmt"
	"strings"
)

// modelsFile writes the things Asterisk answers with.
func (d description) modelsFile() (string, error) {
	var out strings.Builder
	for _, name := range d.plainModels() {
		m := d.models[name]
		for _, p := range m.properties {
			out.WriteString(constants(name+goName(p.Name), p.Allowable))
		}
		fmt.Fprintf(&out, "// %s is Asterisk's %s.\ntype %s struct {\n", modelName(name), name, modelName(name))
		fields, err := d.fields(m)
		if err != nil {
			return "", err
		}
		out.WriteString(fields + "}\n\n")
	}
	return out.String(), nil
}

func (d description) fields(m model) (string, error) {
	var out strings.Builder
	for _, p := range m.properties {
		t, err := d.propertyType(m.name, p)
		if err != nil {
			return "", err
		}
		tag := p.Name
		if !p.Required {
			tag += ",omitempty"
		}
		fmt.Fprintf(&out, "\t%s %s `json:%q`\n", goName(p.Name), t, tag)
	}
	return out.String(), nil
}

// eventsFile writes the messages that arrive on the websocket, and how each is
// made by its name.
func (d description) eventsFile() (string, error) {
	var out strings.Builder
	var factory strings.Builder
	for _, name := range d.events() {
		m := d.models[name]
		fields, err := d.fields(m)
		if err != nil {
			return "", err
		}
		goType := eventName(name)
		fmt.Fprintf(&out, "// %s is Asterisk's event %s.\ntype %s struct {\n\tEventData\n%s}\n\n", goType, name, goType, fields)
		fmt.Fprintf(&out, "// EventType returns %q.\nfunc (*%s) EventType() string { return %q }\n\n", name, goType, name)
		out.WriteString(d.mentions(m, "Channel"))
		out.WriteString(d.mentions(m, "Bridge"))
		fmt.Fprintf(&factory, "\t%q: func() Event { return new(%s) },\n", name, goType)
	}
	fmt.Fprintf(&out, "// newEvent makes an empty event of each type.\nvar newEvent = map[string]func() Event{\n%s}\n", factory.String())
	return out.String(), nil
}

// mentions writes ChannelIDs or BridgeIDs for an event that carries any.
func (d description) mentions(m model, what string) string {
	var required, optional []string
	for _, p := range m.properties {
		if p.Type != what {
			continue
		}
		if p.Required {
			required = append(required, "e."+goName(p.Name)+".ID")
		} else {
			optional = append(optional, "e."+goName(p.Name))
		}
	}
	if len(required)+len(optional) == 0 {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "// %sIDs returns the %ss the event is about.\nfunc (e *%s) %sIDs() []%sID {\n", what, strings.ToLower(what), eventName(m.name), what, what)
	if len(optional) == 0 {
		fmt.Fprintf(&out, "\treturn []%sID{%s}\n}\n\n", what, strings.Join(required, ", "))
		return out.String()
	}
	fmt.Fprintf(&out, "\tids := []%sID{%s}\n", what, strings.Join(required, ", "))
	for _, field := range optional {
		fmt.Fprintf(&out, "\tif %s != nil {\n\t\tids = append(ids, %s.ID)\n\t}\n", field, field)
	}
	out.WriteString("\treturn ids\n}\n\n")
	return out.String()
}
