// A case is referred to an agency of the directory, nobody answers in time, and a letter is printed of what was chosen.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { until } from './harness/until.mjs';

const house = helpline();
const secret = 'Kanarina Shembull';

test('a referral is drafted, sent, waited for, answered and printed', async (t) => {
  const arta = await house.enter('arta');
  const home = await begin(arta.page, { story: 'Fëmija ka frikë në shtëpi.', child_name: secret, risk_level: 'low' });
  await arta.page.goto(`${house.service.url}/cases/${home.code}`);
  const at = (id) => arta.page.getByTestId(id);
  await at('referral-add').press('Enter');
  await at('agency-find').fill('bashkia durres');
  const unit = arta.page.getByRole('radio', { name: /Bashkia Durrës/ });
  await unit.press('Space');
  await at('grounds-neglect').press('Space');
  await at('referral-method').selectOption('phone');
  await at('shared-name').press('Space');
  await at('referral-consent').selectOption('no');
  await at('referral-letter-words').fill('Ju lutemi, vizitoni familjen këtë javë.');
  await at('referral-send').press('Enter');
  await at('referral-dialog-problem').filter({ hasText: /\S/ }).waitFor(); // nobody agreed to it
  arta.complaints.splice(0); // the browser's own, about that refusal
  await at('referral-consent').selectOption('yes');
  await at('referral-send').press('Enter');
  await arta.page.locator('[data-testid=referral][data-state=sent]').waitFor();
  const [sent] = await house.database.rows('select state, sealed, kind, sent_at is not null as gone from referral');
  assert.deepEqual([sent.state, sent.kind, sent.gone], ['sent', 'njmf', true]);
  assert.ok(!sent.sealed.includes('vizitoni'), 'what the letter says lies sealed');

  await house.database.run(`update referral set due = current_date - 1`);
  const supervisor = await house.enter('drita', { path: '/board' });
  for (const person of [arta, supervisor]) {
    await person.page.goto(`${house.service.url}/referrals`);
    await person.page.getByTestId('overdue').filter({ hasText: '1' }).waitFor();
    await person.page.locator('[data-overdue=true]').filter({ hasText: home.code }).waitFor();
  }
  await arta.page.locator('[data-testid^=open-]').press('Enter');
  await at('referral-to-acknowledged').press('Enter');
  await arta.page.locator('[data-testid=referral][data-state=acknowledged]').waitFor();
  await at('referral-write').press('Enter');
  await at('referral-reference').fill('77/2');
  await at('referral-reference').press('Enter');
  await at('referral').getByText('77/2').waitFor();

  await at('referral-letter').press('Enter');
  await at('print-grounds').press('Space');
  await at('print-on').press('Enter');
  const download = arta.page.waitForEvent('download');
  await at('purpose-go').press('Enter');
  const letter = await readFile(await (await download).path());
  assert.equal(letter.subarray(0, 5).toString(), '%PDF-');
  t.diagnostic(`the letter is ${letter.length} bytes`);
  const acts = await until('the print is written down', async () => {
    const rows = await house.database.rows(`select actor, action, purpose from audit where object = 'case:${home.id}' and action like 'referral.%' order by n`);
    return rows.at(-1)?.action === 'referral.printed' && rows;
  });
  assert.deepEqual(acts.filter((a) => a.action !== 'referral.opened').map((a) => a.action), [
    'referral.drafted', 'referral.changed', 'referral.sent', 'referral.acknowledged', 'referral.changed', 'referral.printed',
  ]);
  assert.deepEqual([acts.at(-1).actor, acts.at(-1).purpose], [arta.id, 'referral']);
  await house.service.run(['audit', 'verify']);
});

test('a case is printed with the chosen fields only, and a supervisor exports all of it', async () => {
  const arta = await house.enter('arta');
  const home = await begin(arta.page, { story: 'Fëmija ka frikë në shtëpi.', child_name: secret });
  await arta.page.goto(`${house.service.url}/cases/${home.code}`);
  await arta.page.getByTestId('print').press('Enter');
  await arta.page.getByTestId('print-story').press('Space');
  await arta.page.getByTestId('print-on').press('Enter');
  await arta.page.getByTestId('purpose-legal_duty').press('Space');
  const download = arta.page.waitForEvent('download');
  await arta.page.getByTestId('purpose-go').press('Enter');
  assert.equal((await download).suggestedFilename(), `alo116-${home.code}.pdf`);
  assert.equal(await arta.page.getByTestId('export').count(), 0);

  const drita = await house.enter('drita', { path: `/cases/${home.code}` });
  await drita.page.getByTestId('purpose-quality').press('Space');
  assert.ok(!(await drita.page.content()).includes(secret), 'nothing is shown before it is said what for');
  await drita.page.getByTestId('purpose-go').press('Enter');
  await drita.page.getByTestId('referrals').waitFor();
  drita.complaints.splice(0); // the browser's own, about being asked what for
  await drita.page.getByTestId('export').press('Enter');
  await drita.page.getByTestId('purpose-subject_request').press('Space');
  const all = drita.page.waitForEvent('download');
  await drita.page.getByTestId('purpose-go').press('Enter');
  const kept = JSON.parse(await readFile(await (await all).path(), 'utf8'));
  assert.ok(JSON.stringify(kept).includes(secret));
  const rows = await house.database.rows(`select actor, action from audit where object = 'case:${home.id}' and action in ('case.printed', 'case.exported') order by n`);
  assert.deepEqual(rows, [{ actor: arta.id, action: 'case.printed' }, { actor: drita.id, action: 'case.exported' }]);
  const opened = await house.database.rows(`select action, purpose from audit where object = 'case:${home.id}' and actor = '${drita.id}' and action like '%.opened' order by n`);
  assert.deepEqual(opened, [{ action: 'case.opened', purpose: 'quality' }, { action: 'referral.opened', purpose: 'quality' }]);
});

/** Begins a case of whoever is signed in on the page, and fills it in. */
async function begin(page, values) {
  return page.evaluate(async (values) => {
    const post = async (path, body) => {
      const answer = await fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return answer.json();
    };
    const home = await post('/api/cases', {});
    let rev = 0;
    for (const [field, value] of Object.entries(values)) ({ rev } = await post(`/api/cases/${home.id}/field`, { field, value, rev }));
    return home;
  }, values);
}
