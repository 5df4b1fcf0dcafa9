import { Kbd, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './SearchBox.module.css';

// SearchBox finds cards by a name or number from every page.
export function SearchBox() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [q, setQ] = useState('');
  useHotkeys([['mod+K', () => input.current?.focus()]], []);
  return (
    <form
      role="search"
      className={classes.search}
      onSubmit={(e) => {
        e.preventDefault();
        void navigate({ to: '/cards', search: q.trim() ? { q: q.trim() } : {} });
        setQ('');
        input.current?.blur();
      }}
    >
      <TextInput
        ref={input}
        value={q}
        onChange={(e) => setQ(e.currentTarget.value)}
        placeholder={t('search.placeholder')}
        aria-label={t('search.label')}
        leftSection={<IconSearch size={16} aria-hidden />}
        rightSection={<Kbd size="xs" className={classes.hint}>{t('search.hint')}</Kbd>}
        rightSectionWidth={58}
        rightSectionPointerEvents="none"
        size="sm"
        variant="filled"
      />
    </form>
  );
}
