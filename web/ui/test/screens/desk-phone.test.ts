// A phone on the desk in place of the browser's: set up, chosen, rung, worked from the screen, lost, taken away.
import { describe, expect, it } from 'vitest';
import type { View } from '../../src/socket/protocol';
import { accessible, office, open, openAs, service, shoot } from './kit';
import * as scenes from './scenes';

const path = '/api/account/desk-phone';
const made = { user: 'alo116-desk-4q7k2mzt5c', password: 'K7QXM2ZT5CJ4RW6VB3NHYDPLSA', server: 'sip.alo116.example', port: '5061', transport: 'TLS', media: 'SRTP (SDES)' };
const owned = (used = false, added = Date.now() - 86_400_000) => ({ status: 200, body: { offered: true, added, used } });
const account = { passkeys: [], totp: false, recovery_left: 0, sessions: [], fresh: true, second_factor_required: false };
const onDesk = (view: View, me: Partial<View['me']> = {}): View => ({ ...view, me: { ...view.me, desk: true, ...me } });

describe('on the account page', () => {
  it.each(['light', 'dark'] as const)('it is set up, shown once, and taken away: %s', async (colorScheme) => {
    service.routes['GET /api/account'] = { status: 200, body: account };
    service.routes[`GET ${path}`] = owned(false, 0);
    service.routes[`POST ${path}`] = { status: 200, body: made };
    service.routes[`POST ${path}/remove`] = { status: 204 };
    const page = await openAs((tab) => scenes.view(tab), { path: '/account', options: { ...office, colorScheme } });
    await page.getByTestId('desk-phone-add').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('desk-phone-made').waitFor();
    expect(await page.getByTestId('desk-phone-password').textContent()).toBe(made.password);
    await page.getByTestId('own-desk-phone').scrollIntoViewIfNeeded();
    await shoot(page, `desk-phone-made-${colorScheme}`);
    await accessible(page);
    service.routes[`GET ${path}`] = owned();
    await page.getByTestId('desk-phone-kept').click();
    await page.getByTestId('desk-phone-made').waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('desk-phone-on').waitFor();
    await accessible(page);
    service.routes[`GET ${path}`] = owned(false, 0);
    await page.getByTestId('desk-phone-remove').click();
    await page.getByTestId('desk-phone-add').waitFor();
    expect(service.asked.map((a) => a.path)).toContain(`${path}/remove`);
  });

  it('is not there in a house without desk phones', async () => {
    service.routes['GET /api/account'] = { status: 200, body: account };
    service.routes[`GET ${path}`] = { status: 200, body: { offered: false, added: 0, used: false } };
    const page = await openAs((tab) => scenes.view(tab), { path: '/account' });
    await page.getByText('Fjalëkalimi').first().waitFor();
    expect(await page.getByTestId('own-desk-phone').count()).toBe(0);
  });
});

describe('at the desk', () => {
  it.each(['light', 'dark'] as const)('it is chosen among the devices, and nothing of the browser is asked for then: %s', async (colorScheme) => {
    service.routes[`GET ${path}`] = owned();
    service.routes[`POST ${path}/use`] = { status: 204 };
    const page = await openAs((tab) => scenes.view(tab), { options: { ...office, colorScheme } });
    await page.keyboard.press('v');
    await page.getByTestId('phone-browser').waitFor();
    service.routes[`GET ${path}`] = owned(true);
    await page.getByTestId('phone-desk').check();
    await page.locator('[data-testid=which-phone][data-used=desk]').waitFor();
    expect(service.asked.find((a) => a.path === `${path}/use`)?.body).toEqual({ on: true });
    service.say(onDesk(scenes.view(service.tab)));
    service.say({ type: 'phone', desk: true });
    await page.getByTestId('audio-mic').waitFor({ state: 'detached' });
    await shoot(page, `desk-phone-chosen-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('audio-dialog-close').click();
    await page.getByTestId('audio-dialog').waitFor({ state: 'detached' });
    await page.locator('[data-testid=check-phone][data-good=true]').waitFor();
    expect(await page.getByTestId('check-mic').count()).toBe(0);
  });

  it('is not changed during a call', async () => {
    service.routes[`GET ${path}`] = owned(true);
    const page = await openAs((tab) => onDesk(scenes.talking(tab)));
    await page.keyboard.press('v');
    await page.getByTestId('phone-browser').waitFor();
    expect(await page.getByTestId('phone-browser').isDisabled()).toBe(true);
  });

  it('asks for no microphone to get ready', async () => {
    const page = await openAs((tab) => onDesk(scenes.view(tab, {}, { presence: 'not_ready', reason: 'signed_in' })));
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await page.getByTestId('ready').click();
    await expect.poll(() => service.heard.map((m) => m.type)).toContain('ready');
    expect(service.sip.heard).not.toContain('REGISTER');
  });

  it.each(['light', 'dark'] as const)('rings there: it is lifted by hand, or declined by key: %s', async (colorScheme) => {
    const page = await openAs((tab) => onDesk(scenes.ringing(tab)), { options: { ...office, colorScheme } });
    await page.getByTestId('lift').waitFor();
    expect(await page.getByTestId('accept').count()).toBe(0);
    await page.keyboard.press('a');
    await page.getByTestId('notice').getByText('Ngrini receptorin').waitFor();
    await shoot(page, `desk-phone-ringing-${colorScheme}`);
    await accessible(page);
    await page.keyboard.press('d');
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'put_down' });
  });

  it.each(['light', 'dark'] as const)('is muted, dialled on and hung up from the screen: %s', async (colorScheme) => {
    const page = await openAs((tab) => onDesk(scenes.talking(tab)), { options: { ...office, colorScheme } });
    await page.locator('[data-testid=call-card][data-state=talking]').waitFor();
    expect(await page.getByTestId('quality').count()).toBe(0);
    await page.keyboard.press('m');
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'silence', state: 'muted' });
    service.say(onDesk(scenes.talking(service.tab), { muted: true }));
    await page.locator('[data-testid=call-card][data-state=muted]').waitFor();
    await shoot(page, `desk-phone-talking-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('mute').click();
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'silence', state: 'in' });
    await page.keyboard.press('b');
    await page.getByTestId('keypad').waitFor();
    await page.keyboard.press('7');
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'digit', digit: '7' });
    await page.keyboard.press('Escape');
    await page.getByTestId('keypad').waitFor({ state: 'detached' });
    await page.getByTestId('hang-up').click();
    await expect.poll(() => service.heard.at(-1)).toEqual({ type: 'put_down' });
  });

  it.each(['light', 'dark'] as const)('that is not connected is told, with what to do: %s', async (colorScheme) => {
    const page = await openAs((tab) => onDesk(scenes.view(tab), { phone: false }), { options: { ...office, colorScheme } });
    await page.getByTestId('trouble-desk_lost').getByText('rrymë dhe rrjet').waitFor();
    await shoot(page, `desk-phone-lost-${colorScheme}`);
    await accessible(page);
    await page.getByTestId('audio-now').click();
    await page.getByTestId('audio-dialog').waitFor();
  });

  it('on a covered screen it is lifted too, and Enter declines nothing', async () => {
    const page = await openAs((tab) => onDesk(scenes.view(tab)));
    service.say(onDesk(scenes.ringing(service.tab), { locked: true }));
    await page.getByTestId('locked-call').waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('lift').waitFor();
    expect(service.heard.map((m) => m.type)).not.toContain('put_down');
    await accessible(page);
    service.say(onDesk(scenes.talking(service.tab, {}), { locked: true, muted: true }));
    await page.getByTestId('locked-call').getByText('Në bisedë, mikrofoni i mbyllur').waitFor();
  });
});

it('an administrator takes somebody’s away', async () => {
  service.person = scenes.agim;
  const mira = scenes.colleague('a1', 'mira', 'Mira Provë', 'psychologist', { may: ['change', 'desk_phone'] });
  service.routes['GET /api/people'] = { status: 200, body: { people: [mira], may: ['add'], roles: ['psychologist'], skills: [], proofs: [] } };
  service.routes['POST /api/people/a1/desk-phone/remove'] = { status: 204 };
  const page = await open('/people');
  await page.getByTestId('change-mira').click();
  await page.getByTestId('person-desk-phone').click();
  await page.getByText('nuk bie dhe nuk lidhet më').waitFor();
  await shoot(page, 'people-desk-phone');
  await accessible(page);
  await page.getByTestId('person-yes').click();
  await page.getByTestId('person-dialog').waitFor({ state: 'detached' });
  expect(service.asked.map((a) => a.path)).toContain('/api/people/a1/desk-phone/remove');
});
