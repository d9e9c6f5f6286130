package agent

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus/testutil"
)

func TestABrokenGlassIsOnEverySupervisorsBoardAtOnce(t *testing.T) {
	h := open(t)
	counsellor, supervisor := h.sit(mira, "t1"), h.sit(drita, "t2")
	h.hub.SetAlerts([]Alert{{Entry: 17, At: at(5), Actor: "mira", Name: "Mira H.", Action: "number.revealed.glass", Object: "contact:c1", Purpose: "danger"}})
	g := supervisor.sees(func(g got) bool { return g.Board != nil && len(g.Board.Alerts) == 1 })
	if want := `"alerts":[{"entry":17,"at":1893574805000,"actor":"mira","name":"Mira H.","action":"number.revealed.glass","object":"contact:c1","purpose":"danger"}]`; !strings.Contains(g.raw, want) {
		t.Errorf("got %s", g.raw)
	}
	if n := testutil.ToFloat64(h.hub.cfg.Metrics.alerts); n != 1 {
		t.Errorf("who watches the metrics at night is told of %v", n)
	}
	late := h.sit(drita, "t3") // who comes later sees it, too
	h.hub.Publish(floorOf("mira", "idle", ""))
	late.sees(func(g got) bool { return g.Board != nil && len(g.Board.Alerts) == 1 })
	h.hub.SetAlerts(nil)
	late.sees(func(g got) bool { return g.Board != nil && len(g.Board.Alerts) == 0 })
	if g := counsellor.sees(func(g got) bool { return len(g.Lines) == 2 && g.Link }); strings.Contains(g.raw, "alerts") {
		t.Errorf("a counsellor sees %s", g.raw)
	}
}
