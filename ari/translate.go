package ari

import (
	"time"

	"alo116/queue"

	cy "github.com/CyCoreSystems/ari/v5"
)

// A notice is one of Asterisk's events, reduced to what concerns us.
type notice any

type (
	// arrived: a caller's channel entered our application.
	arrived struct {
		channel, number string
		line            queue.LineID
		at              time.Time
		up              bool // answered already, by the dialplan
	}
	// answered: an agent's leg entered our application, that is, was picked up.
	answered struct{ offer queue.OfferID }
	// ringing: the phone of an agent's leg rings.
	ringing struct{ offer queue.OfferID }
	// hangingUp: a channel is being hung up; by its far end, if not by Asterisk itself.
	hangingUp struct {
		channel string
		farEnd  bool
	}
	// gone: a channel left us. The cause is zero where it is not told.
	gone struct {
		channel string
		cause   int
	}
	// entered and left: a channel and a bridge.
	entered struct{ bridge, channel string }
	left    struct{ bridge, channel string }
	// playing and played: a prompt began; it is over, played or, unheard, not.
	playing struct{ id string }
	played  struct {
		id      string
		unheard bool
	}
	// pressed: somebody pressed a key of their phone.
	pressed struct{ channel, key string }
	// registered: whether a phone is registered, told again whenever anything about it changes.
	// Moved is true when a page's registration is gone, though another may have taken its place.
	registered struct {
		user      string
		is, moved bool
	}
	// replaced: another program took our application's name.
	replaced struct{}
)

// translate reduces an event to a notice; nil if it does not concern us.
func translate(e cy.Event) notice {
	switch e := e.(type) {
	case *cy.StasisStart:
		return start(e)
	case *cy.StasisEnd:
		return gone{channel: e.Channel.ID}
	case *cy.ChannelDestroyed:
		return gone{channel: e.Channel.ID, cause: e.Cause}
	case *cy.ChannelHangupRequest:
		return hangingUp{channel: e.Channel.ID, farEnd: !e.Soft}
	case *cy.ChannelStateChange:
		if offer, ok := offerOfLeg(e.Channel.ID); ok && e.Channel.State == "Ringing" {
			return ringing{offer}
		}
	case *cy.ChannelEnteredBridge:
		return entered{bridge: e.Bridge.ID, channel: e.Channel.ID}
	case *cy.ChannelLeftBridge:
		return left{bridge: e.Bridge.ID, channel: e.Channel.ID}
	case *cy.PlaybackStarted:
		return playing{e.Playback.ID}
	case *cy.PlaybackFinished:
		return played{e.Playback.ID, e.Playback.State == "failed"}
	case *cy.ChannelDtmfReceived:
		return pressed{e.Channel.ID, e.Digit}
	case *cy.EndpointStateChange:
		return phoneState(e.Endpoint, "")
	case *cy.PeerStatusChange:
		return phoneState(e.Endpoint, "")
	case *cy.ContactStatusChange:
		return phoneState(e.Endpoint, e.ContactInfo.ContactStatus)
	case *cy.ApplicationReplaced:
		return replaced{}
	}
	return nil
}

// start tells a caller from an agent's leg: Stasis(APP,LINE) in the dialplan, appArgs
// "leg,OFFER" in our own request, "LINE,out" in that of a call out.
func start(e *cy.StasisStart) notice {
	if len(e.Args) == 2 && e.Args[0] == "leg" {
		if offer, ok := parseOffer(e.Args[1]); ok && e.Channel.ID == legOf(offer) {
			return answered{offer}
		}
		return nil
	}
	if len(e.Args) == 0 || e.Args[0] == "" {
		return nil
	}
	if len(e.Args) == 2 && e.Args[1] == "out" {
		return reached{e.Channel.ID, queue.LineID(e.Args[0]), created(e)}
	}
	a := arrived{channel: e.Channel.ID, line: queue.LineID(e.Args[0]), up: e.Channel.State == "Up"}
	if e.Channel.Caller != nil {
		a.number = e.Channel.Caller.Number
	}
	a.at = created(e)
	return a
}

// created is when the channel was made; zero if that is not told.
func created(e *cy.StasisStart) (at time.Time) {
	if t := e.Channel.Creationtime; t != nil {
		at = time.Unix(t.Seconds, int64(t.Nanos)).UTC()
	}
	return at
}

func phoneState(e cy.EndpointData, contact string) notice {
	if e.Technology != "PJSIP" {
		return nil
	}
	return registered{user: e.Resource, is: e.State == "online", moved: contact == "Removed"}
}

// eventTypes are the events we listen to; Asterisk is asked to send no others.
var eventTypes = []string{
	"StasisStart", "StasisEnd", "ChannelDestroyed", "ChannelHangupRequest", "ChannelStateChange",
	"ChannelEnteredBridge", "ChannelLeftBridge", "PlaybackStarted", "PlaybackFinished", "ChannelDtmfReceived",
	"EndpointStateChange", "PeerStatusChange", "ContactStatusChange", "ApplicationReplaced",
}
