import type { ComponentType, ReactNode } from 'react';
import type { IconProps } from '@tabler/icons-react';
import classes from './parts.module.css';

interface Props {
  icon: ComponentType<IconProps>;
  title: string;
  hint?: string;
  alone?: boolean; // nothing else is on the page: the title is its heading
  children?: ReactNode; // the next action
}

// Empty says what will be here and offers the next action.
export function Empty({ icon: Icon, title, hint, alone, children }: Props) {
  const Title = alone ? 'h1' : 'p';
  return (
    <div className={classes.empty}>
      <Icon size={28} stroke={1.4} aria-hidden />
      <Title className={classes.emptyTitle}>{title}</Title>
      {hint ? <p className="soft">{hint}</p> : null}
      {children}
    </div>
  );
}
