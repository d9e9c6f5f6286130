// What a person asks of the service about their call, or about others' that wait. Each is one message; the next view tells what became of it.
import type { Way } from '../socket/protocol';
import type { Desk } from './desk.svelte';
import { answerIfOpen } from './work';

/** No line has a higher priority. */
const beforeAll = 1000;

export class Orders {
  constructor(private readonly desk: Desk) {}

  pause(reason: string): void {
    this.desk.order({ type: 'pause', reason });
  }

  /** Leaves the wrap-up with the record unfinished. */
  finishLater(call: string): void {
    this.desk.order({ type: 'wrapup_done', call });
  }

  /** Puts the caller on hold, or takes them back. */
  toggleHold(): void {
    const call = this.desk.view?.call;
    if (call) this.desk.order({ type: call.held ? 'resume' : 'hold', call: call.id });
  }

  /** Keeps the caller's voice from all others in the talk, or lets it in again. */
  toggleCaller(): void {
    const call = this.desk.view?.call;
    if (call) this.desk.order({ type: 'caller', call: call.id, state: call.muted ? 'in' : 'muted' });
  }

  /** Asks where the talk can be given to; a dialog shows the answer. */
  askWays(): void {
    this.desk.order({ type: 'ways', id: 'ways' });
  }

  transfer(way: Way): void {
    const call = this.desk.view?.call;
    if (call) this.desk.order({ type: 'transfer', call: call.id, ...way });
  }

  /** Has the call back that was given away. */
  takeBack(): void {
    const call = this.desk.view?.call;
    if (call) this.desk.order({ type: 'take_back', call: call.id });
  }

  /** Notes danger: the moment for the journal and the supervisors, and what the record asks of it. */
  noteDanger(): void {
    const call = this.desk.view?.call;
    if (!call) return;
    this.desk.order({ type: 'danger', call: call.id });
    answerIfOpen(this.desk.formOf(this.desk.records.current), this.desk.records.current, 'immediate_danger', 'yes');
  }

  /** Shows what the caller at hand had before, or shuts it. */
  toggleHistory(): void {
    const context = this.desk.view?.context;
    if (this.desk.history) this.desk.history = null;
    else if (context?.state === 'known') this.desk.order({ type: 'history', id: 'history', call: context.call });
  }

  /** Calls the caller of a record back. */
  callBack(contact: string): void {
    this.desk.order({ type: 'call_back', id: 'call_back', contact });
  }

  /** Asks which places outside can be called; a dialog shows the answer. */
  askPlaces(): void {
    this.desk.order({ type: 'ways', id: 'places' });
  }

  /** Calls a place outside. Where it is about a case, its timeline tells it. */
  callPlace(place: string, about = ''): void {
    this.desk.order({ type: 'call_place', id: 'call_place', divert: place, ...(about ? { case: about } : {}) });
  }

  /** Asks for a record that was closed a moment ago, to write in it again. It is shown as soon as it is there. */
  reopen(contact: string): void {
    this.desk.order(this.desk.reopening.ask(contact));
  }

  /** Has a call that waits served before all others, by a supervisor. */
  serveFirst(call: string): void {
    this.desk.order({ type: 'prioritise', call, priority: beforeAll });
  }

  /** Keeps a waiting call for somebody who takes calls, by a supervisor. */
  keepFor(call: string, to: string): void {
    this.desk.order({ type: 'assign', call, to });
  }
}
