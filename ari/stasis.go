package ari

import "strings"

// InApplication reports whether the channel is inside a Stasis application by
// way of the dialplan or Create, and if the dialplan or Create named it, which
// one with which arguments. A channel that came by StasisBroadcast does not
// tell who claimed it: app is "", and args are those of the broadcast. Whether
// it is ours then shows in Snapshot.Application.
func (d ChannelData) InApplication() (app string, args []string, in bool) {
	parts := strings.Split(d.Dialplan.AppData, ",")
	switch d.Dialplan.AppName {
	case "Stasis":
		return parts[0], parts[1:], true
	case "StasisBroadcast":
		// StasisBroadcast(timeout,app_regex,args:of:the:application,notify)
		if len(parts) > 2 && parts[2] != "" {
			args = strings.Split(parts[2], ":")
		}
		return "", args, true
	}
	return "", nil, false
}

// Has reports whether the application gets the events of a channel.
func (d ApplicationData) Has(id ChannelID) bool {
	for _, own := range d.ChannelIDs {
		if own == id {
			return true
		}
	}
	return false
}
