package sipphone

import (
	"fmt"
	"strings"
)

// Message is one datagram to send, with a name that says what is wrong with it.
type Message struct {
	Name  string
	Bytes []byte
}

// good is an INVITE with nothing wrong, as lines; each malformed message
// changes one thing in it. to is the dialled number, n keeps them apart.
func good(server, to string, n int) []string {
	return []string{
		"INVITE sip:" + to + "@" + server + " SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/UDP 127.0.0.1:9;rport;branch=z9hG4bKbad%d%s", n, newTag()),
		"Max-Forwards: 70",
		fmt.Sprintf(`From: "Caller" <sip:+36301234567@127.0.0.1>;tag=bad%d`, n),
		"To: <sip:" + to + "@" + server + ">",
		fmt.Sprintf("Call-ID: malformed-%d-%s", n, newTag()),
		"CSeq: 1 INVITE",
		"Contact: <sip:caller@127.0.0.1:9>",
		"Content-Type: application/sdp",
	}
}

const goodBody = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\n"

// Malformed are messages no SIP server should be harmed by, in the spirit of
// RFC 4475: some are broken, some are legal but strange. All are addressed to
// the number to at server (host:port) and carry a fresh Call-ID each time,
// where they carry one.
func Malformed(server, to string) []Message {
	var all []Message
	add := func(name string, change func([]string) []string) {
		lines := append(change(good(server, to, len(all))), fmt.Sprintf("Content-Length: %d", len(goodBody)))
		text := strings.ReplaceAll(strings.Join(lines, "\r\n"), "{to}", to)
		all = append(all, Message{name, []byte(text + "\r\n\r\n" + goodBody)})
	}
	raw := func(name, text string) { all = append(all, Message{name, []byte(text)}) }

	for _, m := range brokenHeaders {
		add(m.name, m.change)
	}
	plain := func() string {
		return strings.Join(good(server, to, len(all)), "\r\n") + "\r\n"
	}
	raw("content length longer than the body", plain()+"Content-Length: 9999\r\n\r\n"+goodBody)
	raw("content length shorter than the body", plain()+"Content-Length: 10\r\n\r\n"+goodBody)
	raw("content length negative", plain()+"Content-Length: -1\r\n\r\n"+goodBody)
	raw("content length not a number", plain()+"Content-Length: many\r\n\r\n"+goodBody)
	raw("content length given twice, differently", plain()+"Content-Length: 0\r\nContent-Length: 120\r\n\r\n"+goodBody)
	raw("no empty line after the headers", plain())
	raw("bare line feeds", strings.ReplaceAll(plain(), "\r\n", "\n")+"\n")
	raw("cut in the middle of a header", plain()[:160])
	raw("body that is no SDP", plain()+"Content-Length: 8\r\n\r\n\x00\x01\x02\xff\xfe\xfd\r\n")
	raw("SDP with audio port 0 and no codec", plain()+"Content-Length: 43\r\n\r\nv=0\r\no=- 1 1 IN IP4 0.0.0.0\r\nm=audio 0 \r\n\r\n")
	raw("SDP with absurd numbers", plain()+"Content-Length: 66\r\n\r\nv=99\r\no=- 99999999999999999999 -1 IN IP9 x\r\nm=audio 99999999 RTP 8\r\n")
	raw("only zero bytes", strings.Repeat("\x00", 512))
	raw("random bytes", "\x8f\x01\xfe\x00\xff\x13SIP/2.0\x7f\r\n\r\n")
	raw("a response nobody asked for", "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKnobody\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: nobody\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n")
	raw("status 999999", "SIP/2.0 999999 Overflow\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKover\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: over\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n")
	raw("two messages in one datagram", plain()+"Content-Length: 0\r\n\r\n"+plain()+"Content-Length: 0\r\n\r\n")
	return all
}
