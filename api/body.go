package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

const (
	maxBody  = 1 << 20 // bytes of a request's body
	maxDepth = 32      // of objects and arrays within each other
)

// bodyKey is where a checked body waits for the handler's Bind.
const bodyKey = "api.body"

// readBody reads a request's JSON strictly: one value, no member twice, nothing
// behind it, no number that is none, no deeper than maxDepth. It answers the
// text and the value as maps, slices, strings and json.Numbers.
func readBody(r *http.Request) (text []byte, value any, err error) {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return nil, nil, &refusal{status: http.StatusUnsupportedMediaType, code: "unsupported_media_type", detail: "Send the body as application/json."}
	}
	if enc := r.Header.Get("Content-Encoding"); enc != "" && enc != "identity" {
		return nil, nil, &refusal{status: http.StatusUnsupportedMediaType, code: "unsupported_media_type", detail: "Send the body uncompressed."}
	}
	text, err = io.ReadAll(r.Body)
	if err != nil {
		return nil, nil, fmt.Errorf("api.readBody: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	value, err = readValue(d, 0, "")
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = badRequest("There is something behind the JSON value.", "")
		}
	}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = badRequest("The body is not JSON.", "")
	}
	return text, value, err
}

// readValue reads the next value; path names it in refusals.
func readValue(d *json.Decoder, depth int, path string) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if depth == maxDepth {
			return nil, badRequest("The body is nested too deeply.", "")
		}
		if t == '{' {
			return readObject(d, depth, path)
		}
		return readArray(d, depth, path)
	case json.Number:
		if f, err := t.Float64(); err != nil || math.IsInf(f, 0) {
			return nil, badRequest("A number is too large to be one.", path)
		}
	case string:
		if strings.ContainsRune(t, 0) {
			return nil, invalid(path, "must not contain a NUL character")
		}
	}
	return token, nil
}

func readObject(d *json.Decoder, depth int, path string) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder refuses any other key
		inner := name
		if path != "" {
			inner = path + "." + name
		}
		if _, twice := object[name]; twice {
			return nil, badRequest("A member is given twice.", inner)
		}
		if object[name], err = readValue(d, depth+1, inner); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}

func readArray(d *json.Decoder, depth int, path string) (any, error) {
	array := []any{}
	for i := 0; d.More(); i++ {
		v, err := readValue(d, depth+1, fmt.Sprintf("%s[%d]", path, i))
		if err != nil {
			return nil, err
		}
		array = append(array, v)
	}
	_, err := d.Token()
	return array, err
}

// checkedBinder is echo's Binder: it hands over the body that the route's check
// has read. Nothing reaches a form unchecked.
type checkedBinder struct{}

func (checkedBinder) Bind(form any, c echo.Context) error {
	text, ok := c.Get(bodyKey).([]byte)
	if !ok {
		return errors.New("api.Bind: the route's description has no body")
	}
	err := json.Unmarshal(text, form)
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		return invalid(mistyped.Field, "is not a "+mistyped.Type.String()+" of the size we can keep")
	}
	if err != nil {
		return fmt.Errorf("api.Bind: %w", err)
	}
	return nil
}

// invalid is the refusal of one member.
func invalid(field, detail string) *refusal {
	return &refusal{
		status: http.StatusUnprocessableEntity,
		code:   "invalid",
		detail: strings.TrimSpace(field + " " + detail),
		errors: []FieldError{{Field: field, Detail: detail}},
	}
}
