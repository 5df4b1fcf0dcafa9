package api

import (
	"encoding/json"
	"reflect"
	"strings"

	"github.com/labstack/echo/v4"
)

// answer writes v as JSON: whole, or those members that ?fields= asks for, and
// id. Of a list each item is cut so.
func answer(c echo.Context, status int, v any) error {
	asked := c.QueryParam("fields")
	if asked == "" {
		return c.JSON(status, v)
	}
	wanted := map[string]bool{"id": true}
	known := members(reflect.TypeOf(v))
	for name := range strings.SplitSeq(asked, ",") {
		if !known[name] {
			return badRequest("There is no such member to ask for.", "fields")
		}
		wanted[name] = true
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	var whole map[string]json.RawMessage
	if err := json.Unmarshal(text, &whole); err != nil {
		return err
	}
	if _, list := whole["items"]; !list {
		cut(whole, wanted)
		return c.JSON(status, whole)
	}
	var items []map[string]json.RawMessage
	if err := json.Unmarshal(whole["items"], &items); err != nil {
		return err
	}
	for _, item := range items {
		cut(item, wanted)
	}
	if whole["items"], err = json.Marshal(items); err != nil {
		return err
	}
	return c.JSON(status, whole)
}

func cut(object map[string]json.RawMessage, wanted map[string]bool) {
	for name := range object {
		if !wanted[name] {
			delete(object, name)
		}
	}
}

// members are the names under which a view's fields are written; of a list,
// those of its items.
func members(t reflect.Type) map[string]bool {
	names := map[string]bool{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "items" && f.Type.Kind() == reflect.Slice {
			return members(f.Type.Elem())
		}
		names[name] = true
	}
	return names
}
