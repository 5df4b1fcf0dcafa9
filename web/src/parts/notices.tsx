import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import i18n from 'i18next';
import type { TFunction } from 'i18next';
import { explained } from './Trouble';

// closing names the notice's own button for those who hear the page.
const closing = () => ({ closeButtonProps: { 'aria-label': i18n.t('problem.close') }, withBorder: true });

// done tells that something has been carried out.
export function done(message: string) {
  notifications.show({ ...closing(), message, color: 'teal' });
}

// undoable tells that something has been carried out and offers, for a while,
// to take it back.
export function undoable(message: string, word: string, undo: () => Promise<unknown>) {
  const id = `undo-${Date.now()}`;
  notifications.show({
    ...closing(),
    id,
    color: 'teal',
    autoClose: 10_000,
    message: (
      <span className="row wrap">
        <span>{message}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            notifications.hide(id);
            void undo();
          }}
        >
          {word}
        </Button>
      </span>
    ),
  });
}

// refused tells, in words of its own, that a button's work did not come about.
export function refused(message: string, t: TFunction) {
  notifications.show({ ...closing(), title: t('problem.title'), message, color: 'red', autoClose: 8000 });
}

// failed is refused for whatever was thrown, where there is no place beside the
// button to say so.
export function failed(err: unknown, t: TFunction) {
  refused(explained(err, t), t);
}
