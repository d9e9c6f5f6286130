// What the screens look like with a real call on them. SHOTS=1 puts the pictures into web/shots, for the README.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { helpline } from './harness/helpline.mjs';
import { checkout } from './harness/lab.mjs';
import { policy } from './harness/policy.mjs';
import { until } from './harness/until.mjs';

const forTheReadme = process.env.SHOTS === '1';
const folder = forTheReadme ? join(checkout, 'web/shots') : join(import.meta.dirname, 'out');
const house = helpline({ rules: policy({}, { offer_s: 60 }), people: ['arta', 'besa', 'dritan', 'drita'] });

test('sign-in, ringing, talking, wrap-up and board are pictured', async () => {
  mkdirSync(folder, { recursive: true });
  const door = await house.page();
  await door.goto(house.service.url);
  await door.getByTestId('login').waitFor();
  await shoot(door, 'sign-in-light');

  const board = await house.board();
  const besa = await house.atWork('besa');
  await house.child('116111', { number: '+355690000017' });
  await besa.accept();
  const dritan = await house.enter('dritan');
  await dritan.page.getByTestId('pause').click();
  await dritan.page.getByTestId('pause-break').click();

  const arta = await house.atWork('arta');
  const child = await house.child('116111', { number: '+355690000042' });
  await arta.is('ringing');
  await shoot(arta.page, 'desk-ringing-light');
  await arta.accept();
  await arta.chooseType('child_self');
  await arta.chooseDirection('counselling');
  await arta.write('Vajzë, rreth 12 vjeç, flet me zë të ulët nga dhoma e saj. Prindërit grinden çdo natë; sonte ka frikë të flejë.');
  await arta.saved();
  await house.child('116000', { number: '+355690000033' });
  await house.child('116111', { from: '"Anonymous" <sip:anonymous@anonymous.invalid>' });
  await until('two wait', async () => (await board.last()).lines['116111'].waiting + (await board.last()).lines['116000'].waiting === 2);
  await until('the talk is measured', async () => (await arta.page.getByTestId('quality').getAttribute('data-quality')) === 'good');
  if (forTheReadme) await until('they have talked for a while', async () => (await arta.page.getByTestId('call-card').innerText()).includes('00:14'), 30_000);
  await shoot(arta.page, 'desk-talking-light');
  await shoot(board.page, 'board-light');
  await arta.page.emulateMedia({ colorScheme: 'dark' });
  await shoot(arta.page, 'desk-talking-dark');
  await arta.page.emulateMedia({ colorScheme: 'light' });
  await child.hangUp();
  await arta.is('wrap_up');
  await shoot(arta.page, 'desk-wrap-up-light');
});

async function shoot(page, name) {
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled' });
}
