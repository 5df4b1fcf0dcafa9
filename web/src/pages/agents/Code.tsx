import classes from './Agents.module.css';
import { drawn } from './drawn';

// Code is a text as a square code to be read by a phone's camera: black on white
// also in the dark, since not all cameras read it the other way round.
export function Code({ text, label }: { text: string; label: string }) {
  const { size, squares } = drawn(text);
  return (
    <svg className={classes.code} viewBox={`0 0 ${size} ${size}`} shapeRendering="crispEdges" role="img" aria-label={label}>
      <rect width={size} height={size} fill="#fff" />
      <path d={squares.map(([x, y]) => `M${x} ${y}h1v1h-1z`).join('')} fill="#000" />
    </svg>
  );
}
