// styleNonce is the nonce the server's style-src asks of styles made while the
// page runs; empty where the server asks for none.
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
}
