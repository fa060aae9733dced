import { CASES, NEED_A_DEPLOYMENT } from './cases-deploy.ts'
import { compareEntries } from './compare.ts'

compareEntries(CASES, { issue: 'deploy', without: NEED_A_DEPLOYMENT })
