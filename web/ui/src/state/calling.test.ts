import { expect, it } from 'vitest';
import { callsBack, offerBack } from './calling';

it('the key for calling back presses the button that was shown last, and none that is gone', () => {
  const pressed: string[] = [];
  expect(callsBack()).toBe(false);
  const desk = offerBack(() => pressed.push('desk'));
  const history = offerBack(() => pressed.push('history'));
  expect(callsBack()).toBe(true);
  history();
  callsBack();
  desk();
  expect(callsBack()).toBe(false);
  expect(pressed).toEqual(['history', 'desk']);
});
