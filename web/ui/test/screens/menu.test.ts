// What the caller chose in the line's menu: in the offer, the talk, over the board and on it, in words of one's own language.
import { describe, expect, it } from 'vitest';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const vera = { presence: 'ready', work: 'ringing', call: scenes.call } as const;
const asked = scenes.board.calls.map((c, i) => ({ ...c, ...(i === 0 ? { state: 'menu' as const } : { choice: 'adult' }) }));

describe.each(['light', 'dark'] as const)('what the caller chose, in %s', (colorScheme) => {
  it('stands in the offer and in the talk', async () => {
    const page = await openAs((tab) => scenes.view(tab, { offer: scenes.offer({ choice: 'child' }) }, { work: 'ringing', call: scenes.call }), { options: { ...office, colorScheme } });
    await page.getByTestId('choice').getByText('Fëmijë').waitFor();
    await shoot(page, `menu-ringing-${colorScheme}`);
    await accessible(page);
    const talking = scenes.talking(service.tab);
    service.say({ ...talking, call: { ...talking.call!, choice: 'child' } });
    await page.locator('[data-testid=call-card][data-state=talking]').waitFor();
    expect(await page.getByTestId('choice').textContent()).toBe('Fëmijë');
  });

  it('stands over the board, and on it', async () => {
    const board = { ...scenes.board, calls: asked };
    const page = await openAs((tab) => scenes.view(tab, { board, offer: scenes.offer({ choice: 'child' }) }, vera), { person: { ...scenes.vera, lang: 'en' }, path: '/board', options: { ...office, colorScheme } });
    await page.getByTestId('offer-strip').getByText('A child').waitFor();
    const rows = page.getByTestId('board-calls').getByRole('row');
    await rows.getByText('Asked to press a key').waitFor();
    expect(await rows.getByText('An adult').count()).toBe(asked.length - 1);
    await shoot(page, `menu-board-en-${colorScheme}`);
    await accessible(page);
  });
});

describe('a choice that the policy does not know any more', () => {
  it('is told by its code', async () => {
    const page = await openAs((tab) => scenes.view(tab, { offer: scenes.offer({ choice: 'long_gone' }) }, { work: 'ringing', call: scenes.call }));
    await page.getByTestId('choice').getByText('long_gone').waitFor();
  });

  it('is nothing where nothing was chosen', async () => {
    const page = await openAs((tab) => scenes.ringing(tab));
    await page.getByTestId('accept').waitFor();
    expect(await page.getByTestId('choice').count()).toBe(0);
  });
});
