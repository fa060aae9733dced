import { later } from '../../metrics/time.ts'
import { recordsOf } from '../../records/model.ts'
import type { Dated, StatusData } from '../model.ts'

/** Deployments without an outcome, and emergencies. */
export function deploymentDuties({ now, deployments, register }: StatusData): readonly Dated[] {
  const reviewed = new Set(
    recordsOf(register.records, 'emergency-review')
      .filter(({ recordedAt }) => recordedAt <= now)
      .map(({ body }) => body.deployment),
  )
  return (deployments ?? []).flatMap(({ id, intent, endedAt }): Dated[] => {
    const where = `${intent.project}/${intent.stack}`
    const isOpen = (endedAt === undefined || endedAt > now) && later(intent.time, 1 / 24) <= now
    return [
      ...(isOpen
        ? [
            {
              kind: 'now' as const,
              id: `deployment:${id}`,
              title: `Find out what came of the deployment of ${where}`,
              consequence: 'critical' as const,
              dueOn: intent.time.slice(0, 10),
              why: `It was announced at ${intent.time} and has no outcome: nobody knows what is deployed.`,
              run: `gatehouse deploy of ${where}: the next one records what came of it`,
              controls: ['A.8.32'],
            },
          ]
        : []),
      ...(intent.emergency === undefined || reviewed.has(id)
        ? []
        : [
            {
              kind: 'task' as const,
              id: `emergency:${id}`,
              title: `Review the emergency deployment of ${where}`,
              consequence: 'critical' as const,
              dueOn: intent.emergency.reviewBy.slice(0, 10),
              why: `${intent.emergency.by} deployed at ${intent.time} what was not allowed: ${intent.emergency.reason}`,
              run: `gatehouse record emergency-review, for the deployment ${id}`,
              controls: ['A.5.3', 'A.8.32'],
            },
          ]),
    ]
  })
}
