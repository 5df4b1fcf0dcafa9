package outward_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"vonal/crm/outward"
)

func TestNoServerOfOurOwnIsReached(t *testing.T) {
	reached := false
	service := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached = true }))
	defer service.Close()
	client := outward.NewClient()
	_, port, _ := strings.Cut(strings.TrimPrefix(service.URL, "https://"), ":")
	for _, address := range []string{service.URL, "https://localhost:" + port, "https://[::1]:" + port, "https://169.254.169.254/", "https://0.0.0.0:" + port} {
		if res, err := client.Get(address); err == nil || !strings.Contains(err.Error(), "public network") {
			t.Errorf("%s: %v %v", address, res, err)
		}
	}
	if reached {
		t.Error("a server of our own was reached")
	}
}
