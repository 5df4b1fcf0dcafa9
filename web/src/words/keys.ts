// keyOf makes a key of a name, once: it stays when the name changes. A name in
// other letters than a to z gets one that says what it is and nothing else.
export function keyOf(name: string, what: string): string {
  const plain = name.normalize('NFD').toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^_+|_+$/g, '').slice(0, 40);
  return plain || `${what}_${Date.now().toString(36)}`;
}
