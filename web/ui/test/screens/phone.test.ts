// The phone against a SIP peer at the wire, with real sound from a second page of the same browser.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessible, openAs, service, shoot } from './kit';
import * as scenes from './scenes';
import { caller, registered, talk } from './talking';

/** So little energy is heard of a closed microphone: what the other end makes up for silence. */
const noise = 1e-6;

describe('the phone', () => {
  it('registers, answers its own offer, and sound flows both ways, told in words', async () => {
    const page = await registered();
    await talk(page);
    const packets = async (way: string) => Number(await page.getByTestId('call-card').getAttribute(`data-packets-${way}`));
    await expect.poll(() => packets('in'), { timeout: 10_000 }).toBeGreaterThan(20);
    await expect.poll(() => packets('out')).toBeGreaterThan(20);
    await expect.poll(() => page.getByTestId('quality').textContent()).toMatch(/i mirë/);
    await shoot(page, 'desk-talk-light');
    await accessible(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    await shoot(page, 'desk-talk-dark');
  });

  it('mutes and unmutes by key, and says so', async () => {
    const page = await registered();
    await talk(page);
    await page.keyboard.press('m');
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('muted');
    await page.getByText('Në bisedë, mikrofoni i mbyllur').first().waitFor();
    await shoot(page, 'desk-muted');
    await accessible(page);
    await page.getByTestId('mute').click();
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('talking');
  });

  it('hangs up with Escape twice, and not with once', async () => {
    const page = await registered();
    await talk(page);
    await page.keyboard.press('Escape');
    await page.getByText('Edhe një herë Esc').waitFor();
    expect(service.sip.heard).not.toContain('BYE');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => service.sip.heard).toContain('BYE');
  });

  it('declines with 603', async () => {
    const page = await registered();
    const { sdp } = await caller();
    await page.bringToFront();
    const answered = service.sip.invite(scenes.offerId, sdp);
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('decline').click();
    expect((await answered).status).toBe(603);
  });

  it('never answers a leg that is not the offer’s', async () => {
    const page = await registered();
    const { sdp } = await caller();
    await page.bringToFront();
    let answered = false;
    void service.sip.invite('somebody-else.9', sdp).then(() => (answered = true));
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('accept').click();
    await page.getByTestId('call-card').and(page.locator('[data-state=connecting]')).waitFor();
    expect(answered).toBe(false);
  });

  it('says nothing to Asterisk when the page is reloaded, and answers the same call by itself', async () => {
    const page = await registered();
    await talk(page);
    const tab = service.tab;
    await reloaded(page);
    expect(service.tab).toBe(tab);
    expect(service.sip.heard).not.toContain('BYE');
    await answersAgain(page);
  });

  it('stays muted over a reload: from the first moment on nothing is heard of who had muted, until they open the microphone', async () => {
    const page = await registered();
    await talk(page);
    await page.keyboard.press('m');
    await page.locator('[data-testid=call-card][data-state=muted]').waitFor();
    await reloaded(page);
    const again = await answersAgain(page);
    service.say(scenes.talking(service.tab, scenes.filled, { offer: `${scenes.call}.2` }));
    await page.locator('[data-testid=call-card][data-state=muted]').waitFor();
    await expect.poll(async () => (await again.heard()).packets).toBeGreaterThan(50);
    expect((await again.heard()).energy).toBeLessThan(noise);
    await page.keyboard.press('m');
    await page.locator('[data-testid=call-card][data-state=talking]').waitFor();
    await expect.poll(async () => (await again.heard()).energy).toBeGreaterThan(noise * 100);
  });

  it('does not cut off a caller because the session ended, and leaves after the talk', async () => {
    const page = await registered();
    await talk(page);
    service.person = null;
    service.say({ type: 'bye', code: 'signed_out' });
    await page.getByTestId('ready').and(page.locator(':disabled')).waitFor();
    expect(service.sip.heard).not.toContain('BYE');
    await page.getByTestId('trouble-session_over').waitFor();
    service.sip.bye();
    await page.getByText('Dolët nga puna').waitFor();
  });

  it('lets the same person back into a running talk, and saves what was typed meanwhile', async () => {
    const page = await registered();
    await talk(page, '1'); // its note is on the first page
    service.person = null;
    service.say({ type: 'bye', code: 'signed_out' });
    await page.getByTestId('password-again').waitFor();
    await page.getByTestId('note').fill('shkruar pa sesion');
    await shoot(page, 'desk-session-over');
    await accessible(page);
    service.person = scenes.mira;
    service.answer = (message, say) => {
      if (message.type !== 'hello') return;
      say(scenes.welcome());
      say(scenes.talking(message.tab, scenes.filled, {}, '1'));
    };
    await page.getByTestId('password-again').fill('mira');
    await page.keyboard.press('Enter');
    await expect.poll(() => service.heard.findLast((m) => m.type === 'set')).toMatchObject({ value: 'shkruar pa sesion' });
    expect(await page.getByTestId('call-card').getAttribute('data-state')).toBe('talking');
    expect(service.sip.heard).not.toContain('BYE');
  });

  it('tells that the voice is lost when the server says talking and there is no leg here', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('voice_lost');
    await shoot(page, 'desk-voice-lost');
    await accessible(page);
  });

  it('registers again by itself when Asterisk does not know the account yet', async () => {
    service.sip.refusals = 1;
    const page = await registered();
    expect(service.sip.heard.filter((m) => m === 'REGISTER').length).toBeGreaterThan(1);
    await accessible(page);
  });

  it('leaves the phone to the tab that drives it', async () => {
    const page = await openAs(() => scenes.view('another-tab'));
    await page.getByTestId('trouble-phone_elsewhere').waitFor();
    expect(service.sip.heard).toEqual([]);
    await shoot(page, 'desk-elsewhere');
    await accessible(page);
  });
});

/** Loads the page anew in a talk: the caller hears music meanwhile. */
async function reloaded(page: Page): Promise<void> {
  service.answer = (message, say) => {
    if (message.type !== 'hello') return;
    say(scenes.welcome());
    say(scenes.view(message.tab, { unfinished: [scenes.contact(scenes.filled)] }, { call: scenes.call }));
    say(scenes.phone);
  };
  service.sip.heard = [];
  await page.reload();
  await page.getByText('Telefonuesi në pritje').first().waitFor();
  await expect.poll(() => service.sip.heard).toContain('REGISTER');
}

/** The caller comes back, and the page answers by itself. */
async function answersAgain(page: Page) {
  const again = await caller();
  await page.bringToFront();
  const answered = service.sip.invite(`${scenes.call}.2`, again.sdp);
  service.say(scenes.ringing(service.tab, { id: `${scenes.call}.2`, n: 2 }));
  const { status, sdp } = await answered;
  expect(status).toBe(200);
  await again.take(sdp);
  return again;
}
