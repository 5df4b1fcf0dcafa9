package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"vonal/internal/localstack"
	"vonal/internal/testenv"
)

func TestCommittedFilesComeFromAsterisksDescription(t *testing.T) {
	dir := from(filepath.Join(testenv.AsteriskRoot(t), "usr", "share", "asterisk", "rest-api"))
	files, err := readFiles(dir)
	if err != nil {
		t.Fatalf("%v\nscripts/asterisk-root.sh makes the folder", err)
	}
	compare(t, files)
}

func TestCommittedFilesComeFromTheDescriptionOfARunningAsterisk(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a private Asterisk")
	}
	stack := testenv.Stack(t, func(o *localstack.Options) { o.Parts = []localstack.Part{localstack.Asterisk} })
	files := map[string][]byte{}
	for _, name := range []string{
		"applications", "asterisk", "bridges", "channels", "deviceStates", "endpoints",
		"events", "mailboxes", "playbacks", "recordings", "sounds",
	} {
		files[name] = fetch(t, stack.ARI(), "/api-docs/"+name+".json")
	}
	compare(t, files)
}

func fetch(t *testing.T, a localstack.ARI, path string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, a.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.SetBasicAuth(a.User, a.Password)
	r.Close = true
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, resp.Status, err)
	}
	return body
}

// compare fails the test unless the files give what is committed, byte for
// byte and nothing else.
func compare(t *testing.T, files map[string][]byte) {
	t.Helper()
	generated, err := generate(files)
	if err != nil {
		t.Fatal(err)
	}
	committed, err := filepath.Glob(filepath.Join("..", "..", "*_gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range committed {
		name := filepath.Base(path)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if want, wanted := generated[name]; !wanted {
			t.Errorf("%s is not generated any more: go generate ./ari", name)
		} else if !bytes.Equal(text, want) {
			t.Errorf("%s differs from what the description gives: go generate ./ari", name)
		}
		delete(generated, name)
	}
	for name := range generated {
		t.Errorf("%s is missing: go generate ./ari", name)
	}
}

func TestAllOperationsAndModelsAreGenerated(t *testing.T) {
	dir := from(filepath.Join(testenv.AsteriskRoot(t), "usr", "share", "asterisk", "rest-api"))
	files, err := readFiles(dir)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse(files)
	if err != nil {
		t.Fatal(err)
	}
	operations := 0
	for _, r := range d.resources {
		operations += len(r.operations)
	}
	generated, err := generate(files)
	if err != nil {
		t.Fatal(err)
	}
	table := string(generated["operations_gen.go"])
	if got := strings.Count(table, "\t{\""); got != operations || got < 109 {
		t.Errorf("%d operations generated of %d described", got, operations)
	}
	methods := 0
	for name, text := range generated {
		if strings.HasSuffix(name, "_api_gen.go") {
			methods += strings.Count(string(text), "request{op: ")
		}
	}
	if methods != operations {
		t.Errorf("%d methods for %d operations", methods, operations)
	}
	types := strings.Count(string(generated["models_gen.go"]), " struct {") + strings.Count(string(generated["events_gen.go"]), " struct {")
	if abstract := 2; types != len(d.models)-abstract { // Message and Event are EventData
		t.Errorf("%d types for %d models", types, len(d.models))
	}
}

func TestDescriptionThatIsNotThereIsOneClearLine(t *testing.T) {
	_, err := readFiles(t.TempDir())
	if err == nil || !strings.Contains(err.Error(), fromEnv) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
}

func TestWhatTheGeneratorDoesNotKnowIsAnError(t *testing.T) {
	for name, text := range map[string]string{
		"property": `{"models":{"M":{"properties":{"p":{"type":"Quux"}}}}}`,
		"answer":   `{"apis":[{"path":"/m","operations":[{"httpMethod":"GET","nickname":"get","responseClass":"Quux"}]}]}`,
		"parameter": `{"apis":[{"path":"/m","operations":[{"httpMethod":"GET","nickname":"get","responseClass":"void",
			"parameters":[{"name":"q","paramType":"query","dataType":"Quux"}]}]}]}`,
		"body": `{"apis":[{"path":"/m","operations":[{"httpMethod":"PUT","nickname":"put","responseClass":"void",
			"parameters":[{"name":"quux","paramType":"body","dataType":"object"}]}]}]}`,
		"place": `{"apis":[{"path":"/m","operations":[{"httpMethod":"PUT","nickname":"put","responseClass":"void",
			"parameters":[{"name":"q","paramType":"cookie","dataType":"string"}]}]}]}`,
	} {
		if _, err := generate(map[string][]byte{"m": []byte(text)}); err == nil {
			t.Errorf("an unknown %s was generated", name)
		}
	}
}
