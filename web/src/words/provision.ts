// What a phone reads from a square code instead of being typed into.
import type { SipAccount } from '../api/types';

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const plain = (text: string) => text.replace(/[&<>"']/g, (c) => entities[c] ?? c);

// linphone is where Linphone fetches an account, from the page's own address.
export function linphone(sip: SipAccount, origin: string): string {
  return new URL(sip.provisioning.path, origin).href;
}

// loopback is said of an address by which a phone would reach itself.
export function loopback(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(address);
}

// grandstream writes an account as the apps of Grandstream (Wave, GS Wave) read
// it.
export function grandstream(sip: SipAccount, name: string): string {
  const fields = [
    ['RegisterServer', sip.domain],
    ['OutboundServer', ''],
    ['UserID', sip.username],
    ['AuthID', sip.username],
    ['AuthPass', sip.password],
    ['AccountName', name],
    ['DisplayName', name],
  ] as const;
  const account = fields.map(([field, value]) => `<${field}>${plain(value)}</${field}>`).join('');
  return `<?xml version="1.0" encoding="utf-8"?><AccountConfig version="1"><Account>${account}</Account></AccountConfig>`;
}
