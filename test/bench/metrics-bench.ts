// Metrics and status over many records: of an archive, and as files of a register.
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../workplace.ts'
import { buildLargeArchive } from './archive.ts'
import { gatehouse } from './gatehouse.ts'
import { type Command, cells, race, table } from './measure.ts'

const SERVICES = ['accounting', 'aws', 'crm', 'github', 'helpdesk', 'microsoft-365', 'payroll']
const LAST = Date.parse('2026-11-23T10:00:00Z')

/** The example's register with that many more records of recovery tests and incidents, a quarter of an hour apart. */
function buildLargeRegister(folder: string, records: number): string {
  const register = join(folder, `register-${records}`)
  cpSync(join(ROOT, 'stacks/register'), register, { recursive: true })
  for (const kind of ['recovery-test', 'incident']) mkdirSync(join(register, 'records', kind), { recursive: true })
  for (let n = 0; n < records; n++) {
    const time = new Date(LAST - n * 900_000).toISOString().replace('.000', '')
    const service = SERVICES[n % SERVICES.length] ?? ''
    const kind = n % 2 === 0 ? 'recovery-test' : 'incident'
    const name = `${time.slice(0, 10)}-bench-${n}.yaml`
    writeFileSync(
      join(register, 'records', kind, name),
      kind === 'incident' ? incident(service, time) : test(service, time),
    )
  }
  return register
}

function test(service: string, time: string): string {
  return `record: recovery-test
service: ${service}
tester: sven-albers
testedAt: ${time}
recordedAt: ${time}
scenario: The data was brought back from the copy of the night before.
rpoHours: 1
rtoHours: 1
passed: true
evidence: []
actions: []
`
}

function incident(service: string, time: string): string {
  return `record: incident
title: A mail went to the wrong address
service: ${service}
severity: low
vendorIncident: false
personalData: false
detectedAt: ${time}
loggedAt: ${time}
recordedAt: ${time}
reportedBy: sven-albers
handledBy: sven-albers
description: A mail went to the wrong address and was deleted there.
rootCause: Two addresses look alike.
actions: []
closedAt: ${time}
`
}

/** Measures with the given numbers of records; a table of Markdown. */
export function benchMetrics(folder: string, sizes: readonly number[], times: number): string {
  const now = ['--now', '2026-11-27T12:00:00Z']
  const rows = sizes.flatMap((size) => {
    const archive = buildLargeArchive(folder, size, 0)
    const register = buildLargeRegister(folder, size)
    const tables = join(folder, 'tables')
    const example = ['--register', join(ROOT, 'stacks/register')]
    const steps: readonly (readonly [string, Command['argv']])[] = [
      [
        'metrics, records in an archive',
        gatehouse('metrics', ...now, ...example, '--evidence', archive.root, '--json'),
      ],
      ['metrics, records in files', gatehouse('metrics', ...now, '--register', register, '--json')],
      ['the same, with tables', gatehouse('metrics', ...now, '--register', register, '--json', '--tables', tables)],
      ['status, records in files', gatehouse('status', ...now, '--register', register, '--json')],
    ]
    const figures = steps.flatMap(([, argv]) => race([{ argv, cwd: folder, statuses: [0, 1] }], times))
    for (const made of [archive.root, register, tables]) rmSync(made, { recursive: true })
    return steps.map(([name], index) => {
      const run = figures[index]
      return [index === 0 ? size.toLocaleString('en') : '', `gatehouse ${name}`, ...(run ? cells(run) : [])]
    })
  })
  return table(['records', 'command', 'wall', 'processor', 'peak memory'], rows)
}
