import { beforeEach, describe, expect, it } from 'vitest';
import type { Contact, Json, ScreenMessage } from '../socket/protocol';
import { Saver, type SaverView } from './saver';

let sent: ScreenMessage[];
let view: SaverView;
let timers: { ms: number; run: () => void }[];
let saver: Saver;

const contact = (rev: number, values: Record<string, Json> = {}): Contact => ({
  id: 'c1',
  call: 'call1',
  line: '116111',
  form: '1',
  rev,
  opened: 0,
  values,
  number_kept: true,
});
const last = () => sent.at(-1) as Extract<ScreenMessage, { type: 'set' }>;
const yes = (rev: number) => saver.saved({ type: 'saved', id: last().id, contact: 'c1', rev });
const no = (code: string, rev?: number, fields?: string[]) =>
  saver.refused({ type: 'refused', id: last().id, code, contact: 'c1', rev, fields });
const fire = () => timers.splice(0).forEach((timer) => timer.run());

beforeEach(() => {
  sent = [];
  timers = [];
  let n = 0;
  saver = new Saver({
    send: (message) => sent.push(message) > 0,
    changed: (v) => (view = v),
    later: (ms, run) => void timers.push({ ms, run }),
    newId: () => `m${++n}`,
  });
  view = saver.view();
});

const online = () => {
  saver.line(true);
  saver.attach(contact(3));
};

describe('a saver', () => {
  it('sends a field with the revision it saw, and says saved only when the server does', () => {
    online();
    saver.set('call_type', 'silent');
    expect(last()).toEqual({ type: 'set', id: 'm1', contact: 'c1', field: 'call_type', value: 'silent', rev: 3 });
    expect(view.safety).toBe('saving');
    yes(4);
    expect(view.safety).toBe('saved');
    expect(view.values).toEqual({ call_type: 'silent' });
  });

  it('keeps one message in the air, and sends the newest word next', () => {
    online();
    saver.set('note', 'a');
    saver.set('note', 'ab');
    saver.set('note', 'abc');
    expect(sent).toHaveLength(1);
    yes(4);
    expect(last()).toMatchObject({ value: 'abc', rev: 4 });
    expect(sent).toHaveLength(2);
  });

  it('does not send a word letter by letter, but sends it when the field is left', () => {
    online();
    saver.set('note', 'a', 500);
    saver.set('note', 'ab', 500);
    expect(sent).toHaveLength(0);
    expect(timers).toHaveLength(1);
    saver.flush();
    expect(last()).toMatchObject({ value: 'ab' });
  });

  it('keeps what is typed before the record exists', () => {
    saver.line(true);
    saver.set('note', 'early');
    expect(view.safety).toBe('kept');
    saver.attach(contact(1));
    expect(last()).toMatchObject({ field: 'note', value: 'early', rev: 1 });
  });

  it('sends again what was in the air when the line was lost', () => {
    online();
    saver.set('note', 'first');
    saver.line(false);
    expect(view.safety).toBe('offline');
    saver.set('note', 'second');
    saver.line(true);
    expect(last()).toMatchObject({ value: 'second' });
    expect(sent).toHaveLength(2);
  });

  it('keeps the words while the database is away, and tries again ever more slowly', () => {
    online();
    saver.set('note', 'words');
    const waits: number[] = [];
    for (let i = 0; i < 4; i++) {
      no('unavailable');
      expect(view.safety).toBe('kept');
      expect(view.values['note']).toBe('words');
      waits.push(timers[0]!.ms);
      fire();
    }
    expect(waits).toEqual([1000, 2000, 5000, 5000]);
    yes(4);
    expect(view.safety).toBe('saved');
  });

  it('is never overwritten by a view while its own words are not saved', () => {
    online();
    saver.set('note', 'mine');
    saver.attach(contact(5, { note: 'theirs', call_type: 'silent' }));
    expect(view.values).toEqual({ note: 'mine', call_type: 'silent' });
  });

  it('ignores a view older than what it knows', () => {
    online();
    saver.set('note', 'new');
    yes(4);
    saver.attach(contact(3, { note: 'old' }));
    expect(view.values['note']).toBe('new');
  });

  it('shows both sides of a conflict, and writes only what the person chose', () => {
    online();
    saver.set('note', 'mine');
    no('conflict', 6);
    saver.attach(contact(6, { note: 'theirs' }));
    expect(view.conflicts).toEqual({ note: 'theirs' });
    expect(view.safety).toBe('conflict');
    expect(sent).toHaveLength(1);
    saver.keepMine('note');
    expect(last()).toMatchObject({ value: 'mine', rev: 6 });
  });

  it('takes over what the other wrote', () => {
    online();
    saver.set('note', 'mine');
    no('conflict', 6);
    saver.attach(contact(6, { note: 'theirs' }));
    saver.takeTheirs('note');
    expect(view.values['note']).toBe('theirs');
    expect(view.safety).toBe('saved');
    expect(sent).toHaveLength(1);
  });

  it('sees no conflict where the server holds the same words', () => {
    online();
    saver.set('note', 'same');
    no('conflict', 6);
    saver.attach(contact(6, { note: 'same' }));
    expect(view.conflicts).toEqual({});
    expect(view.safety).toBe('saved');
  });

  it('closes only after every word is saved', () => {
    online();
    saver.set('note', 'last words', 500);
    saver.close();
    expect(last()).toMatchObject({ type: 'set', field: 'note' });
    yes(4);
    expect(last()).toMatchObject({ type: 'close', contact: 'c1', rev: 4 });
    expect(view.closing).toBe(true);
  });

  it('says what closing still asks for', () => {
    online();
    saver.close();
    no('incomplete', undefined, ['call_type']);
    expect(view).toMatchObject({ closing: false, incomplete: ['call_type'] });
    saver.set('call_type', 'silent');
    expect(view.incomplete).toEqual([]);
  });

  it('says so when closing failed because the database is away', () => {
    online();
    saver.close();
    no('unavailable');
    expect(view).toMatchObject({ closing: false, closeFailed: true });
    saver.close();
    expect(view).toMatchObject({ closing: true, closeFailed: false });
  });

  it('lets go of a record that is somebody else’s, but still shows the words', () => {
    online();
    saver.set('note', 'mine');
    no('not_yours');
    expect(view.safety).toBe('gone');
    expect(view.values['note']).toBe('mine');
    saver.set('note', 'more');
    expect(sent).toHaveLength(1);
  });

  it('holds back a value that the form does not allow', () => {
    online();
    saver.set('note', 'bad');
    no('invalid');
    expect(view).toMatchObject({ safety: 'invalid', invalid: ['note'] });
    saver.set('note', 'good');
    expect(last()).toMatchObject({ value: 'good' });
  });
});
