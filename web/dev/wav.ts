// wav is a recording of two made-up voices that take turns.
export function wav(ms: number): Buffer {
  const rate = 8000;
  const count = Math.round((Math.min(ms, 90_000) / 1000) * rate);
  const out = Buffer.alloc(44 + count * 2);
  out.write('RIFF', 0);
  out.writeUInt32LE(36 + count * 2, 4);
  out.write('WAVEfmt ', 8);
  out.writeUInt32LE(16, 16);
  out.writeUInt16LE(1, 20);
  out.writeUInt16LE(1, 22);
  out.writeUInt32LE(rate, 24);
  out.writeUInt32LE(rate * 2, 28);
  out.writeUInt16LE(2, 32);
  out.writeUInt16LE(16, 34);
  out.write('data', 36);
  out.writeUInt32LE(count * 2, 40);
  for (let i = 0; i < count; i++) {
    const s = i / rate;
    const turn = Math.sin(s * 0.9) + 0.4 * Math.sin(s * 2.3);
    const syllable = Math.max(0, Math.sin(s * 11 + 2 * Math.sin(s * 3)));
    const pitch = turn > 0 ? 180 : 130;
    const loud = Math.min(1, Math.abs(turn)) * syllable;
    const voice = Math.sin(2 * Math.PI * pitch * s) + 0.5 * Math.sin(4 * Math.PI * pitch * s);
    out.writeInt16LE(Math.round(voice * loud * 9000), 44 + i * 2);
  }
  return out;
}
