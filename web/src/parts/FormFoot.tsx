import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  word: string; // what the form does
  busy?: boolean;
  disabled?: boolean;
  onCancel: () => void;
}

// FormFoot is the foot of a form in a dialog: to leave it, and to send it.
export function FormFoot({ word, busy, disabled, onCancel }: Props) {
  const { t } = useTranslation();
  return (
    <div className="row" style={{ justifyContent: 'flex-end' }}>
      <Button variant="default" onClick={onCancel}>
        {t('form.cancel')}
      </Button>
      <Button type="submit" loading={busy} disabled={disabled}>
        {word}
      </Button>
    </div>
  );
}
