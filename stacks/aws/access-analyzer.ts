// Finds buckets, keys, roles and other resources that somebody outside of the organisation can reach.
import { Analyzer } from '@pulumi/aws/accessanalyzer/index.js'
import { approvedRegions } from './approved.ts'

// An analyzer sees one region.
for (const region of approvedRegions) {
  new Analyzer(
    `outside-access-${region}`,
    { analyzerName: 'outside-access', type: 'ORGANIZATION', region },
    { protect: true },
  )
}
