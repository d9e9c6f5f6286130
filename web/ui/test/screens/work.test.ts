// The work of the hands: presence, kinds by key, saving, closing, conflicts; and that no key acts
// while somebody types.
import { describe, expect, it } from 'vitest';
import type { Finished, ScreenMessage, ServerMessage } from '../../src/socket/protocol';
import { accessible, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

type Set = Extract<ScreenMessage, { type: 'set' }>;
const sets = () => service.heard.filter((m): m is Set => m.type === 'set');
const types = () => service.heard.map((m) => m.type);

/** A record that was closed so many minutes ago. */
const finished = (contact: string, minutes = 0): Finished =>
  ({ contact, line: '116111', opened: scenes.now() - (minutes + 5) * 60_000, closed: scenes.now() - minutes * 60_000, case: false });

/** A database that says yes to everything. */
function saving(): void {
  let rev = 1;
  const greet = service.answer;
  service.answer = (message, say) => {
    greet(message, say);
    if (message.type === 'set') say({ type: 'saved', id: message.id, contact: message.contact, field: message.field, rev: ++rev });
    if (message.type === 'close') {
      say({ type: 'saved', id: message.id, contact: message.contact, rev: ++rev, closed: true });
      say(scenes.view(service.tab, { closed: [finished(message.contact)] }));
    }
  };
}

describe('presence', () => {
  it('is ready by key, after the microphone was found', async () => {
    const page = await openAs((tab) => scenes.view(tab, {}, { presence: 'not_ready', reason: 'signed_in' }));
    await page.keyboard.press('g');
    await expect.poll(types).toContain('ready');
  });

  it('pauses for a reason chosen by keys alone', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    await page.keyboard.press('p');
    await page.getByTestId('pause-break').waitFor();
    await shoot(page, 'desk-pause-menu');
    await accessible(page);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'pause', reason: 'meal' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('pause');
  });

  it('does not get ready without a microphone, and says why', async () => {
    const page = await openAs((tab) => scenes.view(tab, {}, { presence: 'not_ready' }));
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await page.getByTestId('ready').click();
    await page.getByTestId('trouble-mic_denied').waitFor();
    expect(types()).not.toContain('ready');
    await shoot(page, 'desk-mic-denied');
    await accessible(page);
  });
});

describe('the record', () => {
  it('is closed by one key when the kind needs nothing else', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab));
    saving();
    await page.keyboard.press('1');
    await expect.poll(types).toContain('close');
    expect(sets()).toHaveLength(1);
    expect(sets()[0]).toMatchObject({ field: 'call_type', value: 'silent', rev: 1 });
    await page.getByText('Kontakti u mbyll').waitFor();
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('ready');
  });

  // The first version of the form, which is worked on in one piece.
  it('reaches every kind by mouse and by key', async () => {
    const page = await openAs((tab) => scenes.talking(tab, {}, {}, '1'));
    saving();
    expect(await page.getByTestId('type').count()).toBe(18);
    await page.keyboard.press('0');
    await page.keyboard.press('9');
    await expect.poll(() => sets().at(-1)?.value).toBe('staff_test');
    await page.locator('[data-testid=type][data-code=followup]').click();
    await expect.poll(() => sets().at(-1)?.value).toBe('followup');
    expect(types()).not.toContain('close');
  });

  it('takes a whole talk by keyboard: kind, direction, summary, end', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, {}, '1'));
    saving();
    await page.keyboard.press('8');
    await page.keyboard.press('k');
    await page.keyboard.press('n');
    await page.keyboard.type('Agim k1 m? 9');
    expect(await page.getByTestId('note').inputValue()).toBe('Agim k1 m? 9');
    await page.keyboard.press('Control+Enter');
    await expect.poll(types).toContain('close');
    const values = Object.fromEntries(sets().map((m) => [m.field, m.value]));
    expect(values).toEqual({ call_type: 'child_self', directions: ['counselling'], note: 'Agim k1 m? 9' });
  });

  it('leads to what is missing instead of closing', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, { call_type: 'child_self' }, '1'));
    saving();
    await page.getByTestId('done').click();
    await page.getByTestId('needs').waitFor();
    expect(await page.getByTestId('needs').textContent()).toContain('Përmbledhje');
    expect(types()).not.toContain('close');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('direction');
    await shoot(page, 'desk-incomplete');
    await accessible(page);
  });

  it('says that words are kept while the database is away', async () => {
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, {}, '1'));
    const greet = service.answer;
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type === 'set') say({ type: 'refused', id: message.id, code: 'unavailable', contact: 'c1' });
    };
    await page.getByTestId('note').fill('ruaje');
    await page.getByTestId('note').blur();
    await expect.poll(() => page.getByTestId('save-state').getAttribute('data-safety')).toBe('kept');
    await shoot(page, 'desk-kept');
    await accessible(page);
  });

  it('shows both sides of a conflict', async () => {
    const page = await openAs((tab) => scenes.talking(tab, scenes.filled, {}, '1'));
    const greet = service.answer;
    const theirs: ServerMessage = scenes.talking(service.tab, { ...scenes.filled, note: 'Shkruar në skedën tjetër.' }, {}, '1');
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type !== 'set' || message.rev > 1) return;
      say({ type: 'refused', id: message.id, code: 'conflict', contact: 'c1', field: 'note', rev: 5 });
      say({ ...theirs, contact: { ...theirs.contact!, rev: 5 } });
    };
    await page.getByTestId('note').fill('Shkruar këtu.');
    await page.getByTestId('note').blur();
    await page.getByText('Shkruar në skedën tjetër.').waitFor();
    await shoot(page, 'desk-conflict');
    await accessible(page);
    await page.getByTestId('keep-mine').click();
    await expect.poll(() => sets().at(-1)).toMatchObject({ value: 'Shkruar këtu.', rev: 5 });
  });

  it('can be left for later, and taken up again', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab));
    await page.getByTestId('later').click();
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'wrapup_done', call: scenes.call });
    service.say(scenes.view(service.tab, { unfinished: [scenes.contact({ call_type: 'about_child' })] }));
    await page.getByTestId('unfinished').getByRole('button').click();
    await page.getByTestId('record').waitFor();
    await shoot(page, 'desk-unfinished-open');
    await accessible(page);
  });
});

describe('a record that was closed', () => {
  it('can be opened again for a while, and goes on where it was', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab));
    saving();
    const answer = service.answer;
    service.answer = (message, say) => {
      answer(message, say);
      if (message.type !== 'reopen') return;
      say({ type: 'saved', id: message.id, contact: message.contact, rev: 9 });
      say(scenes.view(service.tab, { unfinished: [scenes.contact({ call_type: 'silent' }, 9)] }));
    };
    await page.keyboard.press('1');
    await page.getByTestId('reopen').waitFor();
    await shoot(page, 'desk-closed');
    await accessible(page);
    await page.getByTestId('reopen').click();
    await page.getByTestId('record').waitFor();
    await page.keyboard.press('8');
    await expect.poll(() => sets().at(-1)).toMatchObject({ value: 'child_self', rev: 9 });
    expect(await page.getByTestId('reopen').count()).toBe(0);
  });

  it('is had again on another computer, until a quarter of an hour is over', async () => {
    const page = await openAs((tab) => scenes.view(tab, { closed: [finished('c1', 14), finished('c0', 15)] }));
    service.answer = (message, say) => {
      if (message.type !== 'reopen') return;
      say({ type: 'saved', id: message.id, contact: message.contact, rev: 9 });
      say(scenes.view(service.tab, { unfinished: [scenes.contact({ call_type: 'silent' }, 9)] }));
    };
    await page.getByTestId('reopen').waitFor();
    expect(await page.getByTestId('reopen').count(), 'the older one is too old').toBe(1);
    await page.getByTestId('reopen').press('Enter');
    await page.getByTestId('record').waitFor();
    expect(service.heard.find((m) => m.type === 'reopen')).toMatchObject({ contact: 'c1' });
    await page.getByTestId('reopen').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => Object.keys({ ...localStorage, ...sessionStorage }).filter((key) => key.includes('closed')))).toEqual([]);
  });

  it('is not opened again when it is too late, and says so', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab));
    saving();
    const answer = service.answer;
    service.answer = (message, say) => {
      answer(message, say);
      if (message.type !== 'reopen') return;
      say(scenes.view(service.tab));
      say({ type: 'refused', id: message.id, code: 'not_allowed', contact: message.contact });
    };
    await page.keyboard.press('1');
    await page.getByTestId('reopen').click();
    await page.getByText('Mbikëqyrësi mund ta hapë').waitFor();
    expect(await page.getByTestId('reopen').count()).toBe(0);
  });
});

describe('the keys', () => {
  it('are all shown by ?, and can be switched off', async () => {
    const page = await openAs((tab) => scenes.view(tab));
    await page.keyboard.press('?');
    await page.getByTestId('keys-dialog').waitFor();
    await shoot(page, 'desk-keys');
    await accessible(page);
    await page.getByTestId('letters').uncheck();
    await page.keyboard.press('Escape');
    await page.getByTestId('keys-dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('p');
    expect(await page.getByTestId('pause').getAttribute('aria-expanded')).toBe('false');
  });
});
