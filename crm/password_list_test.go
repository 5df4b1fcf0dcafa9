package crm

import "testing"

func TestTheFirstThreeThousandGuessesAreRefused(t *testing.T) {
	if len(common) < 3000 {
		t.Errorf("%d words", len(common))
	}
	for word := range common {
		if err := CheckPassword("anna", word); err == nil {
			t.Errorf("%q is accepted", word)
		}
	}
	for _, p := range []string{"Dragon2024", "PASSWORD!", "sunshine1", "iloveyou22", "aaaaaaaaaaaa", "anna.smith"} {
		if err := CheckPassword("Anna.Smith", p); err == nil {
			t.Errorf("%q is accepted", p)
		}
	}
	for _, p := range []string{"violet anchor 77 moss", "correct horse battery", "12 dragons of 2024", "Ґрунтовна-Праця"} {
		if err := CheckPassword("anna", p); err != nil {
			t.Errorf("%q: %v", p, err)
		}
	}
}
