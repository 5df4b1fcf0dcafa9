import {
  IconDoorExit,
  IconPhoneCall,
  IconCheck,
  IconClockOff,
  IconLifebuoy,
  IconHourglassEmpty,
  IconMicrophone,
  type IconProps,
  IconPhoneCalling,
  IconPhoneOff,
  IconPhoneX,
  IconPlugConnectedX,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { Disposition } from '../api/types';
import classes from './parts.module.css';

const icons: Record<Disposition, ComponentType<IconProps>> = {
  answered: IconCheck,
  abandoned: IconPhoneX,
  voicemail: IconMicrophone,
  closed: IconClockOff,
  turned_away: IconDoorExit,
  callback: IconPhoneCall,
  fallback: IconLifebuoy,
  lost_pbx: IconPlugConnectedX,
  no_answer: IconHourglassEmpty,
  busy: IconPhoneCalling,
  failed: IconPhoneOff,
};

export const dispositions = Object.keys(icons) as Disposition[];

// Result is how a call ended, as icon and word.
export function Result({ disposition }: { disposition: Disposition | null }) {
  const { t } = useTranslation();
  if (!disposition) return <span className="soft">–</span>;
  const Icon = icons[disposition];
  return (
    <span className={classes.result} data-lost={disposition === 'abandoned' || disposition === 'lost_pbx' || disposition === 'turned_away' || undefined}>
      <Icon size={16} stroke={1.8} aria-hidden />
      <span className="cut">{t(`disposition.${disposition}`)}</span>
    </span>
  );
}
