import { notifications } from '@mantine/notifications';
import type { TFunction } from 'i18next';
import { asProblem } from '../api/problem';
import { wordsFor } from './Trouble';

// done tells that something has been carried out.
export function done(message: string) {
  notifications.show({ message, color: 'teal', withBorder: true });
}

// failed tells that a button's work did not come about, where there is no
// place beside the button to say so.
export function failed(err: unknown, t: TFunction) {
  const problem = asProblem(err);
  notifications.show({
    title: t('problem.title'),
    message: problem.status === 409 && problem.message ? problem.message : wordsFor(err, t),
    color: 'red',
    withBorder: true,
    autoClose: 8000,
  });
}
