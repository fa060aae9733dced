// The deploy entries of bypasses.yaml that are a judgement of a plan: exceptions, parameters and rules are those of the
// base branch, so what the pull request changes in them does not reach the case (test/gate/sources.test.ts).
import { both, type Case, type Cases, changed, people, team } from './changes.ts'
import { id } from './steps.ts'
import { remove } from './tenant.ts'

/** Entries about what happens between the decision and the deployment. */
export const NEED_A_DEPLOYMENT: readonly string[] = ['57c', '57-ok2']

const EXCHANGE_ADMINISTRATOR = '29232cdf-9323-42fd-ade2-1d097af3e4de'
const scanners: Case = both(
  people('scanner1', 'scanner2'),
  team('scanners', { assignableToRole: true, members: [id('scanner1'), id('scanner2')] }),
)

export const CASES: Cases = {
  '58a': both(
    scanners,
    changed('CA001', (inputs) => inputs.conditions.users.excludedGroups.push(id('scanners'))),
  ),
  '58b': changed('CA004', ({ conditions: { users } }) => {
    users.includedRoles = users.includedRoles.filter((role: string) => role !== EXCHANGE_ADMINISTRATOR)
  }),
  '58c': (tenant) => remove(tenant, 'CA001'),
  '58-ok': scanners,
}
