// After a heavy call: an offer of a pause, that can be left alone.
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const said = () => service.heard.filter((m) => m.type === 'set' || m.type === 'pause').map((m) => (m.type === 'set' ? [m.field, m.value] : [m.type, m.reason]));
const after = (values: object, change: Partial<View> = {}) => (tab: string) =>
  ({ ...scenes.wrapUp(tab, { ...scenes.filled, ...values }), pause_reasons: ['break', 'debrief', 'admin'], ...change });

describe('after a heavy call', () => {
  it.each(['light', 'dark'] as const)('a counsellor is asked how they are, and a break is one key away: %s', async (colorScheme) => {
    const page = await openAs(after({ risk_level: 'high' }), { options: { ...office, colorScheme } });
    await page.getByTestId('wellbeing').getByText('Ishte një thirrje e rëndë').waitFor();
    await accessible(page);
    await page.getByTestId('wellbeing-pause').press('Enter');
    await expect.poll(said).toEqual([['wellbeing', 'pause'], ['pause', 'break']]);
    await page.getByTestId('wellbeing-told').getByText('Pushimi fillon').waitFor();
    await shoot(page, `desk-wellbeing-${colorScheme}`);
  });

  it('who needs to talk is set so that the supervisor sees it', async () => {
    const page = await openAs(after({ categories: ['mh_suicide'] }));
    await page.getByTestId('wellbeing-debrief').press('Enter');
    await expect.poll(said).toEqual([['wellbeing', 'debrief'], ['pause', 'debrief']]);
    await page.getByTestId('wellbeing-told').getByText('Mbikëqyrësi e sheh').waitFor();
  });

  it('who is fine stays as they are, and a helpline without such pauses offers none', async () => {
    const page = await openAs(after({ immediate_danger: 'yes' }, { pause_reasons: ['admin'] }));
    await page.getByTestId('wellbeing-ok').press('Enter');
    await expect.poll(said).toEqual([['wellbeing', 'ok']]);
    expect(await page.getByTestId('wellbeing').getByRole('button').count()).toBe(1);
  });

  it('nobody is asked after any other, nor while the call lasts', async () => {
    const page = await openAs(after({ risk_level: 'low' }));
    await page.getByTestId('record').waitFor();
    expect(await page.getByTestId('wellbeing').count()).toBe(0);
    service.say(scenes.talking(service.tab, { risk_level: 'high' }));
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('talking');
    expect(await page.getByTestId('wellbeing').count()).toBe(0);
  });
});
