import { encode } from 'uqr';

const QUIET = 4; // squares of white around the code, which readers need

// drawn is a text as a square code: how wide it is, and its black squares.
export function drawn(text: string): { size: number; squares: [x: number, y: number][] } {
  const { data, size } = encode(text, { ecc: 'L', border: QUIET });
  return { size, squares: data.flatMap((row, y) => row.flatMap((black, x) => (black ? [[x, y] as [number, number]] : []))) };
}
