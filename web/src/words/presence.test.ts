import { expect, test } from 'vitest';
import type { Agent } from '../api/types';
import { byPresence } from './presence';

const agent = (name: string, state: Agent['state']) => ({ id: name, name, state }) as Agent;

test('who is free comes first, who is not at work not at all', () => {
  const all = [agent('Dora', 'paused'), agent('Anna', 'talking'), agent('Emil', 'offline'), agent('Csaba', 'available'), agent('Béla', 'available')];
  expect(byPresence(all, 'Anna').map((a) => a.name)).toEqual(['Béla', 'Csaba', 'Dora']);
});
