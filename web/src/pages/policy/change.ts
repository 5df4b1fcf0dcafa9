import type { TFunction } from 'i18next';
import { api } from '../../api/client';
import { answerOf } from '../../api/problem';
import { policyQuery, queries } from '../../api/queries';
import type { Policy, PolicyChange } from '../../api/types';
import { done, failed } from '../../parts/notices';

// changeAtOnce changes one member of the policy by itself: a switch or a choice,
// which takes effect when it is made.
export async function changeAtOnce(policy: Policy, change: PolicyChange, t: TFunction): Promise<void> {
  try {
    const saved = await answerOf(api.PUT('/policy', { body: { ...change, version: policy.version } }));
    queries.setQueryData(policyQuery.queryKey, saved);
    done(t('policy.saved'));
  } catch (err) {
    failed(err, t);
  }
}
