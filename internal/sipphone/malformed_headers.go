package sipphone

import (
	"slices"
	"strings"
)

// brokenHeaders are changes to the lines of a good INVITE; {to} is the dialled
// number.
var brokenHeaders = []struct {
	name   string
	change func([]string) []string
}{
	{"no Call-ID", without("Call-ID")},
	{"no From", without("From")},
	{"no To", without("To")},
	{"no CSeq", without("CSeq")},
	{"no Via", without("Via")},
	{"no Max-Forwards", without("Max-Forwards")},
	{"no Contact", without("Contact")},
	{"no header at all", func(l []string) []string { return l[:1] }},
	{"caller name of 64 KB", with("From", `From: "`+strings.Repeat("A", 60_000)+`" <sip:1@127.0.0.1>;tag=long`)},
	{"unknown header of 60 KB", plus("X-Long: " + strings.Repeat("x", 60_000))},
	{"1000 unknown headers", plus(slices.Repeat([]string{"X-Many: y"}, 1000)...)},
	{"200 Via", func(l []string) []string {
		return slices.Insert(l, 2, slices.Repeat([]string{"Via: SIP/2.0/UDP 10.0.0.1;branch=z9hG4bKhop"}, 200)...)
	}},
	{"Via of another protocol", with("Via", "Via: SIP/9.9/CARRIERPIGEON 127.0.0.1:9;branch=z9hG4bKpigeon")},
	{"Via with a port beyond 65535", with("Via", "Via: SIP/2.0/UDP 127.0.0.1:99999;branch=z9hG4bKport")},
	{"branch missing", with("Via", "Via: SIP/2.0/UDP 127.0.0.1:9")},
	{"CSeq of another method", with("CSeq", "CSeq: 1 BYE")},
	{"CSeq beyond 2^31", with("CSeq", "CSeq: 36893488147419103232 INVITE")},
	{"CSeq negative", with("CSeq", "CSeq: -7 INVITE")},
	{"CSeq without a method", with("CSeq", "CSeq: 1")},
	{"Max-Forwards negative", with("Max-Forwards", "Max-Forwards: -1")},
	{"Max-Forwards 0", with("Max-Forwards", "Max-Forwards: 0")},
	{"Max-Forwards not a number", with("Max-Forwards", "Max-Forwards: soon")},
	{"zero bytes in the caller's name", with("From", "From: \"A\x00B\" <sip:1\x00@127.0.0.1>;tag=nul")},
	{"control characters and a bell", with("From", "From: \"\x01\x07\x1b[31m\" <sip:1@127.0.0.1>;tag=ctl")},
	{"invalid UTF-8 in the caller's name", with("From", "From: \"\xff\xfe\xc0\xaf\" <sip:1@127.0.0.1>;tag=utf")},
	{"right-to-left override in the caller's name", with("From", "From: \"\u202egnp.exe\" <sip:1@127.0.0.1>;tag=bidi")},
	{"quote never closed", with("From", `From: "open <sip:1@127.0.0.1>;tag=quote`)},
	{"angle bracket never closed", with("From", `From: <sip:1@127.0.0.1;tag=angle`)},
	{"dialplan expression as caller", with("From", `From: "${EXTEN}${SHELL(id)}" <sip:${EXTEN}@127.0.0.1>;tag=expr`)},
	{"header smuggled by the caller's name", with("From", "From: \"a\" <sip:1@127.0.0.1>;tag=smug\r\nX-Evil: 1")},
	{"two different From", plus(`From: <sip:other@127.0.0.1>;tag=second`)},
	{"two different Call-ID", plus("Call-ID: a-second-one")},
	{"headers folded over many lines", func(l []string) []string {
		return replaced(l, "From", "From:\r\n  \"Folded\"\r\n\t<sip:1@127.0.0.1>\r\n ;\r\n tag=folded")
	}},
	{"header without a colon", plus("this is no header")},
	{"header without a name", plus(": nothing")},
	{"unknown scheme in the request line", start("INVITE nobodyKnowsThisScheme:totallyopaquecontent SIP/2.0")},
	{"tel address in the request line", start("INVITE tel:{to} SIP/2.0")},
	{"star as the request line's address", start("INVITE * SIP/2.0")},
	{"request line without a version", start("INVITE sip:{to}@127.0.0.1")},
	{"version 7.0", start("INVITE sip:{to}@127.0.0.1 SIP/7.0")},
	{"spaces all over the request line", start("INVITE  sip:{to} y@127.0.0.1;lr ; SIP/2.0 ")},
	{"method nobody knows", start("!#$%&'*+-._ sip:{to}@127.0.0.1 SIP/2.0")},
	{"escaped zero in the user part", start("INVITE sip:%00%0d%0a@127.0.0.1 SIP/2.0")},
	{"required extension nobody has", plus("Require: nothingSupportsThis, nothingSupportsThisEither")},
	{"content type unknown", with("Content-Type", "Content-Type: application/unknown-thing; a=\"")},
	{"Contact that is a star", with("Contact", "Contact: *")},
	{"Contact with a broken port", with("Contact", "Contact: <sip:x@127.0.0.1:port>")},
	{"authorization that is rubbish", plus("Authorization: NoOneKnowsThisScheme opaque-data=here", `Authorization: Digest username="`)},
}

func without(name string) func([]string) []string {
	return func(l []string) []string {
		return slices.DeleteFunc(l, func(line string) bool { return strings.HasPrefix(line, name+":") })
	}
}

func with(name, line string) func([]string) []string {
	return func(l []string) []string { return replaced(l, name, line) }
}

func replaced(l []string, name, line string) []string {
	for i := range l {
		if strings.HasPrefix(l[i], name+":") {
			l[i] = line
		}
	}
	return l
}

func plus(lines ...string) func([]string) []string {
	return func(l []string) []string { return append(l, lines...) }
}

func start(line string) func([]string) []string {
	return func(l []string) []string {
		l[0] = line
		return l
	}
}
