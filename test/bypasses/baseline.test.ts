import { soundStack } from './amazon.ts'
import { AWS_CASES } from './cases-aws.ts'
import { CASES } from './cases-baseline.ts'
import { compareEntries } from './compare.ts'
import { soundTenant } from './tenant.ts'

compareEntries(CASES, {
  issue: 'baseline',
  tenant: (row) => (Object.hasOwn(AWS_CASES, row) ? soundStack() : soundTenant()),
})
