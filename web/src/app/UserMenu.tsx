import { ActionIcon, Menu, useMantineColorScheme } from '@mantine/core';
import { IconApi, IconCheck, IconLogout, IconMap2, IconUserCircle, IconUserCog } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { answerOf, asProblem } from '../api/problem';
import { meQuery, queries } from '../api/queries';
import { type Language, languages, setLanguage } from '../i18n';
import { failed } from '../parts/notices';
import { roleWord } from '../words/roles';
import { showAround } from './tour/asked';

const schemes = ['auto', 'light', 'dark'] as const;

// UserMenu is who one is here, the language, the appearance, and the way out.
export function UserMenu() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const { data: me } = useQuery(meQuery);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  if (!me) return null;

  const logOut = async () => {
    try {
      await answerOf(api.DELETE('/sessions'));
    } catch (err) {
      // A session that is gone already is what was asked for.
      if (asProblem(err).status !== 401) return failed(err, t);
    }
    await navigate({ to: '/login', search: {} });
    queries.clear();
  };

  const tick = (on: boolean) => (on ? <IconCheck size={16} aria-hidden /> : <span style={{ width: 16 }} />);
  return (
    <Menu width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size={36} radius="xl" aria-label={t('menu.label')}>
          <IconUserCircle size={24} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <div style={{ padding: '6px 12px 8px' }}>
          <div className="cut" style={{ fontWeight: 600 }}>
            {me.name}
          </div>
          <div className="soft small cut">
            {me.login} · {roleWord(me.role, t)}
          </div>
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} component={Link} to="/profile">
          {t('menu.account')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('menu.language')}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((l) => (
          <Menu.Item
            key={l}
            lang={l}
            aria-current={i18n.language === l}
            leftSection={tick(i18n.language === l)}
            closeMenuOnClick={false}
            onClick={() => void setLanguage(l)}
          >
            {languages[l]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('menu.scheme')}</Menu.Label>
        {schemes.map((s) => (
          <Menu.Item
            key={s}
            aria-current={colorScheme === s}
            leftSection={tick(colorScheme === s)}
            closeMenuOnClick={false}
            onClick={() => setColorScheme(s)}
          >
            {t(`menu.scheme_${s}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconMap2 size={16} aria-hidden />} onClick={() => showAround(true)}>
          {t('tour.start')}
        </Menu.Item>
        <Menu.Item leftSection={<IconApi size={16} aria-hidden />} component="a" href="/api/docs" target="_blank">
          {t('menu.api')}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void logOut()}>
          {t('menu.logout')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
