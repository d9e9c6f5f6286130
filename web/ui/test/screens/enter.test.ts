// A contact that was no call is entered afterwards: how it came, when, for whom; then the form as always.
import { describe, expect, it } from 'vitest';
import type { Contact } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const people = [
  { id: 'a1', name: 'Mira Provë', role: 'psychologist', for: true },
  { id: 'a2', name: 'Besa Shembull-Karafilaj', role: 'social_worker', for: true },
  { id: 's1', name: 'Vera Provë', role: 'supervisor', for: true },
  { id: 'a9', name: 'Larg Provë', role: 'psychologist', for: false },
];

function entered(id: string, values: Contact['values']): Contact {
  return { id, call: '', line: '', form: '2', rev: 3, opened: scenes.now(), values: { channel: 'walk_in', happened_at: { at: '2026-11-25T10:15' }, taken_by: 'a2', ...values }, call_back: false, number_kept: false };
}

async function dialog(colorScheme: 'light' | 'dark' = 'light') {
  service.routes['GET /api/colleagues'] = { status: 200, body: { people } };
  const page = await openAs((tab) => scenes.view(tab), { options: { ...office, colorScheme } });
  await page.getByTestId('enter').press('Enter');
  await page.getByTestId('enter-channel').locator('option[value=walk_in]').waitFor({ state: 'attached' });
  return page;
}

describe.each(['light', 'dark'] as const)('a contact that was no call, in %s', (colorScheme) => {
  it('is begun with how, when and who, and then written like any other', async () => {
    const page = await dialog(colorScheme);
    await page.getByTestId('enter-channel').selectOption('post');
    await page.getByTestId('enter-at').fill('25.11.2026 10:15');
    await page.getByTestId('enter-for').locator('option[value=a2]').waitFor({ state: 'attached' });
    expect(await page.getByTestId('enter-for').locator('option').count()).toBe(3); // oneself, and two of the team
    await page.getByTestId('enter-for').selectOption('a2');
    await shoot(page, `enter-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('enter-go').click();
    await expect.poll(() => service.heard.at(-1)?.type).toBe('enter');
    const asked = service.heard.at(-1) as unknown as { contact: string; channel: string; at: string; to: string };
    expect(asked).toMatchObject({ channel: 'post', at: '2026-11-25T10:15', to: 'a2' });
    const contact = entered(asked.contact, { channel: 'post' });
    service.say({ type: 'saved', id: 'enter', contact: asked.contact, rev: 3 });
    service.say(scenes.view(service.tab, { unfinished: [contact] }));
    await page.getByTestId('record').waitFor();
    await page.getByTestId('enter-dialog').waitFor({ state: 'detached' });
    expect(await page.getByTestId('q-taken_by').textContent()).toContain('Besa Shembull-Karafilaj');
    await shoot(page, `enter-record-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('type').and(page.locator('[data-code=silent]')).first().click();
    await expect.poll(() => service.heard.at(-1)).toMatchObject({ type: 'set', contact: asked.contact, field: 'call_type', value: 'silent' });
  });
});

describe('entering', () => {
  it('says why not, and asks again for the same contact', async () => {
    const page = await dialog();
    const now = await page.getByTestId('enter-at').inputValue();
    await page.getByTestId('enter-at').fill('dje');
    await page.getByTestId('enter-go').click();
    await page.getByText('Data nuk kuptohet').waitFor();
    await page.getByTestId('enter-at').fill(now);
    await page.getByTestId('enter-go').click();
    await expect.poll(() => service.heard.at(-1)?.type).toBe('enter');
    const first = service.heard.at(-1) as { contact?: string };
    service.say({ type: 'refused', id: 'enter', code: 'too_old' });
    await page.getByText('Ka kaluar tepër kohë').waitFor();
    await shoot(page, 'enter-too-old');
    await accessible(page);
    await page.getByTestId('enter-go').click();
    await expect.poll(() => service.heard.filter((m) => m.type === 'enter').length).toBe(2);
    expect((service.heard.at(-1) as { contact?: string }).contact).toBe(first.contact);
    await page.keyboard.press('Escape');
    await page.getByTestId('enter-dialog').waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('enter');
  });

  it('steps aside when it rings, with what was typed, and comes back when no call is at hand', async () => {
    const page = await dialog();
    await page.getByTestId('enter-at').fill('25.11.2026 10:15');
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('enter-dialog').waitFor({ state: 'hidden' });
    await page.getByTestId('accept').click({ trial: true });
    await accessible(page);
    await page.keyboard.press('a');
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('connecting');
    service.say(scenes.talking(service.tab));
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).not.toBe('connecting');
    expect(await page.getByTestId('enter-dialog').isVisible()).toBe(false);
    service.say(scenes.view(service.tab));
    await page.getByTestId('enter-dialog').waitFor();
    expect(await page.getByTestId('enter-at').inputValue()).toBe('25.11.2026 10:15');
    await page.keyboard.press('Escape');
    await page.getByTestId('enter-dialog').waitFor({ state: 'detached' });
  });

  it('keeps two of them apart, and waits while a call is at hand', async () => {
    service.routes['GET /api/colleagues'] = { status: 200, body: { people } };
    const two = [entered('e1', { note: 'i pari' }), entered('e2', { note: 'i dyti' })];
    const page = await openAs((tab) => scenes.view(tab, { unfinished: two }));
    const list = page.getByTestId('unfinished').getByRole('button');
    await expect.poll(() => list.first().textContent()).toContain('Erdhi vetë');
    await list.nth(1).click();
    await page.getByTestId('record').waitFor();
    expect(await list.nth(1).getAttribute('aria-current')).toBe('true');
    expect(await list.nth(0).getAttribute('aria-current')).toBe(null);
    service.say(scenes.talking(service.tab));
    await expect.poll(() => page.getByTestId('enter').isDisabled()).toBe(true);
  });
});

describe('a question for a colleague', () => {
  it('is answered by choosing a name; the supervisor among supervisors', async () => {
    service.routes['GET /api/colleagues'] = { status: 200, body: { people } };
    const page = await openAs((tab) => scenes.wrapUp(tab, { call_type: 'child_self', risk_level: 'high', supervisor_consulted: 'consulted' }));
    await page.keyboard.press('.'); // the stage of the assessment
    const box = page.getByTestId('supervisor');
    await box.locator('option[value=s1]').waitFor({ state: 'attached' });
    expect(await box.locator('option').count()).toBe(2);
    await box.selectOption('s1');
    await expect.poll(() => service.heard.at(-1)).toMatchObject({ type: 'set', field: 'supervisor', value: 's1' });
    await box.scrollIntoViewIfNeeded();
    await shoot(page, 'form-person');
    await accessible(page);
  });
});

describe('a question for an agency and for a case', () => {
  const agency = (id: string, kind: string, name: string, places: string[]) => ({ id, rev: 1, kind, name, places, phones: [], emails: [], web: '', address: '', hours: '', notes: '', callable: false, active: true });

  it('finds the entry of the directory, and offers the open case of the caller', async () => {
    service.routes['GET /api/colleagues'] = { status: 200, body: { people } };
    service.routes['GET /api/directory'] = {
      status: 200,
      body: { may: [], kinds: [], agencies: [agency('d1', 'njmf', 'NJMF Provë Lart', ['al312']), agency('d2', 'njmf', 'NJMF Provë Poshtë', ['al311']), agency('d3', 'police_local', 'Komisariati Provë', [])] },
    };
    const values = { call_type: 'child_self', place: ['al_01', 'al311'], case_decision: 'attach', directions: ['referral'], referrals: [{ id: 'r1', agency: 'njmf' }] };
    const page = await openAs((tab) => ({
      ...scenes.wrapUp(tab, values),
      context: { call: scenes.call, state: 'known' as const, contacts: 1, last: 0, silent: 0, place: '', approaches: [], cases: [{ id: 'k1', code: 'ALO-2026-0007', status: 'open', risk: '', owner: 'Vera Provë' }] },
    }));
    const greet = service.answer;
    let rev = 1;
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type === 'set') say({ type: 'saved', id: message.id, contact: message.contact, field: message.field, rev: ++rev });
    };
    await page.keyboard.press('.');
    await page.getByTestId('case-known').click();
    await expect.poll(() => service.heard.at(-1)).toMatchObject({ type: 'set', field: 'case', value: 'ALO-2026-0007' });
    await page.getByTestId('stage-plan').click();
    const box = page.getByTestId('referrals.r1.entry');
    if (!(await box.isVisible())) await page.locator('[data-item=r1]').getByRole('button').first().click();
    await box.click();
    const found = page.getByTestId('found').getByRole('option');
    await expect.poll(async () => (await found.allTextContents()).map((text) => text.trim())).toEqual(['NJMF Provë Poshtë', 'NJMF Provë Lart']); // the child's own first, no police
    await shoot(page, 'form-agency');
    await page.keyboard.press('Enter');
    await expect.poll(() => service.heard.at(-1)).toMatchObject({ type: 'set', field: 'referrals', value: [{ id: 'r1', agency: 'njmf', entry: 'd2' }] });
    await accessible(page);
  });
});
