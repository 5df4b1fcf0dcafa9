import { type ReactNode, useState } from 'react';
import classes from './Desk.module.css';

// Tint is a cell that tints for a second when what it shows has changed; not when
// it is first seen.
export function Tint({ of, children }: { of: string; children: ReactNode }) {
  const [seen, setSeen] = useState({ of, changes: 0 });
  if (seen.of !== of) setSeen({ of, changes: seen.changes + 1 });
  return (
    // A new key begins the animation anew.
    <span key={seen.changes} className={seen.changes > 0 ? `${classes.tint} cut` : 'cut'}>
      {children}
    </span>
  );
}
