package archtest

import (
	"slices"
	"strings"
	"testing"
)

// tools may be imported by everybody but the rules, which know no time but
// that of their facts.
const tools = "internal/fault internal/clock "

// mayImport is the import rule: package → what of ours it may import → why.
var mayImport = map[string]struct{ allowed, why string }{
	"cmd/vonal":  {"*", "only cmd joins adapters"},
	"cmd/bench":  {"*", "it measures the parts joined"},
	"cmd/phones": {"internal/sipphone", "telephones know nothing of who answers them"},

	"ari":              {"", "a client of Asterisk knows nothing of agents or cards"},
	"ari/aritest":      {"ari internal/clock", "the fake Asterisk speaks the client's types"},
	"ari/internal/gen": {"", "it writes ari, and must build when ari does not"},

	"routing":            {"internal/fault", "the rules of calls: no clock, no I/O, no customers"},
	"routing/simulate":   {"routing", "it plays the rules: no clock, no I/O"},
	"routing/desk":       {tools + "routing", "it runs the rules through ports, and knows no technology"},
	"routing/asterisk":   {tools + "routing routing/desk ari", "it translates between the desk's ports and ARI"},
	"routing/agentstore": {tools + "routing routing/desk", "it keeps what the rules speak of"},

	"crm":               {"internal/fault", "the rules of customers: no clock, no I/O, no calls"},
	"crm/hashtag":       {"", "a grammar of texts"},
	"crm/hours":         {"internal/fault", "rules of time, for anybody"},
	"crm/courier":       {tools + "crm", "it has things carried, and knows not what"},
	"crm/hook":          {tools + "crm", "it tells addresses outside, and knows not why"},
	"crm/outward":       {tools + "crm", "it knows which addresses are none of ours"},
	"crm/push":          {tools + "crm", "it tells browsers, and knows not why"},
	"crm/quiet":         {"crm crm/recur", "the rules of when somebody is told: no clock, no I/O"},
	"crm/mail":          {tools + "crm", "it writes and sends letters, and knows not why"},
	"crm/mail/mailtest": {"", "a mail server knows nothing of letters"},
	"crm/recur":         {"internal/fault crm", "the rules of time; it needs a library for RRULE"},
	"crm/holidays":      {"internal/fault crm/hours", "days that a law names"},
	"crm/follow":        {"internal/fault crm crm/hours crm/recur", "the rules of follow-ups: no clock, no I/O"},
	"crm/password":      {"internal/fault", "self-contained"},
	"crm/phone":         {"internal/fault crm", "a part of the rules of customers"},
	"crm/clamd":         {tools, "a client of ClamAV knows nothing of files"},
	"crm/files":         {tools + "crm", "it keeps contents; what is recorded of them goes through small interfaces"},
	"crm/oidc":          {tools, "it speaks with the provider, and knows no users of ours"},
	"crm/seal":          {"internal/fault", "self-contained"},
	"crm/sheet":         {"internal/fault", "it reads and writes tables, whatever is in them"},
	"crm/totp":          {"internal/fault", "self-contained; the time is its caller's"},
	"crm/store":         {tools + "crm crm/courier crm/follow crm/hashtag crm/hours crm/quiet crm/recur crm/password crm/phone crm/seal crm/totp", "it keeps what the rules speak of"},

	"scheduler": {tools, "it says when to look; what it looks at comes through small interfaces"},
	"api":       {tools + "crm crm/files crm/holidays crm/hours crm/oidc crm/recur crm/phone crm/password crm/sheet routing internal/wav internal/wording", "it meets desk and store through interfaces of its own"},

	"web":                        {"", "it embeds the page"},
	"asterisk-conf":              {"internal/fault", "it renders files"},
	"asterisk-conf/prompts":      {"", "it embeds what callers are told"},
	"asterisk-conf/prompts/make": {"asterisk-conf/prompts internal/wav", "it speaks the sentences"},

	"internal/archtest":   {"", "it reads the house from outside"},
	"internal/clock":      {"", "everybody may import it"},
	"internal/fault":      {"", "everybody may import it"},
	"internal/wav":        {"internal/fault", "self-contained"},
	"internal/wording":    {"internal/fault", "it says what others refuse"},
	"internal/localstack": {tools + "asterisk-conf", "it starts servers, and knows not what for"},
	"internal/sipphone":   {tools, "a telephone knows nothing of who answers it"},
	"internal/demo":       {tools + "internal/sipphone", "a company seen from outside"},
	"internal/past":       {"crm", "it writes what the rules would have written"},
	"internal/testenv":    {tools + "internal/localstack", "it gives tests their servers"},
	"internal/e2e":        {tools + "internal/sipphone internal/testenv internal/localstack internal/wav ari", "it sees Vonal as a customer does, and Asterisk as it is"},
}

func TestEveryPackageImportsOnlyWhatItMay(t *testing.T) {
	for _, p := range packages(t) {
		rule, listed := mayImport[p.name()]
		if !listed {
			t.Errorf("%s has no line in the import table: say what it may import, and why", p.name())
			continue
		}
		allowed := strings.Fields(rule.allowed)
		for _, imported := range p.Imports {
			name, our := ours(imported)
			if our && rule.allowed != "*" && !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s; %s", p.name(), name, rule.why)
			}
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" {
			t.Errorf("%s has no doc comment", p.name())
		}
	}
}

// home is where a technology may be imported: module → packages → why. A rule
// package (routing, crm) is in none.
var home = map[string]struct{ packages, why string }{
	"gorm.io/":                              {"crm/store", "the CRM's tables are the store's own business"},
	"github.com/jackc/pgx/":                 {"crm/store crm/courier internal/localstack internal/testenv internal/past cmd/bench", "the store's driver, and River's; servers are tried, databases made and filled with it, and the store is measured beside it"},
	"github.com/riverqueue/river":           {"crm/courier", "one place has things sent out, again, and once"},
	"github.com/pressly/goose/":             {"crm/store", "migrations belong to the tables"},
	"github.com/redis/go-redis/":            {"routing/agentstore api cmd/vonal cmd/bench internal/testenv", "agents and waiting calls; the realtime set-up"},
	"github.com/robfig/cron/":               {"scheduler", "only the scheduler says when"},
	"github.com/labstack/echo/":             {"api", "HTTP ends in api"},
	"github.com/oapi-codegen/":              {"api", "the description of the API is api's"},
	"github.com/getkin/kin-openapi/":        {"api", "the description of the API is api's"},
	"github.com/centrifugal/":               {"api", "realtime is a part of the API"},
	"github.com/coder/websocket":            {"ari ari/aritest", "Asterisk's events"},
	"github.com/emiago/":                    {"internal/sipphone", "telephones for tests and the demo"},
	"github.com/icholy/digest":              {"internal/sipphone", "telephones log in"},
	"github.com/nyaruka/phonenumbers":       {"crm/phone", "one place makes a number E.164"},
	"github.com/prometheus/client_golang":   {"api cmd/vonal", "counted where it is served; the parts take small interfaces"},
	"github.com/arran4/golang-ical":         {"api", "deadlines for calendar programs end in api"},
	"github.com/pquerna/otp":                {"crm/totp", "one place reckons codes"},
	"github.com/coreos/go-oidc/":            {"crm/oidc", "one place trusts an OpenID provider"},
	"golang.org/x/oauth2":                   {"crm/oidc", "one place trusts an OpenID provider"},
	"golang.org/x/crypto/":                  {"crm/password", "one place hashes passwords"},
	"github.com/rickar/cal/":                {"crm/holidays", "one place knows the holidays"},
	"github.com/teambition/rrule-go":        {"crm/recur", "one place knows what comes again"},
	"github.com/gabriel-vasile/mimetype":    {"crm/files", "what a file is, by its content"},
	"github.com/wneessen/go-mail":           {"crm/mail", "one place speaks with mail servers"},
	"github.com/SherClockHolmes/webpush-go": {"crm/push", "one place seals what browsers are told"},
	"github.com/emersion/go-smtp":           {"crm/mail/mailtest", "a mail server for tests"},
	"github.com/xuri/excelize/":             {"crm/sheet", "one place reads and writes workbooks"},
	"github.com/minio/":                     {"crm/files", "files in an S3 bucket"},
	"golang.org/x/image/":                   {"crm/files", "thumbnails"},
	"golang.org/x/sync/":                    {"*", "no technology"},
	"golang.org/x/text/":                    {"*", "no technology"},
	"github.com/google/uuid":                {"*", "no technology"},
	"go.uber.org/goleak":                    {"internal/e2e internal/testenv", "for tests"},
}

func TestEveryTechnologyStaysAtHome(t *testing.T) {
	pure := []string{"routing", "crm", "internal/clock", "internal/fault"}
	for _, p := range packages(t) {
		for _, imported := range p.Imports {
			if !foreign(imported) {
				continue
			}
			rule, listed := homeOf(imported)
			switch {
			case slices.Contains(pure, p.name()):
				t.Errorf("%s imports %s; it is made of the standard library alone", p.name(), imported)
			case !listed:
				t.Errorf("%s imports %s, which has no home in the table: say where it belongs, and why", p.name(), imported)
			case rule.packages != "*" && !slices.Contains(strings.Fields(rule.packages), p.name()):
				t.Errorf("%s imports %s, whose home is %s; %s", p.name(), imported, rule.packages, rule.why)
			}
		}
	}
}

func homeOf(imported string) (rule struct{ packages, why string }, listed bool) {
	for prefix, rule := range home {
		if strings.HasPrefix(imported+"/", prefix) {
			return rule, true
		}
	}
	return rule, false
}
