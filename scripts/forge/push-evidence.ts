// Pushes what the archive has now: push-evidence.ts --clone DIR --message TEXT
import { pushEvidence } from './evidence.ts'
import { option, runStep } from './job.ts'

await runStep(async (job) => {
  await pushEvidence(job, option(job, 'clone'), option(job, 'message'))
  return 0
})
