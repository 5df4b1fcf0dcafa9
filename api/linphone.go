package api

import (
	"encoding/xml"
	"net"
	"strings"
)

// lpconfig is a configuration as Linphone fetches it (remote provisioning): the
// sections of its linphonerc. What is not named stays as it is in the program.
type lpconfig struct {
	XMLName  xml.Name    `xml:"http://www.linphone.org/xsds/lpconfig.xsd config"`
	Sections []lpsection `xml:"section"`
}

// lpsection replaces the section of this name.
type lpsection struct {
	Name      string    `xml:"name,attr"`
	Overwrite bool      `xml:"overwrite,attr,omitempty"`
	Entries   []lpentry `xml:"entry"`
}

type lpentry struct {
	Name      string `xml:"name,attr"`
	Overwrite bool   `xml:"overwrite,attr"`
	Value     string `xml:",chardata"`
}

// entries are those of these names and values, in place of what was there.
func entries(pairs ...string) []lpentry {
	all := make([]lpentry, 0, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, lpentry{Name: pairs[i], Overwrite: true, Value: pairs[i+1]})
	}
	return all
}

// registerEvery is how many seconds a registration holds: short enough for a
// router between that forgets.
const registerEvery = "300"

// linphone is the account as Linphone's first and only one. The realm is left to
// the registrar, whose own business it is, and nobody outside hears of the phone:
// neither presence nor push is sent.
func linphone(name string, a SIPAccount) ([]byte, error) {
	host, _, err := net.SplitHostPort(a.Domain)
	if err != nil {
		host = a.Domain // without a port
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	server := "<sip:" + a.Domain + ";transport=udp>"
	text, err := xml.MarshalIndent(lpconfig{Sections: []lpsection{
		{Name: "misc", Entries: entries("transient_provisioning", "1")}, // fetched once, not at each start
		{Name: "sip", Entries: entries("default_proxy", "0")},
		{Name: "auth_info_0", Overwrite: true, Entries: entries("username", a.Username, "passwd", a.Password, "domain", host)},
		{Name: "proxy_0", Overwrite: true, Entries: entries(
			"reg_identity", quoted(name)+" <sip:"+a.Username+"@"+host+">",
			"reg_proxy", server, "reg_route", server,
			"reg_expires", registerEvery, "reg_sendregister", "1",
			"publish", "0", "push_notification_allowed", "0", "remote_push_notification_allowed", "0",
		)},
	}}, "", "  ")
	return append([]byte(xml.Header), text...), err
}

// quoted is a name as addresses have it (RFC 3261, 25.1).
func quoted(name string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name) + `"`
}
