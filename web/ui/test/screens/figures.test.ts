// The figures: of a year, a quarter or a month, with what is rare told as few; for supervisors, case managers and analysts.
import { describe, expect, it } from 'vitest';
import { accessible, office, open, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';

const year = new Date().getFullYear();
const analyst = (lang: string) => ({ ...scenes.agim, role: 'analyst', lang });
const told = (period: string) => ({
  status: 200,
  body: {
    period, few: 5,
    channels: { total: 212, cells: [{ code: 'phone_116111', n: 181 }, { code: 'email', n: 19 }, { code: 'walk_in', n: null }, { code: 'post', n: null }] },
    lines: { total: 212, cells: [{ code: '116111', n: 160 }, { code: '', n: 31 }, { code: '116000', n: 21 }] },
    kinds: { total: 212, cells: [{ code: 'silent', n: 120 }, { code: 'child_self', n: 92 }, { code: '', n: null }, { code: 'missing_child', n: null }] },
  },
});

describe('the figures', () => {
  it.each(['light', 'dark'] as const)('are what an analyst begins with, by channel, line and kind: %s', async (colorScheme) => {
    service.person = analyst('sq');
    service.routes['GET /api/statistics'] = told(String(year));
    const page = await open('/', { ...office, colorScheme });
    await page.getByTestId('by-channel-phone_116111').getByText('181').waitFor();
    await page.getByRole('row', { name: /Erdhi vetë/ }).waitFor();
    expect(await page.getByTestId('by-channel-post').textContent()).toBe('pak');
    expect(await page.getByTestId('by-kind-total').textContent()).toBe('212');
    await accessible(page);
    await shoot(page, `figures-${colorScheme}`);
    expect(service.heard, 'no socket is opened').toEqual([]);
  });

  it('are of a quarter or a month that is chosen by keyboard, in English and at 200 %', async () => {
    service.person = analyst('en');
    service.routes['GET /api/statistics'] = told(String(year));
    const page = await open('/figures', zoomed);
    await page.getByTestId('by-line').waitFor();
    service.routes['GET /api/statistics'] = { status: 200, body: { ...told(`${year}-Q2`).body, channels: { total: null, cells: [{ code: 'phone_116111', n: null }] } } };
    await page.getByTestId('figures-part').selectOption('Q2');
    await page.getByTestId('by-channel-total').getByText('under 5').waitFor();
    await page.getByTestId('by-channel-phone_116111').getByText('few').waitFor();
    expect(await page.getByTestId('figures-of').textContent()).toContain(`${year}-Q2`);
    await accessible(page);
    await shoot(page, 'figures-zoomed');
  });

  it('say so when the service does not answer', async () => {
    service.person = analyst('en');
    service.routes['GET /api/statistics'] = { status: 503, body: { error: { code: 'unavailable', message: '' } } };
    const page = await open('/figures');
    await page.getByTestId('figures-problem').waitFor();
    await accessible(page);
  });
});
