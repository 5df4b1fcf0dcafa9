import jsQR from 'jsqr';
import { expect, it } from 'vitest';
import { drawn } from '../pages/agents/drawn';
import { grandstream } from './provision';

const sip = { username: 'agent-101', password: 'x7Kd-92mQ-pLw4-Tz8c', domain: '192.168.10.4:5060' };

it('what would be markup in a name stays a name', () => {
  expect(grandstream(sip, `O'Hara <& Sons>`)).toContain('<DisplayName>O&apos;Hara &lt;&amp; Sons&gt;</DisplayName>');
});

it('the code that is drawn reads as what was written, in letters of any language', () => {
  const text = grandstream(sip, 'Иванов Егор, Szűcs Ödön');
  const { size, squares } = drawn(text);
  const scale = 4;
  const side = size * scale;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [x, y] of squares) {
    for (let dy = 0; dy < scale; dy++) for (let dx = 0; dx < scale; dx++) pixels.fill(0, 4 * ((y * scale + dy) * side + x * scale + dx), 4 * ((y * scale + dy) * side + x * scale + dx) + 3);
  }
  expect(jsQR(pixels, side, side)?.data).toBe(text);
});
