package main

import (
	"fmt"
	"strings"
	"unicode"
)

// initialisms are the words Go writes in capitals.
var initialisms = map[string]string{
	"id": "ID", "ids": "IDs", "uri": "URI", "dtmf": "DTMF", "moh": "MOH", "rtp": "RTP",
	"ssrc": "SSRC", "txt": "Txt", "rtpstatistics": "RTPStatistics", "skipms": "SkipMS",
	"offsetms": "OffsetMS", "ms": "MS", "usec": "USec", "creationtime": "CreationTime",
	"channelvars": "ChannelVars", "bridgevars": "BridgeVars", "eventname": "EventName",
	"userevent": "UserEvent", "dialstatus": "DialStatus", "dialstring": "DialString",
	"musicclass": "MusicClass", "accountcode": "AccountCode", "tenantid": "TenantID",
	"rdnis": "RDNIS", "appargs": "AppArgs", "os": "OS", "aor": "AOR",
}

// goName turns startMoh, media_uri or "Dialing Offhook" into StartMOH,
// MediaURI and DialingOffhook.
func goName(name string) string {
	var out strings.Builder
	for _, word := range words(name) {
		if fixed, ok := initialisms[strings.ToLower(word)]; ok {
			out.WriteString(fixed)
			continue
		}
		out.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return out.String()
}

// words splits at every non-letter and before a capital that follows a small
// letter, so that RESTResponse and DTMF stay whole.
func words(name string) []string {
	var out []string
	start := -1
	var last rune
	for i, r := range name {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if start >= 0 && (!letter || unicode.IsUpper(r) && unicode.IsLower(last)) {
			out = append(out, name[start:i])
			start = -1
		}
		if start < 0 && letter {
			start = i
		}
		last = r
	}
	if start >= 0 {
		out = append(out, name[start:])
	}
	return out
}

// argName is the name of a method's argument: channelID, tech.
func argName(name string) string {
	n := goName(name)
	return strings.ToLower(n[:1]) + n[1:]
}

// signs are the allowed values that no Go name can be made of.
var signs = map[string]string{"*": "Star", "#": "Hash"}

func valueName(value string) string {
	if name, ok := signs[value]; ok {
		return name
	}
	if value == strings.ToUpper(value) {
		value = strings.ToLower(value) // NOT_INUSE reads as NotInuse
	}
	return goName(value)
}

// constants writes one string constant for each allowed value.
func constants(prefix string, allowed values) string {
	if len(allowed.Values) == 0 {
		return ""
	}
	var out strings.Builder
	fmt.Fprintf(&out, "// The values of %s.\nconst (\n", prefix)
	for _, v := range allowed.Values {
		fmt.Fprintf(&out, "\t%s%s = %q\n", prefix, valueName(v), v)
	}
	out.WriteString(")\n\n")
	return out.String()
}
