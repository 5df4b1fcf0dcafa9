package aritest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// understand reads the parameters. As in Asterisk, members of a JSON body
// stand above the query string, and a list in the body is not split again.
func understand(op string, ids map[string]string, query url.Values, body []byte) (Request, error) {
	r := Request{Op: op, IDs: ids, Params: map[string]string{}, List: map[string][]string{}}
	for name := range query {
		value := query.Get(name)
		r.Params[name] = value
		r.List[name] = strings.Split(value, ",")
	}
	if len(body) == 0 {
		return r, nil
	}
	if err := json.Unmarshal(body, &r.Body); err != nil {
		return Request{}, errors.New("failed to parse request body")
	}
	for name, value := range r.Body {
		switch v := value.(type) {
		case []any:
			list := make([]string, len(v))
			for i, element := range v {
				list[i] = fmt.Sprint(element)
			}
			r.List[name], r.Params[name] = list, strings.Join(list, ",")
		case map[string]any, nil:
		default:
			r.Params[name] = fmt.Sprint(v)
			r.List[name] = strings.Split(r.Params[name], ",")
		}
	}
	return r, nil
}

// number is an integer parameter; like atoi it makes nought of garbage.
func (r Request) number(name string, otherwise int) int {
	text, given := r.Params[name]
	if !given {
		return otherwise
	}
	n, _ := strconv.Atoi(text) // garbage is nought
	return n
}

// variables are those of the body, and which of them shall be reported.
func (r Request) variables() (values map[string]string, reported map[string]bool) {
	values, reported = map[string]string{}, map[string]bool{}
	in, _ := r.Body["variables"].(map[string]any)
	for name, value := range in {
		if object, isObject := value.(map[string]any); isObject {
			value = object["value"]
			reported[name] = object["report_events"] == true
		}
		values[name] = fmt.Sprint(value)
	}
	return values, reported
}
