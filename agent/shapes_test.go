package agent

import (
	"testing"

	"alo116/agent/shapetest"
)

// shapes is what the service says to screens: each kind, by its type.
func shapes() map[string]any {
	return map[string]any{
		"welcome": welcome{}, "phone": phone{}, "saved": saved{}, "refused": refused{}, "bye": bye{}, "emergency": emergency{}, "ways": ways{},
		"history": history{}, "calling": calling{}, "beat": struct {
			Type string `json:"type"`
		}{},
		"view": struct {
			Type string `json:"type"`
			At   stamp  `json:"at"`
			allView
			ownView
			Board *boardView `json:"board,omitempty"`
		}{},
	}
}

const shapesDir = "testdata/shapes/"

// TestTheShapesOfWhatIsSaid: the pages' types are held to these files.
func TestTheShapesOfWhatIsSaid(t *testing.T) {
	for kind, v := range shapes() {
		shapetest.Hold(t, shapesDir+kind+".json", v)
	}
}
