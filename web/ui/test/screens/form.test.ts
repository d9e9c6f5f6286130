// The form in stages: every type of question by keyboard alone, what is asked for, and what it looks like.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { ScreenMessage } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot, zoomed } from './kit';
import type { Item } from '../../src/state/rules';
import * as scenes from './scenes';
import { reach } from './walking';

type Set = Extract<ScreenMessage, { type: 'set' }>;
const sets = () => service.heard.filter((m): m is Set => m.type === 'set');
const at = (page: Page) => page.evaluate(() => document.activeElement?.closest('[data-place]')?.getAttribute('data-place'));

const last = (field: string) => sets().findLast((m) => m.field === field)?.value as Item[];
const stage = (page: Page, key: string) => page.getByTestId(`stage-${key}`).click();

/** A database that says yes to everything. */
function saving(): void {
  let rev = 1;
  const greet = service.answer;
  service.answer = (message, say) => {
    greet(message, say);
    if (message.type === 'set') say({ type: 'saved', id: message.id, contact: message.contact, field: message.field, rev: ++rev });
    if (message.type === 'close') {
      say({ type: 'saved', id: message.id, contact: message.contact, rev: ++rev, closed: true });
      say(scenes.view(service.tab));
    }
  };
}

/** A contact that can be closed, with a referral. */
const full = {
  call_type: 'child_self',
  child_age: 12,
  child_gender: 'girl',
  place: ['al_01', 'al311'],
  living_situation: 'with_parents',
  narrative: '«Më kanë hapur një profil me emrin tim dhe shkruajnë gjëra…»',
  incidents: [{ id: 'i1', when: { at: '2026-03', approx: true }, scene: 'online', who_knows: ['friend', 'teacher'] }],
  categories: ['vio_bullying', 'mh_anxiety'],
  immediate_danger: 'no',
  risk_level: 'low',
  directions: ['counselling', 'referral'],
  referrals: [{ id: 'r1', agency: 'school' }],
  note: 'Flet me motrën e madhe. Telefonon sërish nesër.',
};

async function keys(page: Page, ...pressed: string[]): Promise<void> {
  for (const key of pressed) await page.keyboard.press(key);
}

describe('the referrals of a talk', () => {
  it('say what becomes of them: without a case nothing, and the way to one', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, full));
    saving();
    await stage(page, 'plan');
    const told = page.getByTestId('onward');
    await told.getByText('Pa një rast').waitFor();
    await told.scrollIntoViewIfNeeded();
    await shoot(page, 'form-onward');
    await accessible(page);
    await page.getByTestId('onward-go').press('Enter');
    await expect.poll(() => at(page)).toBe('case_decision');
    await page.getByTestId('q-case_decision').locator('[data-code=new]').click();
    await stage(page, 'plan');
    await told.getByText('rastit të ri').waitFor();
    expect(await page.getByTestId('onward-go').count()).toBe(0);
    await accessible(page);
  });
});

describe('the form in stages', () => {
  it('takes a whole talk by keyboard: nine inputs, each reached by one key', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab));
    saving();
    const next = async (place: string) => {
      await keys(page, 'Control+Enter');
      await expect.poll(() => at(page)).toBe(place);
    };
    await keys(page, '8');
    await next('child_age');
    await page.keyboard.type('14');
    await next('child_gender');
    await keys(page, '1');
    await next('place');
    await page.keyboard.type('skrap');
    await page.getByTestId('found').waitFor();
    await shoot(page, 'form-search');
    await accessible(page);
    await keys(page, 'Enter');
    await next('categories');
    await page.keyboard.type('bulliz');
    await keys(page, 'Enter');
    await next('immediate_danger');
    await keys(page, '2');
    await next('risk_level');
    await keys(page, '1');
    await next('directions');
    await keys(page, 'k');
    await next('note');
    await page.keyboard.type('Foli me motrën. 1 k u');
    await keys(page, 'Control+Enter');
    await expect.poll(() => service.heard.at(-1)?.type).toBe('close');
    expect(Object.fromEntries(sets().map((m) => [m.field, m.value]))).toEqual({
      call_type: 'child_self',
      child_age: 14,
      child_gender: 'girl',
      place: ['al_01', 'al314'],
      categories: ['vio_bullying'],
      immediate_danger: 'no',
      risk_level: 'low',
      directions: ['counselling'],
      note: 'Foli me motrën. 1 k u',
    });
  });

  it('says by one key that something is not known, also where letters are text', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    saving();
    await page.getByTestId('q-child_age').locator('input').focus();
    await keys(page, 'u');
    await expect.poll(() => last('child_age')).toBe('unknown');
    await page.getByTestId('q-child_gender').locator('[data-entry]').focus();
    await keys(page, 'u');
    await expect.poll(() => last('child_gender')).toBe('unknown');
    await page.getByTestId('q-place').locator('[data-entry]').focus();
    await keys(page, 'u');
    expect(await page.getByTestId('q-place').locator('input').inputValue()).toBe('u');
    await keys(page, 'Alt+u');
    await expect.poll(() => last('place')).toEqual(['unknown']);
  });

  it('ranks categories by keyboard, and a digit there never changes the kind', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    saving();
    await reach(page.getByTestId('q-child_gender').locator('[data-entry]'));
    await keys(page, '9');
    await keys(page, '/');
    await expect.poll(() => at(page)).toBe('place');
    await reach(page.getByTestId('q-categories').locator('input'));
    for (const word of ['bulliz', 'ankth', 'shok']) {
      await page.keyboard.type(word);
      await keys(page, 'Enter');
    }
    await expect.poll(() => last('categories')?.length).toBe(3);
    const before = last('categories');
    await reach(page.getByTestId('categories-chosen').locator('li').nth(2).locator('button').first());
    await keys(page, 'Alt+ArrowLeft');
    await expect.poll(() => last('categories')).toEqual([before[0], before[2], before[1]]);
    await keys(page, 'Enter');
    await expect.poll(() => last('categories')).toEqual([before[2], before[0], before[1]]);
    await shoot(page, 'form-ranked');
    await accessible(page);
    await keys(page, 'Delete');
    await expect.poll(() => last('categories')).toEqual([before[0], before[1]]);
    expect(sets().some((m) => m.field === 'call_type')).toBe(false);
  });

  it('keeps several things as one value each: codes first, then their words', async () => {
    const page = await openAs((tab) => scenes.talking(tab, { call_type: 'child_self' }));
    saving();
    await page.getByTestId('fold-incident').click();
    await page.getByTestId('fold-incident').click();
    await page.getByTestId('add-incidents').focus();
    await keys(page, 'Enter');
    await expect.poll(() => at(page)).toMatch(/^incidents\.[0-9a-f]{8}\.when$/);
    await page.keyboard.type('3.2026');
    const [item] = last('incidents');
    const part = (name: string) => page.getByTestId(`q-incidents.${item!.id}.${name}`);
    await part('scene').locator('input').focus();
    await page.keyboard.type('shkoll');
    await keys(page, 'Enter');
    await page.getByTestId(`incident_words.${item!.id}.happened`).fill('E shtynë në korridor.');
    await page.getByTestId(`incident_words.${item!.id}.happened`).blur();
    await expect.poll(() => last('incident_words')).toEqual([{ id: item!.id, happened: 'E shtynë në korridor.' }]);
    expect(last('incidents')).toEqual([{ id: item!.id, when: { at: '2026-03' }, scene: 'school' }]);
    expect(sets()[0]).toMatchObject({ field: 'incidents', value: [{ id: item!.id }] });
    await shoot(page, 'form-group');
    await accessible(page);
    await page.getByTestId(`item-incidents.${item!.id}`).locator('[aria-expanded]').first().click();
    expect(await page.getByTestId(`item-incidents.${item!.id}`).textContent()).toContain('3.2026 · Në shkollë · E shtynë');
    const remove = page.getByTestId(`remove-incidents.${item!.id}`);
    await remove.focus();
    await keys(page, 'Enter');
    expect(await remove.textContent()).toContain('Ta heq vërtet?');
    await keys(page, 'Enter');
    await expect.poll(() => [last('incidents'), last('incident_words')]).toEqual([null, null]);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('add-incidents');
  });

  it('says what the service does not take, and leads to what it still asks for', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, full));
    const greet = service.answer;
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type === 'set') {
        const problems = [{ field: message.field, code: 'bad_text' }];
        say({ type: 'refused', id: message.id, code: 'invalid', contact: 'c1', field: message.field, problems });
      }
      if (message.type === 'close') {
        const problems = [{ field: 'referrals', item: 'r1', part: 'consent', code: 'required' }];
        say({ type: 'refused', id: message.id, code: 'incomplete', contact: 'c1', fields: ['referrals'], problems });
      }
    };
    await keys(page, 'Control+Enter');
    await expect.poll(() => at(page)).toBe('referrals.r1.consent');
    expect(await page.getByTestId('q-referrals.r1.consent').textContent()).toContain('Duhet për mbyllje.');
    await shoot(page, 'form-refused');
    await accessible(page);
    await keys(page, '.');
    await page.getByTestId('note').fill('me një shenjë');
    await page.getByTestId('note').blur();
    await page.getByText('Teksti ka një shenjë').waitFor();
    await stage(page, 'facts');
    await keys(page, 'Control+Enter');
    await expect.poll(() => at(page)).toBe('note');
  });

  it('shows both sides of a conflict in an item, in words', async () => {
    const page = await openAs((tab) => scenes.wrapUp(tab, full));
    const greet = service.answer;
    const theirs = scenes.wrapUp(service.tab, { ...full, referrals: [{ id: 'r1', agency: 'school', state: 'sent' }] });
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type !== 'set' || message.rev > 1) return;
      say({ type: 'refused', id: message.id, code: 'conflict', contact: 'c1', field: 'referrals', rev: 5 });
      say({ ...theirs, contact: { ...theirs.contact!, rev: 5 } });
    };
    await stage(page, 'plan');
    await page.getByTestId('q-referrals.r1.feedback_to_child').locator('[data-code=yes]').click();
    await page.getByTestId('conflict').waitFor();
    await keys(page, 'Control+Enter');
    await expect.poll(() => at(page)).toMatch(/^referrals/);
    await page.getByTestId('conflict').scrollIntoViewIfNeeded();
    await shoot(page, 'form-conflict');
    await accessible(page);
    await page.getByTestId('keep-mine').click();
    await expect.poll(() => sets().at(-1)).toMatchObject({ rev: 5, value: [{ id: 'r1', agency: 'school', feedback_to_child: 'yes' }] });
  });

  it('keeps the words of an item while the database is away', async () => {
    const page = await openAs((tab) => scenes.talking(tab, full));
    const greet = service.answer;
    service.answer = (message, say) => {
      greet(message, say);
      if (message.type === 'set') say({ type: 'refused', id: message.id, code: 'unavailable', contact: 'c1' });
    };
    await stage(page, 'plan');
    await page.getByTestId('referral_words.r1.next_action').fill('Telefono nesër shkollën.');
    await page.getByTestId('referral_words.r1.next_action').blur();
    await expect.poll(() => page.getByTestId('save-state').getAttribute('data-safety')).toBe('kept');
    await shoot(page, 'form-kept');
    service.answer = greet;
    saving();
    await expect.poll(() => page.getByTestId('save-state').getAttribute('data-safety')).toBe('saved');
    expect(last('referral_words')).toEqual([{ id: 'r1', next_action: 'Telefono nesër shkollën.' }]);
  });

  it('shows the rarer kinds behind 0, and a covered one by its two keys', async () => {
    const page = await openAs((tab) => scenes.talking(tab, {}));
    saving();
    expect(await page.getByTestId('type').count()).toBe(9);
    await keys(page, '0');
    await expect.poll(() => page.getByTestId('type').count()).toBe(18);
    await shoot(page, 'form-kinds');
    await accessible(page);
    await keys(page, '1');
    await expect.poll(() => last('call_type')).toBe('missing_child');
    await expect.poll(() => page.getByTestId('type').count()).toBe(10);
    await page.getByTestId('section-missing').waitFor();
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(['facts', 'assess', 'plan', 'closing'])('fits the desk: %s', async (key) => {
      const page = await openAs((tab) => scenes.talking(tab, full), { options: { ...office, colorScheme } });
      await stage(page, key);
      const scrolls = await page.evaluate(() => document.documentElement.scrollHeight - innerHeight);
      expect(scrolls, 'the whole desk fits 1366 × 768').toBeLessThanOrEqual(0);
      await shoot(page, `form-${key}-${colorScheme}`);
      await accessible(page);
    });
  });

  it('shows a missing child and online abuse in English', async () => {
    const values = { ...full, call_type: 'missing_child', online_related: true };
    const page = await openAs((tab) => scenes.talking(tab, values), { person: { ...scenes.mira, lang: 'en' } });
    for (const fold of await page.getByTestId(/^fold-/).all()) {
      if ((await fold.getAttribute('aria-expanded')) === 'false') await fold.click();
    }
    await page.getByTestId('section-online').scrollIntoViewIfNeeded();
    await shoot(page, 'form-variants-en');
    await accessible(page);
  });

  it.each(['facts', 'plan'])('folds into one column at 200 %% zoom: %s', async (key) => {
    const page = await openAs((tab) => scenes.talking(tab, full), { options: zoomed });
    await stage(page, key);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await page.getByTestId('record').screenshot();
    await page.getByTestId(`stage-${key}`).scrollIntoViewIfNeeded();
    await shoot(page, `form-${key}-zoom`);
    await accessible(page);
  });
});
