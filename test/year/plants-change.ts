import { change, metric, type Plants } from './bed.ts'
import { YEAR } from './model.ts'

/** What goes wrong with changes. */
export const CHANGES: Plants = {
  'change approved by its author': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, approvals: one.authors }), 'verify\\|intent'),
  'change approved by nobody': ({ year, take }) => change(year, take, (one) => ({ ...one, approvals: [] })),
  'change by two, approved by the second': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, authors: [...one.authors, ...one.approvals] }), 'verify\\|intent'),
  'emergency change that nobody reviewed': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, decision: 'deny', emergency: true })),
  'denied change deployed': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, decision: 'deny' }), 'verify\\|intent'),
  'change that was not judged before': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, unjudged: true }), 'verify\\|intent'),
  'deployment without an outcome': ({ year, take }) =>
    change(year, take, (one) => ({ ...one, outcome: 'none' }), 'verify\\|intent'),
  'deployment that failed': ({ year, take }) => change(year, take, (one) => ({ ...one, outcome: 'failed' })),
  'deployed state is another one': ({ year, take }) => change(year, take, (one) => ({ ...one, drifted: true })),
  'resources outside every approved service': ({ year }) => {
    const last = year.deployments.findLastIndex(({ stack, judgedAt }) => stack === 'aws' && judgedAt < `${YEAR}-07-01`)
    const deployment = year.deployments[last]
    if (deployment === undefined) throw new Error('no change')
    year.deployments[last] = { ...deployment, outside: 2 }
    return { what: deployment.judgedAt, found: [metric('resources-of-approved-services', 'nordlicht/aws')] }
  },
}
