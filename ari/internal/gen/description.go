package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// description is everything the generator keeps of Asterisk's own account of
// its REST interface: names, types and paths, none of the prose.
type description struct {
	resources []resource
	models    map[string]model
}

type resource struct {
	name       string // file name without .json: "channels"
	operations []operation
}

type operation struct {
	resource  string
	nickname  string
	method    string
	path      string
	result    string
	websocket bool
	params    []param
}

type param struct {
	Name         string `json:"name"`
	In           string `json:"paramType"`
	DataType     string `json:"dataType"`
	Required     bool   `json:"required"`
	Multiple     bool   `json:"allowMultiple"`
	DefaultValue any    `json:"defaultValue"`
	Allowable    values `json:"allowableValues"`
}

type model struct {
	name       string
	properties []property
	subTypes   []string
}

type property struct {
	Name      string
	Type      string `json:"type"`
	Required  bool   `json:"required"`
	Allowable values `json:"allowableValues"`
}

type values struct {
	Values []string `json:"values"`
}

// readFiles reads every resource file of dir; resources.json is only a list of
// the others and is left out.
func readFiles(dir string) (map[string][]byte, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".json")
		if name == "resources" {
			continue
		}
		if files[name], err = os.ReadFile(path); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no description in %s: want the rest-api folder of Asterisk's package (flag -from or %s)", dir, fromEnv)
	}
	return files, nil
}

// parse understands the files by resource name. The order of the result
// depends on nothing but their content.
func parse(files map[string][]byte) (description, error) {
	d := description{models: map[string]model{}}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		if err := d.add(name, files[name]); err != nil {
			return description{}, fmt.Errorf("%s.json: %w", name, err)
		}
	}
	return d, nil
}

func (d *description) add(name string, file []byte) error {
	var in struct {
		APIs []struct {
			Path       string `json:"path"`
			Operations []struct {
				Method    string  `json:"httpMethod"`
				Nickname  string  `json:"nickname"`
				Result    string  `json:"responseClass"`
				Upgrade   string  `json:"upgrade"`
				Parameter []param `json:"parameters"`
			} `json:"operations"`
		} `json:"apis"`
		Models map[string]struct {
			SubTypes   []string                   `json:"subTypes"`
			Properties map[string]json.RawMessage `json:"properties"`
		} `json:"models"`
	}
	if err := json.Unmarshal(file, &in); err != nil {
		return err
	}
	r := resource{name: name}
	for _, api := range in.APIs {
		for _, op := range api.Operations {
			r.operations = append(r.operations, operation{
				resource: name, nickname: op.Nickname, method: op.Method, path: api.Path,
				result: op.Result, websocket: op.Upgrade == "websocket", params: op.Parameter,
			})
		}
	}
	d.resources = append(d.resources, r)
	for modelName, m := range in.Models {
		properties, err := parseProperties(m.Properties)
		if err != nil {
			return fmt.Errorf("model %s: %w", modelName, err)
		}
		d.models[modelName] = model{name: modelName, properties: properties, subTypes: m.SubTypes}
	}
	return nil
}

// parseProperties sorts by name: the files list them in no meaningful order
// and a JSON object has none.
func parseProperties(in map[string]json.RawMessage) ([]property, error) {
	var out []property
	for name, raw := range in {
		p := property{Name: name}
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, fmt.Errorf("property %s: %w", name, err)
		}
		out = append(out, p)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

// events are the names of all models that arrive as messages, sorted.
func (d description) events() []string {
	names := append([]string{}, d.models["Event"].subTypes...)
	for _, sub := range d.models["Message"].subTypes {
		if sub != "Event" {
			names = append(names, sub)
		}
	}
	sort.Strings(names)
	return names
}

// plainModels are the names of all models that are not messages, sorted.
func (d description) plainModels() []string {
	messages := map[string]bool{"Message": true, "Event": true}
	for _, name := range d.events() {
		messages[name] = true
	}
	var names []string
	for name := range d.models {
		if !messages[name] {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	return names
}
