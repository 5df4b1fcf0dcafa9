// What there is to set, in groups of what belongs together, and who may.
export const settingsGroups = [
  {
    word: 'settingsgroup.people',
    pages: [
      { to: '/settings/users', word: 'settingsnav.users', needs: 'users.edit' },
      { to: '/settings/roles', word: 'settingsnav.roles', needs: 'roles.edit' },
      { to: '/settings/teams', word: 'settingsnav.teams', needs: 'teams.edit' },
      { to: '/settings/pauses', word: 'pauses.title', needs: 'settings.edit' },
      { to: '/settings/growth', word: 'growth.title', needs: 'settings.edit' },
    ],
  },
  {
    word: 'settingsgroup.telephone',
    pages: [
      { to: '/start', word: 'start.title', needs: 'agents.edit' },
      { to: '/settings', word: 'settingsnav.numbers', needs: 'policy.see' },
      { to: '/settings/numbers', word: 'numbers.title', needs: 'policy.see' },
      { to: '/settings/prompts', word: 'prompts.title', needs: 'policy.see' },
    ],
  },
  {
    word: 'settingsgroup.customers',
    pages: [
      { to: '/settings/deals', word: 'settingsnav.funnel', needs: 'settings.edit' },
      { to: '/settings/outcomes', word: 'settingsnav.outcomes', needs: 'settings.edit' },
      { to: '/settings/fields', word: 'settingsnav.fields', needs: 'settings.edit' },
    ],
  },
  {
    word: 'settingsgroup.background',
    pages: [
      { to: '/settings/follow-ups', word: 'followups.title', needs: 'settings.edit' },
      { to: '/settings/health', word: 'health.title', needs: 'audit.see' },
      { to: '/settings/jobs', word: 'jobs.title', needs: 'audit.see' },
      { to: '/settings/webhooks', word: 'webhooks.title', needs: 'settings.edit' },
      { to: '/settings/audit', word: 'settingsnav.audit', needs: 'audit.see' },
    ],
  },
] as const;
