// The pages' types held to what the service really says (agent/testdata/shapes, web/testdata/shapes, made by its own tests from the Go
// types): a field that is named otherwise there, is new, or is gone, fails `npm run check` here.
import type { AccountView } from '../src/state/account.svelte';
import type { Colleague as Coworker } from '../src/state/colleagues.svelte';
import type { Doors, Enrolled, Person } from '../src/api';
import type { Page as Entries, Report } from '../src/audit/api';
import type * as cases from '../src/cases/api';
import type { Agency, Directory, Versions } from '../src/directory/api';
import type { Document } from '../src/documents/api';
import type { DeskPhone, DeskPhoneMade } from '../src/phone/desk';
import type { Colleague, Made, People } from '../src/people/api';
import type { Referral, Referrals, Waiting } from '../src/referrals/api';
import type { Purpose } from '../src/reveal/api';
import type { Answer, Opened } from '../src/search/api';
import type { BoardAlert, Bye, Emergency, History, PhoneMessage, Refused, Saved, ServerMessage, View, Ways, Welcome } from '../src/socket/protocol';
import type { Left } from '../src/tasks/api';

/** What differs between what is told and a page's type, by the way to it; never, if nothing does. */
type Differs<Told, Type, At extends string = ''> = Told extends null
  ? never // may be anything
  : Told extends readonly (infer Item)[]
    ? NonNullable<Type> extends readonly (infer Wanted)[]
      ? Differs<Item, Wanted, `${At}[]`>
      : `${At} is a list`
    : Told extends object
      ? NonNullable<Type> extends object
        ? '*' extends keyof Told
          ? Differs<Told['*'], NonNullable<Type>[keyof NonNullable<Type>], `${At}.*`>
          : InFields<Told, NonNullable<Type>, At>
        : `${At} is an object`
      : NonNullable<Type> extends Plain<Told>
        ? never
        : `${At} is of another type`;

type InFields<Told, Type, At extends string> =
  | { [K in keyof Told & string]: K extends keyof Type ? Differs<Told[K], Type[K], `${At}.${K}`> : `${At}.${K} is not known here` }[keyof Told & string]
  | { [K in Exclude<keyof Type, keyof Told> & string]: `${At}.${K} is never told` }[Exclude<keyof Type, keyof Told> & string];

type Plain<T> = T extends string ? string : T extends number ? number : boolean;
type Same<Told, Type> = [Differs<Told, Type>] extends [never] ? true : Differs<Told, Type>;
type All<T extends Record<string, true>> = T;

type Said = typeof import('../../../agent/testdata/shapes/view.json');
type Of<Shape extends { full: unknown }> = Shape['full'];

/** What is said over the socket. */
export type Messages = All<{
  view: Same<Of<Said>, View>;
  welcome: Same<Of<typeof import('../../../agent/testdata/shapes/welcome.json')>, Welcome>;
  phone: Same<Of<typeof import('../../../agent/testdata/shapes/phone.json')>, PhoneMessage>;
  saved: Same<Of<typeof import('../../../agent/testdata/shapes/saved.json')>, Saved>;
  refused: Same<Of<typeof import('../../../agent/testdata/shapes/refused.json')>, Refused>;
  bye: Same<Of<typeof import('../../../agent/testdata/shapes/bye.json')>, Bye>;
  emergency: Same<Of<typeof import('../../../agent/testdata/shapes/emergency.json')>, Emergency>;
  ways: Same<Of<typeof import('../../../agent/testdata/shapes/ways.json')>, Ways>;
  history: Same<Of<typeof import('../../../agent/testdata/shapes/history.json')>, History>;
  calling: Same<Of<typeof import('../../../agent/testdata/shapes/calling.json')>, Extract<ServerMessage, { type: 'calling' }>>;
  beat: Same<Of<typeof import('../../../agent/testdata/shapes/beat.json')>, Extract<ServerMessage, { type: 'beat' }>>;
}>;

/** What is answered to requests. */
export type Answers = All<{
  me: Same<Of<typeof import('../../testdata/shapes/me.json')>, Person>;
  doors: Same<Of<typeof import('../../testdata/shapes/doors.json')>, Doors>;
  ticket: Same<Of<typeof import('../../testdata/shapes/ticket.json')>, { ticket: string }>;
  account: Same<Of<typeof import('../../testdata/shapes/account.json')>, AccountView>;
  enrolled: Same<Of<typeof import('../../testdata/shapes/enrolled.json')>, Enrolled>;
  deskPhone: Same<Of<typeof import('../../testdata/shapes/desk_phone.json')>, DeskPhone>;
  deskPhoneMade: Same<Of<typeof import('../../testdata/shapes/desk_phone_made.json')>, DeskPhoneMade>;
  people: Same<Of<typeof import('../../testdata/shapes/people.json')>, People>;
  person: Same<Of<typeof import('../../testdata/shapes/person.json')>, Colleague>;
  personMade: Same<Of<typeof import('../../testdata/shapes/person_made.json')>, Made>;
  colleagues: Same<Of<typeof import('../../testdata/shapes/colleagues.json')>, { people: Coworker[] }>;
  directory: Same<Of<typeof import('../../testdata/shapes/directory.json')>, Directory>;
  agency: Same<Of<typeof import('../../testdata/shapes/agency.json')>, Agency>;
  versions: Same<Of<typeof import('../../testdata/shapes/versions.json')>, Versions>;
  referrals: Same<Of<typeof import('../../testdata/shapes/referrals.json')>, Referrals>;
  referral: Same<Of<typeof import('../../testdata/shapes/referral.json')>, Referral>;
  waiting: Same<Of<typeof import('../../testdata/shapes/waiting.json')>, Waiting>;
  purposes: Same<Of<typeof import('../../testdata/shapes/purposes.json')>, { purposes: Purpose[] }>;
  number: Same<Of<typeof import('../../testdata/shapes/number.json')>, { number: string }>;
  contact: Same<Of<typeof import('../../testdata/shapes/contact.json')>, Opened>;
  found: Same<Of<typeof import('../../testdata/shapes/found.json')>, Answer>;
  made: Same<Of<typeof import('../../testdata/shapes/made.json')>, { id: string }>;
  tasks: Same<Of<typeof import('../../testdata/shapes/tasks.json')>, Left>;
  cases: Same<Of<typeof import('../../testdata/shapes/cases.json')>, cases.List>;
  case: Same<Of<typeof import('../../testdata/shapes/case.json')>, cases.Case>;
  caseHead: Same<Of<typeof import('../../testdata/shapes/case_head.json')>, cases.Head>;
  caseCode: Same<Of<typeof import('../../testdata/shapes/case_code.json')>, { code: string }>;
  caseRev: Same<Of<typeof import('../../testdata/shapes/case_rev.json')>, { rev: number }>;
  caseOwners: Same<Of<typeof import('../../testdata/shapes/case_owners.json')>, { owners: cases.Owner[] }>;
  contactCases: Same<Of<typeof import('../../testdata/shapes/contact_cases.json')>, { case: cases.Head | null; offered: cases.Head[] }>;
  document: Same<Of<typeof import('../../testdata/shapes/document.json')>, Document>;
  alerts: Same<Of<typeof import('../../testdata/shapes/alerts.json')>, { alerts: BoardAlert[] }>;
  entries: Same<Of<typeof import('../../testdata/shapes/entries.json')>, Entries>;
  report: Same<Of<typeof import('../../testdata/shapes/report.json')>, Report>;
  words: Same<Of<typeof import('../../testdata/shapes/words.json')>, { words: string }>;
}>;
