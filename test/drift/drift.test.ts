import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { expect, test } from 'vitest'
import { driftCommand } from '../../src/commands/drift.ts'
import { readAudit } from '../../src/drift/audit.ts'
import { AppError } from '../../src/errors.ts'
import type { Json } from '../../src/json.ts'
import { newDirectory } from '../evidence/builders.ts'
import { ROOT, workplace } from '../workplace.ts'

const PLANS = join(ROOT, 'test/fixtures/plans')
const TENANT = JSON.parse(readFileSync(join(PLANS, 'tenant.after-change.json'), 'utf8')) as {
  audits: Json
  collections: Record<string, Record<string, { displayName: string }>>
}
/** After somebody changed the tenant in Graph, and before it was repaired. */
const NOW = '2026-11-23T21:51:20Z'

async function drift(...args: readonly string[]): Promise<{ status: number; out: string }> {
  const place = workplace()
  let status = -1
  const program = new Command().exitOverride()
  driftCommand(program, place, (code) => {
    status = code
  })
  await program.parseAsync(['drift', '--now', NOW, ...args], { from: 'user' })
  return { status, out: place.written.out }
}

function given(): readonly string[] {
  const folder = newDirectory()
  const audit = join(folder, 'audit.log')
  writeFileSync(audit, JSON.stringify({ value: TENANT.audits }))
  return ['--document', join(PLANS, 'drift.refresh.json'), '--audit', audit]
}

test('a recorded drift of the real engine, with who did it by the audit log', async () => {
  const { status, out } = await drift(...given())
  expect(status).toBe(1)
  expect(out.slice(0, out.indexOf('As it is:'))).toMatchInlineSnapshot(`
    "DRIFT  3 objects  identity-baseline/dev
      deleted: Delete Entra conditional access policy “CA002 Block legacy authentication”
        by application client 77777777-0000-4000-8000-000000000001 (77777777-0000-4000-8000-000000000001), 2026-11-23T21:51:14Z: Delete conditionalAccessPolicy
      changed: Change Entra conditional access policy “CA001 Require MFA for all users”
        state: enabled → disabled
        by application client 77777777-0000-4000-8000-000000000001 (77777777-0000-4000-8000-000000000001), 2026-11-23T21:51:14Z: Update conditionalAccessPolicy
      changed: Change Entra group “sec-break-glass”
        members[0]: Emergency access 1 (94c85afc-86f8-4b99-8a23-9563d2bec5d5) → Bob Builder (3d6b984c-075e-48fd-8960-41523837b04c)
        by application client 77777777-0000-4000-8000-000000000001 (77777777-0000-4000-8000-000000000001), 2026-11-23T21:51:15Z: Add members reference
    "
  `)
})

test('objects that no program declares', async () => {
  const folder = newDirectory()
  const [group] = Object.values(TENANT.collections['groups'] ?? {})
  for (const [name, object] of Object.entries({
    declared: group,
    shadow: { ...group, id: '0badc0de-0000-4000-8000-000000000002', displayName: 'Shadow \u202eadministrators' },
  })) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(object))
  }
  const { out } = await drift(...given(), '--graph', folder, '--format', 'json')
  expect((JSON.parse(out) as { undeclared: unknown }).undeclared).toEqual([
    {
      id: '0badc0de-0000-4000-8000-000000000002',
      type: 'azuread:index/group:Group',
      name: 'Shadow \u202eadministrators',
    },
  ])
})

test('an unchanged tenant has not drifted, and a preview is none', async () => {
  const document = JSON.parse(readFileSync(join(PLANS, 'drift.refresh.json'), 'utf8')) as {
    steps: { op: string; urn: string; oldState: object; newState?: object }[]
    changeSummary: unknown
  }
  const file = join(newDirectory(), 'same.json')
  const steps = document.steps.map(({ urn, oldState }) => ({ op: 'refresh', urn, oldState, newState: oldState }))
  writeFileSync(file, JSON.stringify({ ...document, steps, changeSummary: { same: steps.length } }))
  const { out } = await drift('--document', file)
  expect(out.split('\n')[0]).toBe('NO DRIFT  identity-baseline/dev')
  await expect(drift('--document', join(PLANS, 'same.preview.json'))).rejects.toThrow(AppError)
})

test.each<[string, Json]>([
  ['no list', { value: 3 }],
  ['a list of something else', [{ id: '1' }]],
  ['null', null],
])('an audit log that is none: %s', (_, value) => {
  expect(() => readAudit(value, 'audit.json')).toThrow('this is no directory audit log')
})

test('entries that failed, and actors of every kind', () => {
  const entry = (initiatedBy: Json, result = 'success'): Json => ({
    activityDateTime: NOW,
    activityDisplayName: 'Update policy',
    result,
    initiatedBy,
    targetResources: [{ id: 'A', modifiedProperties: [{ displayName: 'State' }] }],
  })
  const user = (values: Json): Json => ({ user: values, app: null })
  expect(
    readAudit(
      [
        entry(user({ userPrincipalName: 'mallory@example.com', id: '1' })),
        entry(user({ userPrincipalName: null, displayName: null, id: '1' })),
        entry({ user: null, app: { displayName: 'deployment', appId: '9' } }),
        entry({ user: null, app: { displayName: null, servicePrincipalId: '8' } }),
        entry(null),
        entry(null, 'failure'),
      ],
      'audit.json',
    ).map(({ who }) => who),
  ).toEqual(['mallory@example.com', '1', 'application deployment (9)', 'application without a name (8)', 'unknown'])
})
