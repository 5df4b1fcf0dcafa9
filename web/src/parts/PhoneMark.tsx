import { IconDeviceLandlinePhone, IconDeviceMobile, IconPhoneOff } from '@tabler/icons-react';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { Phone } from '../api/phones';
import { serverNow } from '../live/clock';
import { moment } from '../words/format';
import { usePhone } from './Caller';
import classes from './parts.module.css';

// phoneName is what a phone is called.
export const phoneName = (p: Phone, t: TFunction) => p.name || t(p.outside ? 'phones.mobile' : 'phones.desk');

// PhoneMark is a phone in a line: what it is called, how it is reached, how long
// it rings, and whether it can be reached now.
export function PhoneMark({ phone }: { phone: Phone }) {
  const { t, i18n } = useTranslation();
  const write = usePhone();
  const Icon = phone.outside ? IconDeviceMobile : phone.up ? IconDeviceLandlinePhone : IconPhoneOff;
  const rings = phone.ring_ms ? t('phones.rings', { count: phone.ring_ms / 1000 }) : t(phone.outside ? 'phones.rings_outside' : 'phones.rings_policy');
  return (
    <span className={classes.phone} data-up={phone.up || undefined}>
      <Icon size={18} aria-hidden />
      <span className="cut">
        <span className={classes.phoneName}>{phoneName(phone, t)}</span>
        <span className="soft small num"> {phone.outside ? write(phone.address) : phone.address}</span>
        <span className="soft small">
          {phone.outside ? t('phones.last') : phone.up_since ? t('phones.up_since', { time: moment(phone.up_since, serverNow(), i18n.language) }) : t(phone.up ? 'agents.phone_up' : 'agents.phone_down')} · {rings}
        </span>
      </span>
    </span>
  );
}
