import type { TFunction } from 'i18next';
import type { Reason } from '../api/types';
import { duration } from './format';

// because says in words why an agent was, or was not, offered a call.
export function because(reason: Reason, t: TFunction): string {
  const time = duration(reason.for_ms ?? 0);
  switch (reason.code) {
    case 'free':
      return t('reason.free', { time });
    case 'tried':
      return t('reason.tried', { count: reason.times ?? 1 });
    case 'refused':
      return t('reason.refused', { time });
    case 'wrapup':
      return t('reason.wrapup', { time });
    case 'paused':
      return t('reason.paused');
    case 'offline':
      return t('reason.offline');
    case 'unreachable':
      return reason.for_ms ? t('reason.unreachable_until', { time }) : t('reason.unreachable');
    case 'busy':
      return t('reason.busy');
    case 'owner':
    case 'deputy':
    case 'team':
      return t(`reason.${reason.code}`);
    case 'ramp':
      return t('reason.ramp', { count: reason.times ?? 1 });
    case 'level':
      return reason.for_ms ? t('reason.level_until', { time }) : t('reason.level');
    case 'further':
      return t('reason.further', { time });
    default:
      // A newer server may know grounds this page does not.
      return reason.code;
  }
}
