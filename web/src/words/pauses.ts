import type { TFunction } from 'i18next';

// The reasons a pause may be asked for here. The server takes any text; these
// are worded in each language.
export const pauseReasons = ['lunch', 'break', 'meeting', 'training', 'paperwork'] as const;

// pauseReason words why an agent is paused; a text of somebody's own is shown
// as it is.
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
