package agentstore

import (
	"regexp"
	"testing"

	"vonal/internal/fault"
)

func TestABrokenRecordIsAFaultAndNoAgent(t *testing.T) {
	for _, record := range []string{"", "x", "1\tavailable", "1\ta\t\t\t\t\t0\t1\t1\t1\t\tmany\tp\tid", "1\ta\t\t\t\t\t0\t1\t1\t1\t\t0\tp\tid\tmore"} {
		if a, err := decode(record); !fault.Is(err, fault.Internal) {
			t.Errorf("%q was read as %+v, %v", record, a, err)
		}
	}
}

var contract = regexp.MustCompile(`^-- [a-z]+: .+\n(-- .+\n)*-- (KEYS|ARGV) .+\n`)

func TestEveryScriptSaysItsContract(t *testing.T) {
	files, err := sources.ReadDir("lua")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		text, err := sources.ReadFile("lua/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if !contract.Match(text) {
			t.Errorf("%s does not begin with a contract: -- name: what it does, then -- ARGV or -- KEYS", f.Name())
		}
	}
}
