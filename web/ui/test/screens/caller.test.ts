// What is known of the caller at hand: beside the offer without delaying it, during the talk, its notes and its history.
import { describe, expect, it } from 'vitest';
import type { ContextView, EarlierContact, View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';

const day = 24 * 3600_000;
const known: ContextView = {
  call: scenes.call, state: 'known', contacts: 3, last: scenes.now() - 9 * day, silent: 2, place: 'al224',
  cases: [{ id: 'k1', code: 'ALO-2026-0007', status: 'follow_up', risk: 'high', owner: 'Besa Shembull-Karafilaj' }],
  approaches: [
    { id: 'n1', contact: 'c0', kind: 'unsafe', words: 'Mos telefono: telefonin e ka i ati.', agent: 'a2', name: 'Besa Shembull-Karafilaj', made: scenes.now() - 9 * day, until: scenes.now() + 40 * day, change: false },
    { id: 'n2', contact: 'c0', kind: 'approach', words: 'Flet më lehtë kur e pyet për motrën. Lëri kohë, hesht gjatë.', agent: 'a1', name: 'Mira Provë', made: scenes.now() - 9 * day, until: scenes.now() + 80 * day, change: true },
  ],
};
const reading: ContextView = { ...known, state: 'reading', contacts: 0, last: 0, silent: 0, place: '', cases: [], approaches: [] };
const three: ContextView = { ...known, cases: [
  ...known.cases,
  { id: 'k2', code: 'ALO-2026-0005', status: 'in_process', risk: 'low', owner: 'Mira Provë' },
  { id: 'k3', code: 'ALO-2025-0101', status: 'reopened', risk: '', owner: 'Drita Provë' },
] };
const with_ = (view: View, context: ContextView | null): View => ({ ...view, context });
const earlier: EarlierContact[] = [
  { id: 'e1', line: '116111', agent: 'a2', name: 'Besa Shembull-Karafilaj', form: '2', opened: scenes.now() - 9 * day, closed: true, open: false, values: { call_type: 'child_self', risk_level: 'medium' } },
  { id: 'e2', line: '116111', agent: 'a1', name: 'Mira Provë', form: '2', opened: scenes.now() - 30 * day, closed: true, open: true, choice: 'child', values: { call_type: 'child_self', note: 'Foli për shkollën.' } },
];

async function talkingWith(context: ContextView, colorScheme: 'light' | 'dark' = 'light', lang = 'sq') {
  const page = await openAs((tab) => with_(scenes.talking(tab), context), { person: { ...scenes.mira, lang }, options: { ...office, colorScheme } });
  const before = service.answer;
  service.answer = (message, say) => {
    if (message.type === 'history') say({ type: 'history', id: message.id, about: message.call, contacts: earlier, more: false });
    else before(message, say);
  };
  return page;
}

async function withHistory(colorScheme: 'light' | 'dark' = 'light', lang = 'sq') {
  const page = await talkingWith(known, colorScheme, lang);
  await page.getByTestId('reveal').focus();
  await page.keyboard.press('y');
  await page.getByTestId('history').waitFor();
  return page;
}

describe.each(['light', 'dark'] as const)('what is known of a caller, in %s', (colorScheme) => {
  it('comes after the offer, and moves nothing', async () => {
    const page = await openAs((tab) => with_(scenes.ringing(tab), reading), { options: { ...office, colorScheme } });
    await expect.poll(() => page.getByTestId('earlier').textContent()).toBe('…');
    const places = () => page.evaluate(() => ['accept', 'caller-known', 'notes', 'history-open', 'help'].map((id) => {
      const box = document.querySelector(`[data-testid=${id}]`)!.getBoundingClientRect();
      return [id, box.x, box.y, box.width, box.height];
    }));
    const before = await places();
    service.say(with_(scenes.ringing(service.tab), three));
    await expect.poll(() => page.getByTestId('earlier').textContent()).toBe('3');
    expect(await places()).toEqual(before);
    expect(await page.getByTestId('known-silent').textContent()).toBe('2');
    expect(await page.getByTestId('known-place').textContent()).toBe('Tiranë');
    expect(await page.getByTestId('note-unsafe').textContent()).toContain('Mos telefono');
    await shoot(page, `caller-ringing-${colorScheme}`);
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0);
  });

  it('stands beside the talk', async () => {
    const page = await openAs((tab) => with_(scenes.talking(tab), known), { options: { ...office, colorScheme } });
    await page.getByTestId('note-approach').waitFor();
    await shoot(page, `caller-talking-${colorScheme}`);
    await accessible(page);
  });

  it('has its history over the work, and the call beside it', async () => {
    const page = await withHistory(colorScheme);
    expect(await page.getByTestId('earlier-e2').textContent()).toContain('Foli për shkollën.');
    expect(await page.getByTestId('earlier-e2').textContent()).toContain('Fëmijë');
    expect(await page.getByTestId('earlier-e1').textContent()).toContain('hapet për një qëllim');
    await shoot(page, `caller-history-${colorScheme}`);
    await accessible(page);
    for (const id of ['mute', 'hang-up']) {
      const free = await page.getByTestId(id).evaluate((button) => {
        const box = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
      });
      expect(free, `nothing lies over ${id}`).toBe(true);
    }
  });
});

describe('the open cases of a caller', () => {
  it.each(['light', 'dark'] as const)('are all reached by Tab, with status, risk and owner in words, in %s', async (colorScheme) => {
    const page = await talkingWith(three, colorScheme);
    await page.getByTestId('known-cases').getByRole('link', { name: 'ALO-2026-0007' }).focus();
    await page.keyboard.press('Tab');
    const more = page.getByTestId('known-more');
    expect(await more.evaluate((button) => button === document.activeElement)).toBe(true);
    expect(await more.textContent()).toBe('(+2)');
    await page.keyboard.press('Enter');
    await page.getByTestId('open-cases').waitFor();
    expect(await page.getByTestId('open-cases').getByRole('listitem').evaluateAll((all) => all.map((li) => li.textContent?.replace(/\s+/g, ' ').trim()))).toEqual([
      'ALO-2026-0007 Në vijim Rreziku: 3 · I lartë Përgjegjësi: Besa Shembull-Karafilaj',
      'ALO-2026-0005 Në proces Rreziku: 1 · I ulët Përgjegjësi: Mira Provë',
      'ALO-2025-0101 I rihapur Rreziku: I pavlerësuar Përgjegjësi: Drita Provë',
    ]);
    expect(await page.getByTestId('open-case-ALO-2026-0007').locator('svg').count(), 'a serious risk has a sign beside its words').toBe(1);
    await shoot(page, `caller-cases-${colorScheme}`);
    await accessible(page);
    for (const code of ['ALO-2026-0007', 'ALO-2026-0005', 'ALO-2025-0101']) {
      const link = page.getByTestId('open-cases').getByRole('link', { name: code });
      for (let n = 0; n < 3 && !(await link.evaluate((a) => a === document.activeElement)); n++) await page.keyboard.press('Tab');
      expect(await link.evaluate((a) => a === document.activeElement), `${code} is reached by Tab`).toBe(true);
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/cases/ALO-2025-0101');
  });
});

describe('the history of a caller', () => {
  it('is a key away, and Escape gives the focus back', async () => {
    const page = await withHistory();
    await page.keyboard.press('Escape');
    await page.getByTestId('history').waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('reveal');
    expect(await page.getByTestId('notice').textContent().catch(() => '')).not.toContain('Esc'); // no step towards hanging up
    const kind = page.getByTestId('type').and(page.locator('[data-code=child_self]'));
    await kind.focus(); // in the work below
    await page.keyboard.press('y');
    await page.getByTestId('history').waitFor();
    await page.keyboard.press('y');
    await page.getByTestId('history').waitFor({ state: 'detached' });
    await expect.poll(() => kind.evaluate((chip) => chip === document.activeElement)).toBe(true);
  });

  it('opens what a colleague wrote for a purpose only', async () => {
    service.routes['GET /api/purposes'] = { status: 200, body: { purposes: [{ code: 'same_caller' }, { code: 'other', words: true }] } };
    service.routes['POST /api/contacts/e1/open'] = { status: 200, body: scenes.opened('e1', { call_type: 'child_self', note: 'Trembet nga nata.' }) };
    const page = await withHistory('light', 'en');
    await page.getByTestId('earlier-e1').getByTestId('earlier-open').click();
    await page.getByTestId('purpose-same_caller').waitFor();
    expect(await page.getByTestId('purpose-same_caller').isChecked()).toBe(true);
    await page.getByTestId('purpose-go').click();
    await page.getByTestId('value-note').waitFor();
    expect(service.asked.at(-1)?.body).toMatchObject({ purpose: 'same_caller' });
    await shoot(page, 'caller-history-opened-en');
    await accessible(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('history-list').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('history').waitFor({ state: 'detached' });
    expect(await page.getByText('Esc once more').count()).toBe(0);
  });

  it('goes with its caller', async () => {
    const page = await withHistory();
    service.say(scenes.view(service.tab));
    await page.getByTestId('history').waitFor({ state: 'detached' });
  });

  it('fits 200 % zoom', async () => {
    const page = await openAs((tab) => with_(scenes.ringing(tab), known), { options: zoomed });
    await page.getByTestId('note-approach').waitFor();
    await accessible(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  });
});

describe('a note for the next', () => {
  it.each(['light', 'dark'] as const)('is left at the contact, in %s', async (colorScheme) => {
    service.routes['POST /api/contacts/c1/approaches'] = { status: 200, body: { id: 'n3' } };
    const page = await openAs((tab) => with_(scenes.talking(tab), { ...known, approaches: [] }), { options: { ...office, colorScheme } });
    await page.getByTestId('note-new').click();
    await page.getByTestId('note-kind-self_harm').check();
    await page.getByTestId('note-save').click();
    await page.getByText('Shkruani pak fjalë').waitFor();
    await page.getByTestId('note-words').fill('Pyet gjithnjë për mendimet.');
    await page.getByTestId('note-days').selectOption('30');
    await shoot(page, `caller-note-${colorScheme}`);
    await accessible(page);
    expect(await page.getByTestId('note-kind-abusive').count()).toBe(0); // a supervisor decides that
    await page.getByTestId('note-save').click();
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    expect(service.asked.at(-1)?.body).toEqual({ kind: 'self_harm', words: 'Pyet gjithnjë për mendimet.', days: 30 });
  });

  it('is changed and removed by who may', async () => {
    service.routes['POST /api/approaches/n2'] = { status: 403, body: { error: { code: 'forbidden' } } };
    service.routes['POST /api/approaches/n2/remove'] = { status: 204 };
    const page = await openAs((tab) => with_(scenes.talking(tab), known), { person: { ...scenes.vera, lang: 'en' }, path: '/desk' });
    await page.getByTestId('note-approach').waitFor();
    expect(await page.getByTestId('note-change').count()).toBe(1);
    await page.getByTestId('note-change').click();
    await page.getByTestId('note-kind-abusive').waitFor();
    await page.getByTestId('note-save').click();
    await page.getByText('Ask a supervisor').waitFor();
    await page.getByTestId('note-remove').click();
    await page.getByTestId('note-remove').click();
    await page.getByTestId('note-dialog').waitFor({ state: 'detached' });
    expect(service.asked.at(-1)?.path).toBe('/api/approaches/n2/remove');
  });
});

describe('a database that is away', () => {
  it('leaves the offer as it is', async () => {
    const page = await openAs((tab) => with_(scenes.ringing(tab), { ...reading, state: 'away' }));
    await page.getByTestId('accept').waitFor();
    expect(await page.getByTestId('earlier').textContent()).toBe('…');
    await page.getByText('Baza e të dhënave nuk përgjigjet').waitFor();
    await shoot(page, 'caller-away');
    await accessible(page);
  });
});
