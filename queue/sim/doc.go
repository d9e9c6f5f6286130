// Package sim drives [queue.Core] itself, not a model of it, with simulated callers under a virtual
// clock, thousands of times faster than life. It never decides who takes which call: it only says
// when callers arrive, how long they talk and when they give up, and counts what the core makes of it.
//
// [Run] answers what a helpline's service would be in the long run. It reads one JSON document:
//
//		{"seed":7, "calls":500000, "warm_up_calls":20000, "service_level_s":20,
//		 "waiting_room":30, "reserve":[{"below_priority":1,"agents":1}],
//		 "call_types":[{"name":"a","per_hour":12,"skills":["a"],"priority":0,
//		                "talk_s":{"mean":600,"dist":"exponential"},
//		                "patience_s":{"mean":120,"dist":"exponential"}}],
//		 "agents":[{"name":"p","count":3,"skills":["a","b"],"speed":1.0,"wrap_up_s":0,
//		            "shifts":[{"days":["mon","tue"],"from":"08:00","to":"16:00"}]}]}
//
//	  - seed: any number from 0; the same seed gives the same bytes. Default 1.
//	  - calls: how many calls are counted, after the first warm_up_calls, which are not. The default
//	    of warm_up_calls is a twentieth of calls.
//	  - service_level_s: within how many seconds a call is answered in time. Default 20.
//	  - waiting_room: the most calls that may wait; absent is no limit, 0 nobody waits at all.
//	  - reserve: a call of a priority below below_priority starts only while more than so many
//	    suitable agents are free.
//	  - per_hour: arrivals in an hour, as one number, as 24 of them for the hours of a day, or as 168
//	    for the hours of a week from Monday 00:00. Arrivals are Poisson.
//	  - skills: an agent needs all that a call asks for; none is anybody.
//	  - priority: higher is served first; nobody is interrupted.
//	  - talk_s, patience_s: a distribution: exponential, deterministic, or, with cv (standard
//	    deviation over mean), lognormal or hyperexponential (two phases with balanced means, cv ≥ 1).
//	    Patience is how long a caller waits before giving up; without it they wait for ever.
//	  - agents: count alike people (default 1). speed divides the time they talk (default 1);
//	    wrap_up_s is their work after each call, as constant as it says (default 0). Without shifts they
//	    are always there. A shift whose end is not after its beginning lasts into the next day; without
//	    days it is daily. Who is in a call when the shift ends finishes it; a wrap-up ends with the shift.
//
// Every file is about a steady state: the core's announcements, ring times and misses do not occur.
// Phones are answered at once. At equal moments shifts end first, then calls, then wrap-ups; then shifts
// begin, callers give up, callers arrive.
//
// The result is one JSON document with the groups all and call_types.NAME, agents and unservable.
// Each figure is {"value", "half_width"}: the half width of the 95 % confidence interval by batch
// means; 1.68 times as wide it is that of 99.9 %. A figure that has nothing to be computed from (a wait
// of no calls) is null.
//
//   - offered, answered, abandoned, blocked: calls counted. Blocked calls found no free agent and a
//     full waiting room; all others entered.
//   - p_wait, p_abandon: share of the entered that did not start at once, that gave up. p_block: share
//     of the offered that were blocked.
//   - mean_wait_s, p95_wait_s: over the entered, those who gave up included, until they did;
//     mean_wait_answered_s over the answered alone.
//   - mean_queue: calls waiting, averaged over time.
//   - occupancy: share of the agents' time on duty spent in calls and wrap-up. For a call type: the
//     share spent on that type. For one of agents: their own share.
//   - service_level: answered within service_level_s, as a share of_offered, of
//     of_offered_less_short_abandons (less those who gave up within that time), and of_answered.
//   - unservable: the sets of skills that the agents cannot carry, each the skills of a smallest set
//     of call types whose callers wait for ever and bring more work than the agents who may do it have
//     time (Hall's condition, on the average over a week), and those of a type that nobody can serve at
//     all. Where these can be carried, but a reserve or more urgent callers leave too little for a type,
//     its skills are listed when the run has shown it. Empty when stable. When it is not empty, waits
//     grow with the length of the run; calls still waiting in the end count as entered, with their wait
//     so far.
//
// [Replay] puts the helpline's own recorded days through the core, under another roster or policy.
package sim
