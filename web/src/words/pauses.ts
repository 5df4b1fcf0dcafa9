import type { TFunction } from 'i18next';

// pauseReason words why an agent is paused where the company's list has no word
// for it; a text of somebody's own is shown as it is.
export function pauseReason(reason: string | null | undefined, t: TFunction): string {
  switch (reason) {
    case 'lunch':
    case 'break':
    case 'meeting':
    case 'training':
    case 'paperwork':
    case 'missed':
      return t(`pause.${reason}`);
    default:
      return reason ?? '';
  }
}
