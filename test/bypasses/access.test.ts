import { CASES } from './cases-access.ts'
import { compareEntries } from './compare.ts'

compareEntries(CASES, { issue: 'access' })
