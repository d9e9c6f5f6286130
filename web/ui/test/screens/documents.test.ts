// The documents of a case: chosen by keyboard or dropped, kept by who opens one, removed; and what is said when one does not go.
import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { accessible, office, open, openAs, service, shoot, zoomed } from './kit';
import * as scenes from './scenes';
import { enter } from './walking';

const code = 'R-2026-0012';
const day = 86_400_000;
const fault = (status: number, said: string) => ({ status, body: { error: { code: said, message: '' } } });
const paper = (id: string, name: string, kind: string, size: number) => ({ id, name, kind, size, at: Date.now() - day, by: 'a1', who: 'Mira Provë', locked: 0 });
const letter = paper('d1', 'Letër e gjyshes për drejtorinë e shkollës nëntëvjeçare.pdf', 'pdf', 1_384_000);
const voice = paper('d2', 'mesazh-zanor.ogg', 'ogg', 84_000);
const full = (all: object[], change: object = {}) => ({
  id: 'k9', code, status: 'in_process', owner: 'a1', owner_name: 'Mira Provë', missing: false, opened: Date.now() - 9 * day, form: 'case-1', rev: 6, next: [], outcomes: [],
  may: ['change'], values: { story: 'Kanarina nuk do të kthehet.' }, contacts: [],
  events: [
    { rev: 6, kind: 'document', value: { id: 'd1', kind: 'pdf' }, at: Date.now() - day, actor: 'a1', name: 'Mira Provë' },
    { rev: 5, kind: 'referral', value: { id: 'r1', to: 'drafted' }, at: Date.now() - day, actor: 'a1', name: 'Mira Provë' },
    { rev: 4, kind: 'note', words: 'Gjyshja e çon deri te porta.', at: Date.now() - day, actor: 'a1', name: 'Mira Provë' },
    { rev: 1, kind: 'begun', at: Date.now() - 9 * day, actor: 'a1', name: 'Mira Provë' },
  ],
  documents: { all, may: ['add', 'remove'], most: 10_000_000 },
  ...change,
});

function house(all: object[], change: object = {}): void {
  service.routes[`POST /api/cases/${code}/open`] = { status: 200, body: full(all, change) };
  service.routes['POST /api/cases/k9/referrals/open'] = { status: 200, body: { referrals: [], may: [], next: {}, supervisors: [] } };
  service.routes['GET /api/purposes'] = { status: 200, body: { purposes: [{ code: 'callback' }] } };
}

const file = (name: string, text = 'x') => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
const sent = () => service.asked.filter((a) => a.path === '/api/cases/k9/documents');
const choose = (page: Page, ...files: ReturnType<typeof file>[]) => page.getByTestId('documents-input').setInputFiles(files);

describe('the documents of a case', () => {
  it.each(['light', 'dark'] as const)('are listed, and chosen by keyboard, in %s', async (colorScheme) => {
    house([letter, voice]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}`, options: { ...office, colorScheme } });
    await page.getByTestId('document-d1').getByText('1,4 MB').waitFor();
    await page.getByTestId('document-d2').getByText('Zë · 84 kB').waitFor();
    await page.getByTestId('event-document').getByText('U shtua një dokument: PDF').waitFor();
    await page.getByTestId('event-referral').getByText('Referim: Përgatitur').waitFor();
    await page.getByTestId('documents').scrollIntoViewIfNeeded();
    await shoot(page, `case-documents-${colorScheme}`);
    await accessible(page);
    service.routes['POST /api/cases/k9/documents'] = { status: 201, body: paper('d3', 'foto.png', 'png', 1) };
    house([paper('d3', 'foto.png', 'png', 1), letter, voice]);
    const chooser = page.waitForEvent('filechooser');
    await enter(page.getByTestId('documents-choose'));
    await (await chooser).setFiles([file('foto.png')]);
    await page.getByTestId('document-d3').waitFor();
    await page.getByTestId('documents-going').waitFor({ state: 'detached' });
    expect(sent()).toHaveLength(1);
  });

  it('say what to do with one that the scanner refused, and let one go again that it could not look at', async () => {
    house([]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}` });
    service.routes['POST /api/cases/k9/documents'] = fault(422, 'document_evil');
    await choose(page, file('letër.txt'));
    await page.getByText('Mos e hapni').waitFor();
    expect(await page.getByTestId('going-again').count(), 'it stays evil').toBe(0);
    await page.getByTestId('documents-going').scrollIntoViewIfNeeded();
    await shoot(page, 'case-documents-evil');
    await accessible(page);
    await page.getByTestId('going-forget').press('Enter');
    await page.getByTestId('documents-going').waitFor({ state: 'detached' });
    service.routes['POST /api/cases/k9/documents'] = fault(503, 'scanner_away');
    await choose(page, file('letër.txt'));
    await page.getByText('Tani skedarët nuk kontrollohen dot').waitFor();
    await page.getByTestId('going-again').waitFor();
  });

  it('can only be removed once they are locked, and say why', async () => {
    house([{ ...letter, locked: Date.now() - 1000 }, voice]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}` });
    const locked = page.getByTestId('document-d1');
    await locked.getByText('I kyçur').waitFor();
    expect(await locked.getByTestId('document-open').count(), 'nobody opens it').toBe(0);
    await locked.getByTestId('document-remove').waitFor();
    await page.getByTestId('document-d2').getByTestId('document-open').waitFor();
    await accessible(page);
  });

  it('say what is wrong with each that did not go, and go when it is tried again', async () => {
    house([]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}` });
    service.routes['POST /api/cases/k9/documents'] = fault(415, 'document_kind');
    await choose(page, file('faqe.html', '<html>'), file('bosh.txt', ''));
    await page.getByText('Ky lloj nuk mbahet').waitFor();
    await page.getByText('Skedari është bosh').waitFor();
    expect(sent(), 'an empty one is not even sent').toHaveLength(1);
    expect(await page.getByTestId('going-again').count(), 'the same again would be no better').toBe(0);
    await accessible(page);
    await page.getByTestId('going-forget').first().press('Enter');
    await page.getByTestId('going-forget').first().press('Enter');
    await page.getByTestId('documents-going').waitFor({ state: 'detached' });
    await page.route('**/api/cases/k9/documents', (route) => route.abort('connectionreset'));
    await choose(page, file('letër.txt'));
    await page.getByText('Lidhja u ndërpre').waitFor();
    await page.getByTestId('documents-going').scrollIntoViewIfNeeded();
    await shoot(page, 'case-documents-lost');
    await page.unroute('**/api/cases/k9/documents');
    service.routes['POST /api/cases/k9/documents'] = { status: 201, body: letter };
    house([letter]);
    await page.getByTestId('going-again').press('Enter');
    await page.getByTestId('document-d1').waitFor();
    await page.getByTestId('documents-going').waitFor({ state: 'detached' });
  });

  it('are dropped on the page, and the place for it says so', async () => {
    house([]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}` });
    service.routes['POST /api/cases/k9/documents'] = { status: 201, body: letter };
    const data = await page.evaluateHandle(() => {
      const drag = new DataTransfer();
      drag.items.add(new File(['x'], 'letër.txt'));
      return drag;
    });
    await page.getByTestId('documents-drop').dispatchEvent('dragover', { dataTransfer: data });
    await expect.poll(() => page.getByTestId('documents-drop').getAttribute('class')).toContain('over');
    house([letter]);
    await page.getByTestId('documents-drop').dispatchEvent('drop', { dataTransfer: data });
    await page.getByTestId('document-d1').waitFor();
  });

  it('are kept by who opens one, for a purpose where it is asked, and removed after a second thought', async () => {
    house([letter]);
    const page = await openAs((tab) => scenes.view(tab), { path: `/cases/${code}` });
    service.routes['POST /api/documents/d1/open'] = fault(422, 'no_purpose');
    await page.getByTestId('document-open').press('Enter');
    await page.getByTestId('purpose-callback').check();
    service.routes['POST /api/documents/d1/open'] = { status: 200, body: {}, headers: { 'Content-Type': 'application/pdf', 'Content-Disposition': "attachment; filename*=utf-8''x.pdf" } };
    const kept = page.waitForEvent('download');
    await page.getByTestId('purpose-go').press('Enter');
    expect((await kept).suggestedFilename()).toBe(letter.name);
    await page.getByTestId('purpose-dialog').waitFor({ state: 'detached' });
    service.routes['POST /api/documents/d1/remove'] = { status: 204 };
    await page.getByTestId('document-remove').press('Enter');
    expect(service.asked.some((a) => a.path.endsWith('/remove'))).toBe(false);
    house([]);
    await page.getByTestId('document-remove').press('Enter');
    await page.getByText('Ende asnjë dokument.').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('documents-title');
  });

  it('of a closed case are only read, in English and at 200 %', async () => {
    house([letter], { status: 'closed', outcome: 'resolved' });
    service.person = { ...scenes.teuta, lang: 'en' };
    const page = await open(`/cases/${code}`, zoomed);
    await page.getByTestId('document-d1').getByText('1.4 MB').waitFor();
    expect(await page.getByTestId('documents-choose').count()).toBe(0);
    expect(await page.getByTestId('document-remove').count()).toBe(0);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await accessible(page);
    await page.getByTestId('notes-only').check();
    await page.getByTestId('event-begun').waitFor({ state: 'detached' });
    expect(await page.getByTestId('event-note').count()).toBe(1);
  });
});
