package ari

import (
	"strconv"
	"strings"

	"alo116/queue"
)

// Ids in Asterisk are ours wherever Asterisk lets us choose, so any event maps back without a
// look-up and a request may be repeated.
const (
	legPrefix  = "leg-"  // + OfferID: the channel of an agent's leg
	waitPrefix = "wait-" // + line: the holding bridge of a line
	talkPrefix = "talk-" // + CallID: the mixing bridge of a call
	playPrefix = "play-" // + CallID + "-" + number: a prompt
)

// callOf names the visit of a caller's channel. A channel that went to the duty phones and was
// not answered comes back as a new call: "CHANNEL~2" and so on.
func callOf(channel string, visit int) queue.CallID {
	if visit < 2 {
		return queue.CallID(channel)
	}
	return queue.CallID(channel + "~" + strconv.Itoa(visit))
}

// channelOf is the caller's channel of a call.
func channelOf(c queue.CallID) string {
	channel, _, _ := strings.Cut(string(c), "~")
	return channel
}

func legOf(o queue.OfferID) string            { return legPrefix + o.String() }
func talkBridge(c queue.CallID) string        { return talkPrefix + string(c) }
func waitBridge(l queue.LineID) string        { return waitPrefix + string(l) }
func playbackID(c queue.CallID, n int) string { return playPrefix + string(c) + "-" + strconv.Itoa(n) }
func offerOfLeg(ch string) (queue.OfferID, bool) {
	s, ok := strings.CutPrefix(ch, legPrefix)
	if !ok {
		return queue.OfferID{}, false
	}
	return parseOffer(s)
}

// parseOffer reads "CALL.N". A CallID has dots of its own, so the last one counts.
func parseOffer(s string) (queue.OfferID, bool) {
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 {
		return queue.OfferID{}, false
	}
	n, err := strconv.ParseUint(s[dot+1:], 10, 32)
	if err != nil || n == 0 {
		return queue.OfferID{}, false
	}
	return queue.OfferID{Call: queue.CallID(s[:dot]), N: uint32(n)}, true
}
