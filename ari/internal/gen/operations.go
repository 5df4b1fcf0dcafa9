package main

import (
	"fmt"
	"strings"
)

// resourceFile writes one resource: its type, the parameters and the method of
// each operation.
func (d description) resourceFile(r resource) (string, error) {
	var out strings.Builder
	name := goName(r.name)
	fmt.Fprintf(&out, "// %sAPI holds the operations of /%s. It is a plain value.\ntype %sAPI struct{ c *Client }\n\n", name, r.name, name)
	fmt.Fprintf(&out, "// %s returns the operations of /%s.\nfunc (c *Client) %s() %sAPI { return %sAPI{c} }\n\n", accessor(name), r.name, accessor(name), name, name)
	for _, op := range r.operations {
		text, err := d.operation(name, op)
		if err != nil {
			return "", fmt.Errorf("%s.%s: %w", r.name, op.nickname, err)
		}
		out.WriteString(text)
	}
	return out.String(), nil
}

// accessor names the method of Client. Client.Events is the stream of events,
// so the operations of /events are called by another name.
func accessor(resource string) string {
	if resource == "Events" {
		return "UserEvents"
	}
	return resource
}

func (d description) operation(owner string, op operation) (string, error) {
	method := goName(op.nickname)
	var args, query, body []param
	for _, p := range op.params {
		switch p.In {
		case "path":
			args = append(args, p)
		case "body":
			body = append(body, p)
		case "query":
			query = append(query, p)
		default:
			return "", fmt.Errorf("parameter %s is in %q", p.Name, p.In)
		}
	}
	var out strings.Builder
	signature := []string{"ctx context.Context"}
	for _, p := range args {
		t, err := paramType(p)
		if err != nil {
			return "", err
		}
		signature = append(signature, argName(p.Name)+" "+t)
	}
	if len(query)+len(body) > 0 {
		text, err := paramsType(owner+method, op, append(query, body...))
		if err != nil {
			return "", err
		}
		out.WriteString(text)
		signature = append(signature, "p "+owner+method+"Params")
	}
	result, err := d.resultType(op.result)
	if err != nil {
		return "", err
	}
	build := fmt.Sprintf("\tr := request{op: %q, method: %q, path: []string{%s}}\n", op.resource+"."+op.nickname, op.method, segments(op.path))
	for _, p := range query {
		build += "\t" + put(p) + "\n"
	}
	for _, p := range body {
		build += "\t" + fmt.Sprintf(bodyTypes[p.Name].put, goName(p.Name)) + "\n"
	}
	receiver := fmt.Sprintf("func (a %sAPI) %s(%s)", owner, method, strings.Join(signature, ", "))
	comment := fmt.Sprintf("// %s sends %s %s.\n", method, op.method, op.path)
	switch {
	case op.websocket:
		fmt.Fprintf(&out, "// %sRequest is %s %s, which becomes a websocket.\nfunc %sRequest(p %s%sParams) request {\n%s\treturn r\n}\n\n",
			argName(op.nickname), op.method, op.path, argName(op.nickname), owner, method, build)
	case result == "":
		fmt.Fprintf(&out, "%s%s error {\n%s\treturn a.c.do(ctx, r, nil)\n}\n\n", comment, receiver, build)
	case result == "io.ReadCloser":
		fmt.Fprintf(&out, "%s// The caller closes the answer.\n%s (io.ReadCloser, error) {\n%s\treturn a.c.stream(ctx, r)\n}\n\n", comment, receiver, build)
	default:
		fmt.Fprintf(&out, "%s%s (%s, error) {\n%s\tvar out %s\n\terr := a.c.do(ctx, r, &out)\n\treturn out, err\n}\n\n", comment, receiver, result, build, result)
	}
	return out.String(), nil
}

func paramsType(name string, op operation, params []param) (string, error) {
	var out strings.Builder
	for _, p := range params {
		out.WriteString(constants(name+goName(p.Name), p.Allowable))
	}
	fmt.Fprintf(&out, "// %sParams are the parameters of %s %s.\ntype %sParams struct {\n", name, op.method, op.path, name)
	for _, p := range params {
		t := bodyTypes[p.Name].goType
		if p.In != "body" {
			var err error
			if t, err = paramType(p); err != nil {
				return "", err
			}
		} else if t == "" {
			return "", fmt.Errorf("body parameter %s is unknown", p.Name)
		}
		note := ""
		switch {
		case p.Required:
			note = " // required"
		case p.DefaultValue != nil && p.DefaultValue != false && p.DefaultValue != 0.0:
			note = fmt.Sprintf(" // %v if left out", p.DefaultValue)
		}
		fmt.Fprintf(&out, "\t%s %s%s\n", goName(p.Name), t, note)
	}
	out.WriteString("}\n\n")
	return out.String(), nil
}

// segments writes the path as arguments of []string: the escaping is done
// where the request is sent.
func segments(path string) string {
	var out []string
	for _, s := range strings.Split(strings.Trim(path, "/"), "/") {
		if name, ok := strings.CutPrefix(s, "{"); ok {
			arg := argName(strings.TrimSuffix(name, "}"))
			if _, typed := idParams[strings.TrimSuffix(name, "}")]; typed {
				arg = "string(" + arg + ")"
			}
			out = append(out, arg)
			continue
		}
		out = append(out, fmt.Sprintf("%q", s))
	}
	return strings.Join(out, ", ")
}

// put writes the statement that adds one query parameter. A variable's value
// is always sent: left out, Asterisk would delete the variable instead of
// emptying it.
func put(p param) string {
	field := "p." + goName(p.Name)
	switch {
	case p.Multiple:
		return fmt.Sprintf("putList(&r, %q, %s)", p.Name, field)
	case p.DataType == "boolean":
		return fmt.Sprintf("r.putBool(%q, %s)", p.Name, field)
	case p.optional():
		return fmt.Sprintf("r.putOptional(%q, %s)", p.Name, field)
	case p.DataType == "int" || p.DataType == "long":
		if p.Required {
			return fmt.Sprintf("r.mustInt(%q, %s)", p.Name, field)
		}
		return fmt.Sprintf("r.putInt(%q, %s)", p.Name, field)
	}
	verb := "put"
	if p.Required || p.Name == "value" {
		verb = "must"
	}
	if _, typed := idParams[p.Name]; typed {
		field = "string(" + field + ")"
	}
	return fmt.Sprintf("r.%s(%q, %s)", verb, p.Name, field)
}

// tableFile writes the list of all operations.
func (d description) tableFile() string {
	var out strings.Builder
	out.WriteString("// Operations are all operations of Asterisk's description, by resource.\nvar Operations = []Operation{\n")
	for _, r := range d.resources {
		for _, op := range r.operations {
			fmt.Fprintf(&out, "\t{%q, %q, %q},\n", r.name+"."+op.nickname, op.method, op.path)
		}
	}
	out.WriteString("}\n")
	return out.String()
}
