// What a pressed key does. True means that it did something, so that the browser need not.
import { chooseDirection, chooseType, finish, search } from './work';
import { callsBack } from './calling';
import type { Desk } from './desk.svelte';
import { field, isStaged, type FormDefinition } from './form';
import { rarer, type KeyAction } from './keys';
import type { DraftRecord } from './record.svelte';

/** What the page itself must do. */
export interface PageActs {
  help(): void;
  pause(): void;
  accept(): void;
}

/** What keys do on a covered screen: the phone's own, and nothing else. */
const onPhone: readonly KeyAction['do'][] = ['accept', 'decline', 'mute', 'hang_up', 'hang_up_hint'];
/** What they do beside the desk: also what the strip on top has on every page. No key writes in a record that is not in sight. */
const beside: readonly KeyAction['do'][] = [...onPhone, 'ready', 'pause', 'audio', 'help', 'lock', 'call_back'];

/** Says whether a key acts where the person is. */
export function acts(action: KeyAction, on: { covered: boolean; desk: boolean }): boolean {
  if (on.covered) return onPhone.includes(action.do);
  return on.desk || beside.includes(action.do);
}

/** Carries out a key's wish, if it makes sense now. */
export function act(action: KeyAction, desk: Desk, page: PageActs): boolean {
  switch (action.do) {
    case 'ready':
      void desk.own.ready();
      return true;
    case 'pause':
      page.pause();
      return true;
    case 'audio':
      desk.audio = true;
      return true;
    case 'pad':
      return onlyIf(desk.mayDial, () => (desk.pad = true));
    case 'help':
      page.help();
      return true;
    case 'lock':
      void desk.lock();
      return true;
    case 'accept':
      return onlyIf(desk.situation === 'ringing' && desk.hasPhone, () => page.accept());
    case 'decline':
      return onlyIf(desk.situation === 'ringing' && desk.hasPhone, () => desk.own.decline());
    case 'mute':
      return onlyIf(desk.situation === 'talking' || desk.situation === 'held', () => desk.own.toggleMute());
    case 'hold':
      return onlyIf(desk.inTalk, () => desk.orders.toggleHold());
    case 'danger':
      return onlyIf(desk.inTalk, () => desk.orders.noteDanger());
    case 'invite':
      return onlyIf(desk.inTalk, () => desk.company.askGuests());
    case 'call_help':
      return onlyIf(desk.inTalk && desk.company.help.length > 0, () => desk.company.callHelp());
    case 'call_unit':
      return onlyIf(desk.inTalk && !!desk.view?.call?.danger && desk.company.unitNumber !== undefined, () => desk.company.callUnit());
    case 'hand_over':
      return onlyIf(desk.inTalk && desk.company.heir !== null, () => desk.company.handOver());
    case 'history':
      return onlyIf(desk.history !== null || desk.view?.context?.state === 'known', () => desk.orders.toggleHistory());
    case 'call_back':
      return callsBack();
    case 'transfer':
      if (desk.situation === 'given') return onlyIf(true, () => desk.orders.takeBack());
      return onlyIf(desk.inTalk, () => desk.orders.askWays());
    case 'hang_up_hint':
      return onlyIf(mayHangUp(desk), () => desk.say('hang_up_hint'));
    case 'hang_up':
      return onlyIf(mayHangUp(desk), () => {
        desk.say(null);
        desk.own.hangUp();
      });
    default:
      return onRecord(action, desk);
  }
}

function onRecord(action: KeyAction, desk: Desk): boolean {
  if (action.do === 'finish' && desk.handedOn) return onlyIf(true, () => desk.orders.finishLater(desk.view?.call?.id ?? ''));
  const draft = desk.view?.offer ? desk.records.current : desk.records.shown;
  const form = desk.formOf(draft);
  if (!draft || !form) return false;
  switch (action.do) {
    case 'type': {
      const code = draft.page.allKinds ? rarer(action.code) : action.code;
      const known = field(form, 'call_type')?.options?.some((o) => o.code === code) === true;
      return onlyIf(known, () => chooseType(desk, draft, form, code));
    }
    case 'direction':
      return onlyIf(true, () => {
        chooseDirection(draft, action.code);
        if (isStaged(form)) draft.page.goTo(form, { field: 'directions' });
      });
    case 'note':
      return onlyIf(true, () => toNote(draft, form));
    case 'finish':
      return onlyIf(true, () => finish(desk, draft, form));
    default:
      return isStaged(form) && inStages(action, draft, form);
  }
}

/** What only a form in stages knows. */
function inStages(action: KeyAction, draft: DraftRecord, form: FormDefinition): boolean {
  switch (action.do) {
    case 'type_prefix':
      return onlyIf(true, () => (draft.page.allKinds = true));
    case 'stage':
      return onlyIf(true, () => draft.page.step(form, action.by));
    case 'search':
      return search();
    default:
      return false;
  }
}

function toNote(draft: DraftRecord, form: FormDefinition): void {
  if (isStaged(form)) draft.page.goTo(form, { field: 'note' });
  else document.querySelector<HTMLElement>('[data-testid=note]')?.focus();
}

function mayHangUp(desk: Desk): boolean {
  return desk.leg !== null && desk.situation !== 'ringing';
}

function onlyIf(may: boolean, run: () => void): boolean {
  if (may) run();
  return may;
}
