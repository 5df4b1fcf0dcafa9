package api

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/labstack/echo/v4"
)

//go:embed openapi.yaml
var openapiText []byte

// describe parses openapi.yaml, once: nothing changes what it answers.
var describe = sync.OnceValues(func() (*openapi3.T, error) {
	doc, err := openapi3.NewLoader().LoadFromData(openapiText)
	if err != nil {
		return nil, fmt.Errorf("api: openapi.yaml: %w", err)
	}
	return doc, nil
})

// operationOf is what the description says of a route, echo's way of writing
// path parameters included.
func operationOf(doc *openapi3.T, method, path string) (*openapi3.Operation, openapi3.Parameters) {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	item := doc.Paths.Value(strings.Join(parts, "/"))
	if item == nil {
		return nil, nil
	}
	op := item.GetOperation(method)
	if op == nil {
		return nil, nil
	}
	return op, slices.Concat(item.Parameters, op.Parameters)
}

// check refuses requests that are not as the operation describes them, before
// the handler sees them.
func (s *Server) check(op *openapi3.Operation, params openapi3.Parameters) echo.MiddlewareFunc {
	take := s.intakeOf(op)
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if err := checkPath(c); err != nil {
				return err
			}
			if err := checkQuery(c.QueryParams(), params); err != nil {
				return err
			}
			if op.RequestBody == nil {
				return next(c)
			}
			if take != nil {
				return s.withUpload(c, take, next)
			}
			if !op.RequestBody.Value.Required && c.Request().ContentLength == 0 {
				c.Set(bodyKey, []byte("{}"))
				return next(c)
			}
			text, value, err := readBody(c.Request())
			if err != nil {
				return err
			}
			if err := checkBody(value, op.RequestBody.Value.Content["application/json"].Schema.Value); err != nil {
				return err
			}
			c.Set(bodyKey, text)
			return next(c)
		}
	}
}

// checkPath answers what can be nobody's id as an id that is nobody's.
func checkPath(c echo.Context) error {
	for _, v := range c.ParamValues() {
		if v == "" || len(v) > 64 || !printable(v) {
			return notFound
		}
	}
	return nil
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}

func checkQuery(query url.Values, params openapi3.Parameters) error {
	for name, values := range query {
		i := slices.IndexFunc(params, func(p *openapi3.ParameterRef) bool {
			return p.Value.In == openapi3.ParameterInQuery && p.Value.Name == name
		})
		switch {
		case i < 0:
			return badRequest("The route does not know this parameter.", clean(name))
		case len(values) > 1:
			return badRequest("The parameter is given twice.", name)
		case !printable(values[0]):
			return badRequest("The parameter has characters that no such value has.", name)
		}
		schema := params[i].Value.Schema.Value
		var value any = values[0]
		if schema.Type.Is("integer") {
			n, err := strconv.ParseInt(values[0], 10, 64)
			if err != nil {
				return badRequest("The parameter must be a whole number.", name)
			}
			value = json.Number(strconv.FormatInt(n, 10))
		}
		if err := schema.VisitJSON(value); err != nil {
			return badRequest("The parameter "+reasonOf(err)+".", name)
		}
	}
	return nil
}

// clean makes a name from a stranger fit for an answer and a log line.
func clean(name string) string {
	if len(name) > 64 || !printable(name) {
		return "?"
	}
	return name
}

// checkBody answers 400 for a member nobody knows and 422 with all wrong
// members for the rest.
func checkBody(value any, schema *openapi3.Schema) error {
	object, ok := value.(map[string]any)
	if !ok {
		return badRequest("The body must be a JSON object.", "")
	}
	for name := range object {
		if schema.Properties[name] == nil {
			return badRequest("The body has a member the route does not know.", clean(name))
		}
	}
	err := schema.VisitJSON(value, openapi3.VisitAsRequest(), openapi3.MultiErrors())
	if err == nil {
		return nil
	}
	r := &refusal{status: http.StatusUnprocessableEntity, code: "invalid"}
	for _, e := range flatten(err) {
		var s *openapi3.SchemaError
		if !errors.As(e, &s) {
			return fmt.Errorf("api.checkBody: %w", e)
		}
		r.errors = append(r.errors, FieldError{Field: strings.Join(s.JSONPointer(), "."), Detail: reasonOf(s)})
	}
	slices.SortFunc(r.errors, func(a, b FieldError) int { return strings.Compare(a.Field, b.Field) })
	r.detail = strings.TrimSpace(r.errors[0].Field + " " + r.errors[0].Detail)
	return r
}

func flatten(err error) (all []error) {
	many, ok := err.(openapi3.MultiError)
	if !ok {
		return []error{err}
	}
	for _, e := range many {
		all = append(all, flatten(e)...)
	}
	return all
}

// reasonOf says what is wrong, never what was sent.
func reasonOf(err error) string {
	var s *openapi3.SchemaError
	if !errors.As(err, &s) {
		return "is wrong"
	}
	switch s.SchemaField {
	case "required":
		return "is missing"
	case "enum":
		names := make([]string, 0, len(s.Schema.Enum))
		for _, v := range s.Schema.Enum {
			names = append(names, fmt.Sprint(v))
		}
		return "must be one of " + strings.Join(names, ", ")
	case "pattern":
		return "must look like " + s.Schema.Pattern
	case "minLength":
		return fmt.Sprintf("must have at least %d characters", s.Schema.MinLength)
	case "maxLength":
		return fmt.Sprintf("must have at most %d characters", *s.Schema.MaxLength)
	case "maxItems":
		return fmt.Sprintf("must have at most %d items", *s.Schema.MaxItems)
	case "minimum":
		return fmt.Sprintf("must be at least %v", *s.Schema.Min)
	case "type":
		return "must be " + strings.Join(s.Schema.Type.Slice(), " or ")
	case "format":
		return "must be a " + s.Schema.Format
	case "nullable":
		return "must not be null"
	}
	return "is wrong"
}
