import jsQR from 'jsqr';
import { expect, it } from 'vitest';
import { drawn } from '../pages/agents/drawn';
import { grandstream, linphone, loopback } from './provision';

const sip = {
  username: 'agent-101', password: 'x7Kd-92mQ-pLw4-Tz8c', domain: '192.168.10.4:5060',
  provisioning: { path: '/api/v1/provisioning/u9Xk', expires_at: '2026-11-28T10:42:00Z' },
};

it('Linphone fetches the account where the page is', () => {
  const { protocol, host, pathname } = new URL(linphone(sip, ['https:', 'vonal.example:8443'].join('//')));
  expect([protocol, host, pathname]).toEqual(['https:', 'vonal.example:8443', sip.provisioning.path]);
});

it.each(['localhost', 'localhost:5173', '127.0.0.1:8080', '127.1.2.3', '[::1]:8080'])('%s leads a phone to itself', (address) => {
  expect(loopback(address)).toBe(true);
});

it.each(['192.168.1.10:8080', 'vonal.example', 'localhost.example', '10.127.0.1'])('%s may lead a phone here', (address) => {
  expect(loopback(address)).toBe(false);
});

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
