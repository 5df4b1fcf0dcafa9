import classes from './parts.module.css';

// Bar is how far something has come, from 0 to 1.
export function Bar({ part, label }: { part: number; label: string }) {
  return <progress className={classes.bar} max={1} value={part} aria-label={label} />;
}
