package asterisk

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"regexp"
	"strconv"
	"time"

	"github.com/google/uuid"

	"vonal/ari"
	"vonal/internal/fault"
	"vonal/routing"
)

var uniqueID = regexp.MustCompile(`(\d{9,11})\.(\d+)$`)

// CallID derives a call's id from Asterisk's name for the caller's channel: a
// UUIDv7 whose time is the channel's and whose rest is a digest. The same
// channel gives the same id whoever asks and whenever: a controller that lost
// everything, a second controller, or the import of what Asterisk alone has
// handled. node tells one Asterisk from another.
func CallID(node string, channel ari.ChannelID) routing.CallID {
	var id uuid.UUID
	sum := sha256.Sum256([]byte(node + "/" + string(channel)))
	copy(id[:], sum[:])
	if m := uniqueID.FindStringSubmatch(string(channel)); m != nil {
		if sec, err := strconv.ParseInt(m[1], 10, 64); err == nil {
			var ms [8]byte
			binary.BigEndian.PutUint64(ms[:], uint64(time.Unix(sec, 0).UnixMilli()))
			copy(id[:6], ms[2:])
		}
	}
	id[6] = id[6]&0x0f | 0x70 // version 7
	id[8] = id[8]&0x3f | 0x80 // variant of RFC 9562
	return routing.CallID(id.String())
}

// All ids of channels below are equally long: Asterisk takes an id for a
// duplicate when a live one merely begins with it.

func legChannel(call routing.CallID, leg routing.LegNo) ari.ChannelID {
	return ari.ChannelID(fmt.Sprintf("%s-%03d", call, leg))
}

// customerChannel is the leg of the customer of a call we make.
func customerChannel(call routing.CallID) ari.ChannelID { return ari.ChannelID(call + customerEnding) }

const customerEnding = "-out"

// NewCall is the id of a call we make, a fresh UUIDv7, and what its customer's
// leg will be called.
func NewCall() (routing.CallID, routing.ChannelID, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", "", fault.Wrap("asterisk.NewCall", err)
	}
	call := routing.CallID(id.String())
	return call, routing.ChannelID(customerChannel(call)), nil
}

func recorderChannel(call routing.CallID) ari.ChannelID { return ari.ChannelID(call + "-rec") }

func bridgeOf(call routing.CallID) ari.BridgeID { return ari.BridgeID(call + "-brg") }

// sayingOf names a sentence that the caller is told, counted from 1: a name may
// be used again only when the end of what had it has been heard of.
func sayingOf(call routing.CallID, n int) ari.PlaybackID {
	return ari.PlaybackID(fmt.Sprintf("%s-s%02d", call, n%100))
}

// BackCall is the id of the call by which the caller of another is called back,
// and what its customer's leg will be called: the same whenever it is asked.
func BackCall(call routing.CallID) (routing.CallID, routing.ChannelID) {
	var id uuid.UUID
	sum := sha256.Sum256([]byte("back/" + string(call)))
	copy(id[:], sum[:])
	if of, err := uuid.Parse(string(call)); err == nil {
		copy(id[:6], of[:6])
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	back := routing.CallID(id.String())
	return back, routing.ChannelID(customerChannel(back))
}

var ownID = regexp.MustCompile(`^([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12})-(\d{3,4}|rec|brg|out|[sk]\d{2,4})$`)

// parseLeg reads the name of an agent's leg; ok is false for other channels.
func parseLeg(id ari.ChannelID) (call routing.CallID, leg routing.LegNo, ok bool) {
	m := ownID.FindStringSubmatch(string(id))
	if m == nil {
		return "", 0, false
	}
	n, err := strconv.Atoi(m[2])
	return routing.CallID(m[1]), routing.LegNo(n), err == nil
}

// parseCustomer reads the name of the leg of a customer we call; ok is false
// for other channels.
func parseCustomer(id ari.ChannelID) (call routing.CallID, ok bool) {
	call, what, ok := parseOwn(string(id))
	return call, ok && "-"+what == customerEnding
}

// askingOf names the question whether whoever picked up a leg takes the call.
func askingOf(call routing.CallID, leg routing.LegNo) ari.PlaybackID {
	return ari.PlaybackID(fmt.Sprintf("%s-k%03d", call, leg))
}

// parseOwn reads any name of ours and says what it names: a number for a leg,
// "rec", "brg", "out", or s or k and a number.
func parseOwn(id string) (call routing.CallID, what string, ok bool) {
	m := ownID.FindStringSubmatch(id)
	if m == nil {
		return "", "", false
	}
	return routing.CallID(m[1]), m[2], true
}

// RecordingName is where Asterisk keeps a call's recording, below its folder of
// recordings and without the ending .wav: in a folder for the day the call came.
func RecordingName(id routing.CallID) string {
	parsed, err := uuid.Parse(string(id))
	if err != nil {
		return "other/" + string(id)
	}
	sec, nsec := parsed.Time().UnixTime()
	return time.Unix(sec, nsec).UTC().Format("2006/01/02/") + string(id)
}
