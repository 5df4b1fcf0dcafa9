package main

import (
	"fmt"
	"strings"
)

// dataModels are the things that have a handle of the plain name; what is
// known about them gets the suffix Data: ChannelHandle and ChannelData.
var dataModels = map[string]bool{
	"Application": true, "Bridge": true, "Channel": true, "DeviceState": true, "Endpoint": true,
	"LiveRecording": true, "Mailbox": true, "Playback": true, "Sound": true, "StoredRecording": true,
}

// eventName is the Go type of an event. Dial is what connects to Asterisk.
func eventName(name string) string {
	if name == "Dial" {
		return "DialEvent"
	}
	return name
}

func modelName(name string) string {
	if dataModels[name] {
		return name + "Data"
	}
	return name
}

// idParams are the parameters whose strings name a channel, bridge or playback.
var idParams = map[string]string{
	"channelId": "ChannelID", "otherChannelId": "ChannelID", "originator": "ChannelID",
	"snoopId": "ChannelID", "channel": "ChannelID", "caller": "ChannelID",
	"bridgeId": "BridgeID", "playbackId": "PlaybackID",
}

// idProperties are the same among the properties of models, as Model.property.
var idProperties = map[string]string{
	"Application.bridge_ids": "BridgeID", "Application.channel_ids": "ChannelID",
	"Bridge.channels": "ChannelID", "Bridge.id": "BridgeID", "Bridge.video_source_id": "ChannelID",
	"Channel.id": "ChannelID", "Endpoint.channel_ids": "ChannelID", "Playback.id": "PlaybackID",
	"RTPstat.channel_uniqueid": "ChannelID", "BridgeAttendedTransfer.destination_bridge": "BridgeID",
	"BridgeVideoSourceChanged.old_video_source_id": "ChannelID",
}

// varProperties are the objects that hold variables by name.
var varProperties = map[string]bool{
	"Bridge.bridgevars": true, "Channel.channelvars": true, "Variables.variables": true,
	"TextMessage.variables": true,
}

// body says how the one body parameter of an operation is typed and put into
// the body. The description calls them all "containers" or "object".
var bodyTypes = map[string]struct{ goType, put string }{
	"variables": {"Assignments", "r.setVariables(p.%s)"},
	"fields":    {"[]ConfigTuple", "r.setFields(p.%s)"},
	"filter":    {"EventFilter", "r.body = p.%s"},
}

var scalars = map[string]string{
	"string": "string", "int": "int", "long": "int", "double": "float64",
	"boolean": "bool", "Date": "DateTime", "object": "map[string]any",
}

// propertyType is the Go type of a model's property.
func (d description) propertyType(owner string, p property) (string, error) {
	key := owner + "." + p.Name
	element, list := strings.CutPrefix(p.Type, "List[")
	element = strings.TrimSuffix(element, "]")
	if list {
		t, err := d.elementType(key, element)
		return "[]" + t, err
	}
	t, err := d.elementType(key, element)
	if _, isModel := d.models[element]; isModel && !p.Required {
		return "*" + t, err
	}
	return t, err
}

func (d description) elementType(key, element string) (string, error) {
	if id, ok := idProperties[key]; ok {
		return id, nil
	}
	if varProperties[key] {
		return "Vars", nil
	}
	if t, ok := scalars[element]; ok {
		return t, nil
	}
	if _, ok := d.models[element]; ok {
		return modelName(element), nil
	}
	return "", fmt.Errorf("%s has unknown type %q", key, element)
}

// optional says that nought is not the same as leaving the number out.
func (p param) optional() bool {
	n, isNumber := p.DefaultValue.(float64)
	return isNumber && n != 0
}

// paramType is the Go type of a query or path parameter.
func paramType(p param) (string, error) {
	t, ok := idParams[p.Name]
	if !ok {
		if t, ok = scalars[p.DataType]; !ok {
			return "", fmt.Errorf("parameter %s has unknown type %q", p.Name, p.DataType)
		}
	}
	switch {
	case p.Multiple:
		return "[]" + t, nil
	case p.optional():
		return "*" + t, nil
	}
	return t, nil
}

// resultType is the Go type of an answer; "" for none.
func (d description) resultType(class string) (string, error) {
	switch class {
	case "void":
		return "", nil
	case "binary":
		return "io.ReadCloser", nil
	}
	element, list := strings.CutPrefix(class, "List[")
	element = strings.TrimSuffix(element, "]")
	if _, ok := d.models[element]; !ok {
		return "", fmt.Errorf("unknown answer %q", class)
	}
	if list {
		return "[]" + modelName(element), nil
	}
	return modelName(element), nil
}
