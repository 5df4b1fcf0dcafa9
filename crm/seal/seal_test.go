package seal_test

import (
	"bytes"
	"testing"

	"vonal/crm/seal"
)

func TestWhatIsSealedOpensForItsOwnerByItsKeyOnly(t *testing.T) {
	s, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := s.Seal("the secret", "anna")
	if err != nil || bytes.Contains(sealed, []byte("secret")) {
		t.Fatalf("%q %v", sealed, err)
	}
	if plain, err := s.Open(sealed, "anna"); plain != "the secret" || err != nil {
		t.Errorf("%q %v", plain, err)
	}
	if _, err := s.Open(sealed, "boris"); err == nil {
		t.Error("opens for another")
	}
	other, _ := seal.New(bytes.Repeat([]byte{8}, seal.KeySize))
	if _, err := other.Open(sealed, "anna"); err == nil {
		t.Error("opens by another key")
	}
	sealed[len(sealed)-1]++
	for _, bad := range [][]byte{sealed, nil, sealed[:5]} {
		if _, err := s.Open(bad, "anna"); err == nil {
			t.Error("opens though changed")
		}
	}
	if _, err := seal.New([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}
