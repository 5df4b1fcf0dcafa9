package sipphone

import (
	"crypto/rand"
	"net/netip"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Header is one header line as it goes over the wire.
type Header struct{ Name, Value string }

// allow lists the methods a phone answers to.
const allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY, MESSAGE"

// wireHeaders are the headers that are taken apart on arrival. All others stay
// the bytes they were, so that no caller's name can make a message unreadable.
func wireHeaders() map[string]sip.HeaderParser {
	all, few := sip.DefaultHeadersParser(), map[string]sip.HeaderParser{}
	for _, name := range []string{"via", "v", "cseq", "call-id", "i", "content-length", "l"} {
		few[name] = all[name]
	}
	return few
}

// outgoing is a request ready to be sent.
type outgoing struct {
	method string
	branch string
	wire   []byte
}

// buildRequest puts a request together. The headers given follow the Via.
func (s *Socket) buildRequest(method, target, branch string, headers []Header, body []byte) outgoing {
	var b strings.Builder
	b.WriteString(method + " " + target + " SIP/2.0\r\n")
	b.WriteString("Via: SIP/2.0/UDP " + s.local.String() + ";rport;branch=" + branch + "\r\n")
	b.WriteString("Max-Forwards: 70\r\n")
	writeRest(&b, headers, body)
	return outgoing{method, branch, []byte(b.String())}
}

func writeRest(b *strings.Builder, headers []Header, body []byte) {
	for _, h := range headers {
		b.WriteString(h.Name + ": " + h.Value + "\r\n")
	}
	b.WriteString("Content-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n")
	b.Write(body)
}

// buildResponse answers req, which came from the address given. tag completes
// the To header and may be empty.
func buildResponse(req *sip.Request, from netip.AddrPort, code int, reason, tag string, headers []Header, body []byte) []byte {
	var b strings.Builder
	b.WriteString("SIP/2.0 " + strconv.Itoa(code) + " " + reason + "\r\n")
	for i, h := range req.GetHeaders("Via") {
		if via, ok := h.(*sip.ViaHeader); ok && i == 0 {
			h = markSource(via, from)
		}
		b.WriteString("Via: " + h.Value() + "\r\n")
	}
	for _, h := range req.GetHeaders("Record-Route") {
		b.WriteString("Record-Route: " + h.Value() + "\r\n")
	}
	to := headerOf(req, "To")
	if tag != "" && tagOf(to) == "" {
		to += ";tag=" + tag
	}
	rest := append([]Header{
		{"From", headerOf(req, "From")},
		{"To", to},
		{"Call-ID", headerOf(req, "Call-ID")},
		{"CSeq", headerOf(req, "CSeq")},
		{"Allow", allow},
		{"User-Agent", "vonal-sipphone"},
	}, headers...)
	writeRest(&b, rest, body)
	return []byte(b.String())
}

// markSource says in the topmost Via where the request came from (RFC 3581).
func markSource(via *sip.ViaHeader, from netip.AddrPort) *sip.ViaHeader {
	via = via.Clone()
	if _, asked := via.Params.Get("rport"); asked {
		via.Params.Add("rport", strconv.Itoa(int(from.Port())))
		via.Params.Add("received", from.Addr().String())
	}
	return via
}

// shortNames are the compact forms of RFC 3261 §7.3.3 that we look for.
var shortNames = map[string]string{"From": "f", "To": "t", "Contact": "m", "Call-ID": "i", "Content-Type": "c"}

// headerOf is the first value of a header, "" if there is none.
func headerOf(msg sip.Message, name string) string {
	if found := msg.GetHeaders(name); len(found) > 0 {
		return found[0].Value()
	}
	if short := shortNames[name]; short != "" {
		if found := msg.GetHeaders(short); len(found) > 0 {
			return found[0].Value()
		}
	}
	return ""
}

// branchOf is the transaction a message belongs to.
func branchOf(msg sip.Message) string {
	via := msg.Via()
	if via == nil {
		return ""
	}
	branch, _ := via.Params.Get("branch")
	return branch + "@" + via.Host + ":" + strconv.Itoa(via.Port)
}

// tagOf is the tag of a From or To value, which may hold anything before it.
func tagOf(value string) string {
	after := value[strings.LastIndexByte(value, '>')+1:]
	_, tag, found := strings.Cut(after, ";tag=")
	if !found {
		return ""
	}
	tag, _, _ = strings.Cut(tag, ";")
	return strings.TrimSpace(tag)
}

// addressOf is the URI inside a From, To or Contact value.
func addressOf(value string) string {
	if open := strings.LastIndexByte(value, '<'); open >= 0 {
		uri, _, _ := strings.Cut(value[open+1:], ">")
		return uri
	}
	uri, _, _ := strings.Cut(value, ";")
	return strings.TrimSpace(uri)
}

// userOf is the user part of a URI, without parameters.
func userOf(uri string) string {
	_, rest, found := strings.Cut(uri, ":")
	if !found {
		rest = uri
	}
	user, _, found := strings.Cut(rest, "@")
	if !found {
		return ""
	}
	user, _, _ = strings.Cut(user, ";")
	return user
}

// nameOf is the display name in front of the address, without its quotes.
func nameOf(value string) string {
	open := strings.LastIndexByte(value, '<')
	if open < 0 {
		return ""
	}
	name := strings.TrimSpace(value[:open])
	if len(name) >= 2 && name[0] == '"' && name[len(name)-1] == '"' {
		name = strings.ReplaceAll(strings.ReplaceAll(name[1:len(name)-1], `\"`, `"`), `\\`, `\`)
	}
	return name
}

func newTag() string    { return rand.Text()[:12] }
func newBranch() string { return sip.RFC3261BranchMagicCookie + rand.Text() }
