import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  busy: boolean;
  wrong: string;
  onCode: (code: string) => void;
  onBack: () => void;
}

// CodeStep asks for the code of the second factor, after the password was right.
export function CodeStep({ busy, wrong, onCode, onBack }: Props) {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  return (
    <form
      className="stack"
      style={{ gap: 16 }}
      onSubmit={(e) => {
        e.preventDefault();
        onCode(code.trim());
      }}
    >
      <TextInput
        label={t('login.code')}
        description={t('login.code_hint')}
        value={code}
        onChange={(e) => setCode(e.currentTarget.value)}
        autoComplete="one-time-code"
        autoCapitalize="none"
        spellCheck={false}
        minLength={6}
        maxLength={32}
        autoFocus
        required
        withAsterisk={false}
        error={wrong || undefined}
      />
      <Button type="submit" loading={busy} fullWidth>
        {t('login.submit')}
      </Button>
      <Button variant="subtle" color="gray" onClick={onBack} fullWidth>
        {t('login.back')}
      </Button>
    </form>
  );
}
