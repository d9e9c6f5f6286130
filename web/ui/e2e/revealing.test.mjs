// A number is revealed for a purpose, which is written down; breaking the glass is on the supervisor's board within a minute.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { trunkAddress } from './harness/lab.mjs';
import { policy } from './harness/policy.mjs';

const rules = policy();
for (const line of rules.lines) line.keep_number = true;
const house = helpline({ rules });
const number = '+355690000042';

test('a revealed number stands in the audit trail with its purpose, and a broken glass on the board', async (t) => {
  const board = await house.board();
  const arta = await house.atWork('arta');
  const child = await house.child('116111', { from: `<sip:${number}@${trunkAddress}>`, headers: [] });
  await arta.accept();
  await reveal(arta, 'callback');
  assert.deepEqual(await acts(), [{ actor: arta.id, action: 'number.revealed', purpose: 'callback' }]);

  await arta.page.getByTestId('reveal').waitFor({ timeout: 40_000 }); // masked again
  assert.notEqual(await arta.text('caller'), number);
  await house.database.run(`update contact set opened_at = now() - interval '2 days'`); // her own, but no longer fresh
  const broken = Date.now();
  await reveal(arta, 'danger', true);
  await board.page.locator('[data-testid^=alert-close-]').waitFor({ timeout: 60_000 });
  t.diagnostic(`the supervisor is alerted ${Date.now() - broken} ms after the glass was broken`);
  assert.deepEqual((await acts()).at(-1), { actor: arta.id, action: 'number.revealed.glass', purpose: 'danger' });

  await board.page.locator('[data-testid^=alert-close-]').click();
  await board.page.getByTestId('board-alerts').waitFor({ state: 'detached' });
  const [closed] = await house.database.rows(`select actor from audit where action = 'alert.closed'`);
  assert.equal(closed.actor, board.supervisor.id);
  await house.service.run(['audit', 'verify']);
  await child.hangUp();
  await arta.finishQuickly();
});

async function reveal(person, purpose, glass = false) {
  await person.page.getByTestId('reveal').click();
  await person.page.getByTestId(`purpose-${purpose}`).click();
  await person.page.getByTestId('purpose-go').click();
  if (glass) {
    await person.page.getByTestId('purpose-problem').filter({ hasText: /\S/ }).waitFor();
    await person.page.getByTestId('purpose-go').click();
  }
  await person.page.getByTestId('caller').filter({ hasText: number }).waitFor();
}

const acts = () => house.database.rows(`select actor, action, purpose from audit where action like 'number.%' order by n`);
