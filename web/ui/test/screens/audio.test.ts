// Devices, volume, the check before the shift, and what is told when a device is gone or the voice is bad.
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { accessible, office, openAs, service, shoot } from './kit';
import * as scenes from './scenes';
import { registered, talk } from './talking';

interface Watched {
  sinks: string[];
  mics: { wanted: string; stream: MediaStream }[];
  unplugged: string[];
}

/** In the page: notes what is opened and where it is heard, and lets devices be unplugged. */
function watch(): void {
  const seen: Watched = ((globalThis as unknown as { seen: Watched }).seen = { sinks: [], mics: [], unplugged: [] });
  const { setSinkId } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.setSinkId = function (id) {
    seen.sinks.push(id);
    return setSinkId.call(this, id);
  };
  const media = navigator.mediaDevices;
  const [open, list] = [media.getUserMedia.bind(media), media.enumerateDevices.bind(media)];
  media.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    const id = (wanted?.audio as MediaTrackConstraints).deviceId as ConstrainDOMStringParameters | undefined;
    seen.mics.push({ wanted: String(id?.ideal ?? ''), stream });
    return stream;
  };
  media.enumerateDevices = async () => (await list()).filter((d) => !seen.unplugged.includes(d.label));
}

async function watched(page: Page): Promise<Page> {
  await page.addInitScript(watch);
  await page.reload();
  await expect.poll(() => page.getByTestId('check-phone').getAttribute('data-good')).toBe('true');
  return page;
}

const seen = (page: Page) =>
  page.evaluate(() => {
    const { sinks, mics } = (globalThis as unknown as { seen: Watched }).seen;
    return { sinks, mics: mics.map((m) => ({ wanted: m.wanted, live: m.stream.getTracks().every((t) => t.readyState === 'live') })) };
  });

function plug(page: Page, name: string, there: boolean): Promise<void> {
  return page.evaluate(([label, plugged]) => {
    const { unplugged, mics } = (globalThis as unknown as { seen: Watched }).seen;
    if (plugged) unplugged.splice(unplugged.indexOf(label), 1);
    else unplugged.push(label);
    const track = mics.at(-1)?.stream.getAudioTracks()[0];
    if (!plugged && track?.label === label) track.stop(), track.dispatchEvent(new Event('ended'));
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
  }, [name, there] as const);
}

const idOf = (page: Page, part: string, name: string) =>
  page.getByTestId(`audio-${part}`).locator('option', { hasText: name }).getAttribute('value');

const packetsOut = async (page: Page) => Number(await page.getByTestId('call-card').getAttribute('data-packets-out'));

describe('before the shift', () => {
  it.each(['light', 'dark'] as const)('the microphone is heard, oneself is heard, and what is chosen is remembered: %s', async (colorScheme) => {
    const page = await watched(await registered({ ...office, colorScheme }));
    await page.keyboard.press('v');
    await page.getByTestId('audio-dialog').waitFor();
    await page.locator('[data-testid=audio-heard][data-heard=true]').waitFor();
    await page.getByTestId('audio-mic').selectOption({ label: 'Fake Audio Input 2' });
    await page.getByTestId('audio-speaker').selectOption({ label: 'Fake Audio Output 1' });
    await page.getByTestId('audio-bell').selectOption({ label: 'Fake Audio Output 2' });
    const mic = await idOf(page, 'mic', 'Input 2');
    await expect.poll(async () => (await seen(page)).mics.at(-1)?.wanted).toBe(mic);
    await expect.poll(async () => (await seen(page)).mics.filter((m) => m.live).length).toBe(1);
    await page.getByTestId('volume-voice').press('ArrowLeft');
    await expect.poll(() => page.getByTestId('voice').evaluate((a: HTMLAudioElement) => a.volume)).toBe(0.95);
    await accessible(page);
    await shoot(page, `desk-audio-${colorScheme}`);
    await page.getByTestId('audio-echo').press('Enter');
    await page.locator('[data-testid=audio-heard][data-echo=speak]').waitFor();
    await page.locator('[data-testid=audio-heard][data-echo=listen]').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(async () => (await seen(page)).mics.filter((m) => m.live).length).toBe(0);
    await page.reload();
    await page.getByTestId('open-audio').click();
    await expect.poll(() => page.getByTestId('audio-mic').inputValue()).toBe(mic);
    expect(await page.getByTestId('volume-voice').inputValue()).toBe('95');
  });

  it('it rings where the caller is heard and at the second output, and an offer puts the dialog away', async () => {
    const page = await watched(await registered());
    await page.keyboard.press('v');
    await page.locator('[data-testid=audio-heard][data-heard=true]').waitFor();
    await page.getByTestId('audio-speaker').selectOption({ label: 'Fake Audio Output 1' });
    await page.getByTestId('audio-bell').selectOption({ label: 'Fake Audio Output 2' });
    const [here, there] = [await idOf(page, 'speaker', 'Output 1'), await idOf(page, 'bell', 'Output 2')];
    const before = (await seen(page)).sinks.length;
    service.say(scenes.ringing(service.tab));
    await page.getByTestId('audio-dialog').waitFor({ state: 'detached' });
    await expect.poll(async () => (await seen(page)).sinks.slice(before)).toEqual([here, there]);
  });

  it('a refused microphone is told, with what to do', async () => {
    const page = await openAs((tab) => scenes.view(tab, {}, { presence: 'not_ready' }));
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    await page.keyboard.press('v');
    await page.getByTestId('audio-refused').getByText('Lejojeni te shenja').waitFor();
    await accessible(page);
  });

  it('types a v like any letter', async () => {
    const page = await openAs((tab) => scenes.talking(tab));
    await page.keyboard.press('n');
    await page.getByTestId('note').pressSequentially('vb');
    expect(await page.getByTestId('audio-dialog').or(page.getByTestId('keypad')).count()).toBe(0);
    expect(await page.getByTestId('note').inputValue()).toMatch(/vb$/);
  });
});

describe('in a talk', () => {
  it.each(['light', 'dark'] as const)('a microphone that is unplugged is stood in for, told, and used again when it is back: %s', async (colorScheme) => {
    const page = await watched(await registered({ ...office, colorScheme }));
    await talk(page);
    await page.keyboard.press('v');
    await page.getByTestId('audio-in-talk').waitFor();
    await page.getByTestId('audio-mic').selectOption({ label: 'Fake Audio Input 1' });
    await page.getByTestId('audio-speaker').selectOption({ label: 'Fake Audio Output 1' });
    const [mic, speaker] = [await idOf(page, 'mic', 'Input 1'), await idOf(page, 'speaker', 'Output 1')];
    await page.getByTestId('audio-dialog-close').click();
    const using = (id: string | null) => expect.poll(async () => (await seen(page)).mics.filter((m) => m.live).map((m) => m.wanted)).toEqual([id]);
    const flows = async () => {
      const before = await packetsOut(page);
      await expect.poll(() => packetsOut(page)).toBeGreaterThan(before + 20);
    };
    await using(mic);
    await flows();
    await plug(page, 'Fake Audio Input 1', false);
    await plug(page, 'Fake Audio Output 1', false);
    await page.getByTestId('trouble-mic_gone').waitFor();
    await page.getByTestId('trouble-speaker_gone').waitFor();
    await using('');
    await expect.poll(async () => (await seen(page)).sinks.at(-1)).toBe('');
    await flows();
    await accessible(page);
    await shoot(page, `desk-device-gone-${colorScheme}`);
    await plug(page, 'Fake Audio Input 1', true);
    await plug(page, 'Fake Audio Output 1', true);
    await page.getByTestId('trouble-mic_gone').waitFor({ state: 'detached' });
    await using(mic);
    await expect.poll(async () => (await seen(page)).sinks.at(-1)).toBe(speaker);
    await flows();
  });

  it('a muted counsellor stays muted on another microphone', async () => {
    const page = await watched(await registered());
    await talk(page);
    await page.keyboard.press('m');
    await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('muted');
    await page.keyboard.press('v');
    await page.getByTestId('audio-mic').selectOption({ label: 'Fake Audio Input 2' });
    await expect.poll(() => page.evaluate(() => (globalThis as unknown as { seen: Watched }).seen.mics.at(-1)?.stream.getAudioTracks()[0]?.enabled)).toBe(false);
  });

  it.each(['light', 'dark'] as const)('a caller of whom no sound arrives is told in words, with what to do: %s', async (colorScheme) => {
    const page = await registered({ ...office, colorScheme });
    await talk(page);
    await expect.poll(() => page.getByTestId('quality').getAttribute('data-quality')).toBe('good');
    await page.context().pages()[1]!.evaluate(() => (globalThis as unknown as { peer: RTCPeerConnection }).peer.getSenders().forEach((s) => void s.replaceTrack(null)));
    await page.getByTestId('trouble-voice_silent').getByText('Qëndroni në linjë').waitFor();
    expect(await page.getByTestId('quality').textContent()).toContain('nuk vjen zë');
    await accessible(page);
    await shoot(page, `desk-voice-silent-${colorScheme}`);
  });

  it.each(['light', 'dark'] as const)('digits go into the talk while the keypad is open, and only then: %s', async (colorScheme) => {
    const page = await registered({ ...office, colorScheme });
    await page.evaluate(() => {
      const dialled: string[] = ((globalThis as unknown as { dialled: string[] }).dialled = []);
      const { insertDTMF } = RTCDTMFSender.prototype;
      RTCDTMFSender.prototype.insertDTMF = function (tones, ...more) {
        dialled.push(tones);
        insertDTMF.call(this, tones, ...more);
      };
    });
    await talk(page);
    await page.keyboard.press('b');
    await page.getByTestId('keypad').waitFor();
    for (const key of ['1', '2', '#', 'm', 'Control+3']) await page.keyboard.press(key);
    await page.locator('[data-digit="*"]').click();
    expect(await page.getByTestId('sent').textContent()).toBe('1 2 # *');
    const dialled = await page.evaluate(() => (globalThis as unknown as { dialled: string[] }).dialled);
    expect(dialled.at(-1)).toMatch(/\*$/);
    expect(dialled[0]).toBe('1');
    expect(service.heard.map((m) => m.type)).not.toContain('set');
    await accessible(page);
    await shoot(page, `desk-keypad-${colorScheme}`);
    await page.keyboard.press('Escape');
    await page.getByTestId('keypad').waitFor({ state: 'detached' });
    await page.keyboard.press('1');
    await expect.poll(() => service.heard.findLast((m) => m.type === 'set')).toMatchObject({ field: 'call_type', value: 'silent' });
    service.sip.bye();
  });
});
