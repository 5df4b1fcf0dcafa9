package archtest

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

const module = "vonal"

// pkg is what `go list` says of one package of ours.
type pkg struct {
	ImportPath string
	Dir        string
	Doc        string
	Imports    []string
}

// name is the package's path within the house.
func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

var house = sync.OnceValues(func() ([]pkg, error) {
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Doc,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
})

// root is the top of the module, seen from this package.
var root = filepath.Join("..", "..")

func packages(t *testing.T) []pkg {
	t.Helper()
	all, err := house()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// ours is the path within the house of an import of ours.
func ours(imported string) (name string, ok bool) { return strings.CutPrefix(imported, module+"/") }

// foreign reports whether an import is neither ours nor of the standard library.
func foreign(imported string) bool {
	host, _, _ := strings.Cut(imported, "/")
	return strings.Contains(host, ".")
}
