import { expect, test } from 'vitest';
import { phone, plain } from './phone';

test('a number of the own country is national, another international', () => {
  expect(phone('+36301234567', 'HU')).toBe('06 30 123 4567');
  expect(phone('+442079460018', 'HU')).toBe('+44 20 7946 0018');
});

test('what is no number stays as it is', () => {
  expect(phone('anna', 'HU')).toBe('anna');
  expect(phone('', 'HU')).toBe('');
});

test("a caller's name cannot turn the text around it", () => {
  expect(plain('Szabó\u202e gpj.exe\u0000')).toBe('Szabó gpj.exe');
});
