import { expect, test } from 'vitest';
import { doneSteps, nextStep } from './firstSteps';

const fresh = { country: 'HU', agents: 0, phonesUp: 0, lastCall: false, hours: 0, answered: false };

test('a fresh company begins with its first agent', () => {
  expect(nextStep(doneSteps(fresh))).toBe('agents');
});

test('an agent counts once a phone has registered', () => {
  expect(doneSteps({ ...fresh, agents: 1 }).agents).toBe(false);
  expect(nextStep(doneSteps({ ...fresh, agents: 1, phonesUp: 1 }))).toBe('trunk');
});

test('nothing is left once a call was answered', () => {
  expect(nextStep(doneSteps({ country: 'HU', agents: 1, phonesUp: 1, lastCall: true, hours: 1, answered: true }))).toBeNull();
});
