package wording

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// unread are packages whose faults reach only who starts Vonal or reads its log.
var unread = []string{"api/server.go", "crm/clamd", "crm/oidc", "crm/seal", "crm/push/", "crm/courier", "crm/mail", "crm/outward", "crm/audit.go", "crm/files/bucket.go", "crm/files/disk.go", "crm/files/shelf.go",
	"crm/store/audit.go", "crm/store/errands.go", "crm/store/store.go", "crm/store/imports.go", "routing/agentstore/connect.go", "routing/trace_parse.go", "routing/trace_replay.go"}

// said are the kinds whose sentence is shown.
var said = []string{"Invalid", "Conflict", "Stale", "Forbidden", "Anonymous", "TooMany"}

// sayers are functions of packages that take a sentence, and where.
var sayers = map[string]int{"wrong": 0, "refuse": 0, "invalid": 1}

// TestEveryRefusalIsSaidInEachLanguage finds the sentences in the code.
func TestEveryRefusalIsSaidInEachLanguage(t *testing.T) {
	needed, may := inCode(t)
	for english, where := range needed {
		others, there := sentences[english]
		for i, other := range others {
			if other == "" || !there {
				t.Errorf("%s: %q is not said in %s", where, english, []string{"Hungarian", "Russian"}[i])
			} else if a, b := verbs(english), verbs(other); !slices.Equal(a, b) {
				t.Errorf("%q has the values %v, %q has %v", english, a, other, b)
			}
		}
	}
	for english := range sentences {
		if _, there := needed[english]; !there && !may[english] {
			t.Errorf("nobody says %q any more", english)
		}
	}
}

// inCode is each sentence that has to be translated, with a place where it
// stands, and those that may be.
func inCode(t *testing.T) (needed map[string]string, may map[string]bool) {
	needed, may = map[string]string{}, map[string]bool{}
	root := "../.."
	for _, part := range []string{"api", "crm", "routing"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(path string, _ fs.DirEntry, err error) error {
			name, _ := filepath.Rel(root, path)
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, ".gen.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				return err
			}
			reads := !slices.ContainsFunc(unread, func(u string) bool { return strings.HasPrefix(name, u) })
			ast.Inspect(file, func(n ast.Node) bool {
				sentence, must := sentenceOf(n)
				switch {
				case sentence == "" || sentence == "%w" || sentence == "%s":
				case must && reads:
					needed[sentence] = name
				default:
					may[sentence] = true
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return needed, may
}

// sentenceOf is what a part of the code says; must, if it is said to a reader.
func sentenceOf(n ast.Node) (sentence string, must bool) {
	switch n := n.(type) {
	case *ast.CallExpr:
		switch f := n.Fun.(type) {
		case *ast.SelectorExpr:
			if literal(n.Args, 0) != "" && f.Sel.Name == "New" { // errors.New
				return literal(n.Args, 0), false
			}
			if kind, is := first(n.Args).(*ast.SelectorExpr); is && f.Sel.Name == "New" && len(n.Args) > 2 {
				return literal(n.Args, 2), slices.Contains(said, kind.Sel.Name)
			}
		case *ast.Ident:
			if at, is := sayers[f.Name]; is {
				return literal(n.Args, at), true
			}
		}
	case *ast.CompositeLit: // of the table from kinds to answers
		return literal(n.Elts, 2), false
	case *ast.AssignStmt: // r.detail = "…", the last on its line
		if to, is := n.Lhs[len(n.Lhs)-1].(*ast.SelectorExpr); is && to.Sel.Name == "detail" {
			return literal(n.Rhs, len(n.Lhs)-1), true
		}
	case *ast.KeyValueExpr:
		if key, is := n.Key.(*ast.Ident); is && (key.Name == "detail" || key.Name == "Detail") { // Detail is the audit log's, too
			return literal([]ast.Expr{n.Value}, 0), key.Name == "detail"
		}
	}
	return "", false
}

func first(list []ast.Expr) ast.Expr {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func literal(list []ast.Expr, i int) string {
	if i >= len(list) {
		return ""
	}
	text, is := list[i].(*ast.BasicLit)
	if !is || text.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(text.Value)
	return s
}

var verb = regexp.MustCompile(`%(\[\d\])?([a-z])`)

// verbs is which values a sentence puts in and how: 1s, 2d.
func verbs(sentence string) []string {
	set := map[string]bool{}
	for i, m := range verb.FindAllStringSubmatch(sentence, -1) {
		at := strconv.Itoa(i + 1)
		if m[1] != "" {
			at = m[1][1:2]
		}
		set[at+strings.Replace(m[2], "w", "v", 1)] = true
	}
	return slices.Sorted(maps.Keys(set))
}
