// A counsellor in a real talk, for the tests of what can be done in it: the voice comes from a second page of the same browser.
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browser, office, openAs, service } from './kit';
import * as scenes from './scenes';

/** A second page that plays the caller: makes the offer, takes the answer, and beeps. */
export async function caller(): Promise<{ sdp: string; take: (answer: string) => Promise<void>; heard: () => Promise<{ packets: number; energy: number }> }> {
  const context = browser.contexts()[0]!;
  const page = await context.newPage();
  await page.goto(new URL('/blank', context.pages()[0]!.url()).href);
  const sdp = await page.evaluate(async () => {
    const peer = new RTCPeerConnection();
    (window as unknown as { peer: RTCPeerConnection }).peer = peer;
    const ear = new Audio(); // what nobody listens to is not measured
    peer.addEventListener('track', (e) => {
      ear.srcObject = e.streams[0] ?? new MediaStream([e.track]);
      void ear.play();
    });
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    stream.getTracks().forEach((track) => peer.addTrack(track, stream));
    await peer.setLocalDescription();
    if (peer.iceGatheringState !== 'complete') {
      await new Promise((done) => peer.addEventListener('icegatheringstatechange', () => peer.iceGatheringState === 'complete' && done(null)));
    }
    return peer.localDescription!.sdp;
  });
  const take = (answer: string) =>
    page.evaluate(async (text) => {
      const peer = (window as unknown as { peer: RTCPeerConnection }).peer;
      await peer.setRemoteDescription({ type: 'answer', sdp: text });
    }, answer);
  const heard = () =>
    page.evaluate(async () => {
      const peer = (window as unknown as { peer: RTCPeerConnection }).peer;
      const voice = [...(await peer.getStats()).values()].find((s) => s.type === 'inbound-rtp');
      return { packets: voice?.packetsReceived ?? 0, energy: voice?.totalAudioEnergy ?? 0 };
    });
  return { sdp, take, heard };
}

/** A page whose phone is there. */
export async function registered(options = office): Promise<Page> {
  const page = await openAs((tab) => scenes.view(tab), { options });
  await expect.poll(() => page.getByTestId('check-phone').getAttribute('data-good')).toBe('true');
  return page;
}

/** Has it answer a caller. */
export async function talk(page: Page, form?: string): Promise<void> {
  const { sdp, take } = await caller();
  await page.bringToFront();
  const answered = service.sip.invite(scenes.offerId, sdp);
  service.say(scenes.ringing(service.tab));
  await page.getByTestId('decline').and(page.locator(':enabled')).waitFor();
  await page.keyboard.press('a');
  const answer = await answered;
  expect(answer.status).toBe(200);
  await take(answer.sdp);
  service.say(scenes.talking(service.tab, scenes.filled, {}, form));
  await expect.poll(() => page.getByTestId('call-card').getAttribute('data-state')).toBe('talking');
}
