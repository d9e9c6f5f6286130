// The others in the own talk, a colleague or a place outside: asked in, muted, held, sent away, or left the talk.
import type { GuestView, View } from '../socket/protocol';
import type { Desk } from './desk.svelte';
import { chosen } from './form';

/** As many guests as a talk can have. */
const most = 3;

export class Company {
  #removed = 0; // the guest's leg that was sent away last

  constructor(private readonly desk: Desk) {}

  /** The colleague in the talk whom it can be left to. */
  heir = $derived.by(() => this.desk.view?.call?.guests?.find((g) => g.agent && g.state !== 'ringing' && g.state !== 'joining') ?? null);
  /** Whom to call for help in this talk, since danger was noted; those who are in it are not called again. */
  help = $derived.by(() => (this.desk.emergency?.about === this.desk.view?.call?.id ? (this.desk.emergency?.numbers ?? []) : []));
  /** The child's municipality, as the record has it; empty while it is not known. */
  municipality = $derived.by(() => chosen(this.desk.records.current?.view.values['place']).findLast((code) => code !== 'unknown') ?? '');
  /** The number of the child-protection unit there, if the desk may call it. */
  unitNumber = $derived.by(() => {
    const unit = this.desk.nearby.unit(this.municipality);
    return unit?.callable ? unit.phones[0] : undefined;
  });

  /** Nobody can be asked in before somebody is sent away. */
  full = $derived.by(() => (this.desk.view?.call?.guests?.length ?? 0) >= most);

  /** Asks who can be asked into the talk; a dialog shows the answer. */
  askGuests(): void {
    if (this.full) return this.desk.say('full');
    this.desk.order({ type: 'ways', id: 'guests' });
  }

  /** Asks somebody into the talk; apart, the caller hears music meanwhile. */
  invite(whom: { to: string } | { divert: string }, apart: boolean): void {
    const call = this.desk.view?.call;
    if (!call) return;
    if (this.full) return this.desk.say('full'); // and the caller does not go on hold for nothing
    if (apart && !call.held) this.desk.order({ type: 'hold', call: call.id });
    this.desk.order({ type: 'invite', call: call.id, ...whom });
  }

  /** Asks the first of the emergency numbers into the talk, which the caller hears. */
  callHelp(number = this.help[0]?.number): void {
    if (number) this.invite({ divert: number }, false);
  }

  /** Asks the child-protection unit of the child's municipality into the talk, which the caller hears. */
  callUnit(): void {
    if (this.unitNumber) this.invite({ divert: this.unitNumber }, false);
  }

  place(guest: GuestView, state: 'in' | 'muted' | 'held'): void {
    const call = this.desk.view?.call;
    if (call) this.desk.order({ type: 'guest', call: call.id, leg: guest.leg, state });
  }

  remove(guest: GuestView): void {
    const call = this.desk.view?.call;
    if (!call) return;
    this.#removed = guest.leg;
    this.desk.order({ type: 'remove', call: call.id, leg: guest.leg });
  }

  /** Leaves the talk, with its record, to the colleague who is in it. */
  handOver(): void {
    const call = this.desk.view?.call;
    if (call && this.heir) this.desk.order({ type: 'hand_over', call: call.id, leg: this.heir.leg });
  }

  /** A guest whose phone rang before did not come, and was not sent away here. */
  missed(before: View | null, now: View): boolean {
    if (now.call?.state !== 'talking' || now.call.id !== before?.call?.id) return false;
    const rang = before.call.guests?.filter((g) => g.state === 'ringing' && g.leg !== this.#removed) ?? [];
    return rang.some((g) => !now.call?.guests?.some((still) => still.leg === g.leg));
  }
}
