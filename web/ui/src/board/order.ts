// Who comes first on the board: those who may need the supervisor.
import type { BoardAgent, BoardCall } from '../socket/protocol';

/** Ready but unreachable, or lost: they believe that calls reach them. */
export function inTrouble(agent: BoardAgent): boolean {
  const unproven = !agent.screen || !agent.phone;
  return (agent.presence === 'ready' && unproven) || ['missed', 'lost'].includes(agent.reason);
}

/** In trouble, or after a call that weighs on them: they wait for the supervisor. */
export function needsYou(agent: BoardAgent): boolean {
  return inTrouble(agent) || (agent.presence === 'not_ready' && agent.reason === 'debrief');
}

function agentRank(agent: BoardAgent): number {
  if (needsYou(agent)) return 0;
  const busy = ['talking', 'connecting', 'dialling', 'ringing', 'reserved', 'wrap_up'].indexOf(agent.work);
  if (busy >= 0) return 1 + busy;
  return agent.presence === 'ready' ? 8 : 7;
}

/** Agents by who needs help first; alike, the longest in their state. */
export function agentsInOrder(agents: BoardAgent[]): BoardAgent[] {
  return [...agents].sort((a, b) => agentRank(a) - agentRank(b) || a.since - b.since);
}

const callRanks: BoardCall['state'][] = ['parked', 'waiting', 'offered', 'menu', 'greeting', 'dialling', 'connecting', 'talking', 'leaving'];

/** Calls in danger, then by who waits for somebody first; alike, the earliest arrived. */
export function callsInOrder(calls: BoardCall[]): BoardCall[] {
  const rank = (call: BoardCall) => (call.danger ? -1 : callRanks.indexOf(call.state));
  return [...calls].sort((a, b) => rank(a) - rank(b) || a.arrived - b.arrived);
}

/** Calls that can still be served otherwise than in their turn. */
export function waits(call: BoardCall): boolean {
  return ['parked', 'waiting', 'offered', 'menu', 'greeting'].includes(call.state);
}

/** Who takes calls, now or after what they do: a call may be kept for them. Those who are free come first. */
export function takers(agents: BoardAgent[]): BoardAgent[] {
  const takes = agents.filter((a) => (a.presence === 'ready' && !a.next) || a.next === 'ready');
  return takes.sort((a, b) => Number(a.work !== 'idle') - Number(b.work !== 'idle') || a.since - b.since);
}

/** The code of the words for what an agent does. */
export function agentState(agent: BoardAgent): string {
  return agent.work === 'idle' ? agent.presence : agent.work;
}
