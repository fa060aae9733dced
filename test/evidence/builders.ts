import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import type { Target } from '../../src/evidence/append.ts'
import { type Archived, archiveChange, archiveRecords } from '../../src/evidence/archive.ts'
import { openDisk } from '../../src/evidence/disk.ts'
import { createKeys, readPrivateKey, type Signer } from '../../src/evidence/keys.ts'
import type { Change } from '../../src/evidence/prepare.ts'
import { type Draft, fileReference } from '../../src/evidence/types/definition.ts'
import { operatingDraft } from '../../src/evidence/types/operating.ts'
import { DECISION_SCHEMA, type Decision } from '../../src/gate/decision.ts'
import { type Json, prettyJson, sha256 } from '../../src/json.ts'
import { NO_OPTIONS, PLAN_SCHEMA, type Plan, type Resource } from '../../src/plan/model.ts'
import { parseRecord } from '../../src/records/check.ts'
import type { KindName } from '../../src/records/kinds.ts'
import { type Keys, readTrust } from '../../src/verify/trust.ts'
import { parseYaml } from '../../src/yaml.ts'

export const ORIGIN = 'example.invalid/gatehouse'

const urn = (type: string, name: string): string => `urn:pulumi:prod::acme::${type}::${name}`
const CA = 'azuread:index/conditionalAccessPolicy:ConditionalAccessPolicy'

function resource(type: string, name: string, inputs: Resource['inputs'], op: Resource['op'] = 'same'): Resource {
  return {
    key: urn(type, name),
    type,
    name,
    custom: true,
    op,
    inputs,
    computed: {},
    dependencies: [],
    propertyDependencies: {},
    options: NO_OPTIONS,
  }
}

/** A plan that changes one conditional access policy; `n` makes it a different one. */
export function buildPlan(n = 1, extra: Partial<Plan> = {}): Plan {
  const policy = resource(
    CA,
    'require-mfa',
    {
      displayName: 'CA001 Require MFA for all users',
      state: 'enabled',
      conditions: {
        clientAppTypes: ['all'],
        users: {
          includedUsers: ['All'],
          excludedGroups: [
            { $gatehouse: 'ref', urn: urn('azuread:index/group:Group', 'emergency'), property: 'objectId' },
          ],
        },
        applications: { includedApplications: ['All'] },
      },
      grantControls: { operator: 'OR', builtInControls: ['mfa'] },
    },
    'update',
  )
  const group = resource('azuread:index/group:Group', 'emergency', {
    displayName: 'Emergency access',
    securityEnabled: true,
  })
  const member = resource(
    'azuread:index/groupMember:GroupMember',
    `member-${n}`,
    {
      groupObjectId: { $gatehouse: 'ref', urn: group.key, property: 'objectId' },
      memberObjectId: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    },
    'create',
  )
  return {
    schema: PLAN_SCHEMA,
    project: 'acme',
    stack: 'prod',
    origin: { kind: 'embedded', version: '3.270.0', sandbox: 'network+permissions' },
    completeness: { status: 'full', reasons: [] },
    lacks: [],
    config: { 'acme:domain': 'acme.example' },
    resources: [policy, group, member],
    changes: [
      {
        op: 'update',
        key: policy.key,
        type: CA,
        name: 'require-mfa',
        before: { ...policy.inputs, state: 'enabledForReportingButNotEnforced' },
        diff: [{ path: 'state', kind: 'update', replaces: false }],
        replaceReasons: [],
        deletesFirst: false,
      },
      {
        op: 'create',
        key: member.key,
        type: member.type,
        name: member.name,
        diff: [],
        replaceReasons: [],
        deletesFirst: false,
      },
    ],
    invokes: [],
    diagnostics: [],
    ...extra,
  }
}

/** A decision about the exact bytes of a plan. */
export function buildDecision(plan: Plan, planBytes: Buffer, now: string, extra: Partial<Decision> = {}): Decision {
  const digest = (text: string): string => sha256(text)
  const policy = plan.resources[0]?.key ?? ''
  return {
    schema: DECISION_SCHEMA,
    decision: 'allow',
    reason: 'Every enforced rule passes or is covered by a live exception.',
    project: plan.project,
    stack: plan.stack,
    now,
    policySource: { kind: 'base', revision: '4f2c1d0' },
    digests: {
      plan: sha256(planBytes),
      desired: digest('desired'),
      input: digest('input'),
      bundle: digest('bundle'),
      parameters: digest('parameters'),
      exceptions: digest('exceptions'),
    },
    plan: { origin: plan.origin.kind, resources: plan.resources.length, changes: { update: 1, create: 1 } },
    rules: [
      {
        id: 'entra.mfa_all_users',
        title: 'Every user signs in with MFA',
        severity: 'critical',
        controls: ['A.5.17', 'A.8.5'],
        mode: 'enforced',
        status: 'pass',
        examined: 1,
        results: 1,
      },
      {
        id: 'entra.exclusions_registered',
        title: 'Every exclusion is registered',
        severity: 'high',
        controls: ['A.5.18'],
        mode: 'enforced',
        status: 'excepted',
        examined: 1,
        results: 1,
      },
      {
        id: 'register.owner_assigned',
        title: 'Every service has an owner',
        severity: 'medium',
        controls: ['A.5.9'],
        mode: 'advisory',
        status: 'not_applicable',
        examined: 0,
        results: 0,
      },
    ],
    results: [
      {
        rule: 'entra.mfa_all_users',
        status: 'pass',
        severity: 'critical',
        controls: ['A.5.17', 'A.8.5'],
        resource: policy,
        finding: 'covered',
        message: 'MFA is required of all users.',
        affected: [],
        remediation: '',
        exceptions: [],
      },
      {
        rule: 'entra.exclusions_registered',
        status: 'excepted',
        severity: 'high',
        controls: ['A.5.18'],
        resource: policy,
        source: { file: 'stacks/identity/policies.ts', line: 41 },
        finding: 'unregistered',
        message: 'The scanner account is excluded.',
        affected: ['Scanner 2nd floor'],
        remediation: 'Remove the exclusion.',
        exceptions: ['EX-004'],
      },
    ],
    exceptions: [
      {
        id: 'EX-004',
        rule: 'entra.exclusions_registered',
        owner: 'Anna Virtanen',
        expiresOn: '2027-01-31',
        state: 'live',
        used: true,
      },
      {
        id: 'EX-002',
        rule: 'entra.mfa_all_users',
        owner: 'Bo Lind',
        expiresOn: '2026-10-01',
        state: 'expired',
        used: false,
      },
    ],
    ...extra,
  }
}

/** A denied change of the same stack. */
export function denial(plan: Plan): Partial<Decision> {
  return {
    decision: 'deny',
    reason: 'entra.mfa_all_users fails.',
    rules: [
      {
        id: 'entra.mfa_all_users',
        title: 'Every user signs in with MFA',
        severity: 'critical',
        controls: ['A.5.17', 'A.8.5'],
        mode: 'enforced',
        status: 'fail',
        examined: 1,
        results: 1,
      },
    ],
    results: [
      {
        rule: 'entra.mfa_all_users',
        status: 'fail',
        severity: 'critical',
        controls: ['A.5.17', 'A.8.5'],
        resource: plan.resources[0]?.key ?? '',
        source: { file: 'stacks/identity/policies.ts', line: 17 },
        finding: 'excluded',
        message: 'The group Sales is excluded from MFA.',
        affected: ['Emil Berg', 'Sara Holm'],
        nearest: 'CA001 would pass without the exclusion of Sales.',
        remediation: 'Remove Sales from excludedGroups.',
        exceptions: [],
      },
    ],
    exceptions: [],
  }
}

export function buildChange(
  n = 1,
  now = '2026-11-23T10:00:00Z',
  decided: (plan: Plan) => Partial<Decision> = () => ({}),
  extra: Partial<Plan> = {},
): Change {
  const plan = buildPlan(n, extra)
  const bytes = Buffer.from(prettyJson(plan))
  const decision = Buffer.from(prettyJson(buildDecision(plan, bytes, now, decided(plan))))
  return { plan: { path: 'plan.json', bytes }, decision: { path: 'decision.json', bytes: decision }, attachments: [] }
}

export interface Bench {
  readonly signer: Signer
  readonly trust: Keys
  readonly trustText: string
  readonly pem: { readonly signing: string; readonly log: string }
}

export function buildKeys(start = '2026-01-01T00:00:00Z', origin: string = ORIGIN): Bench {
  const keys = createKeys(origin, start)
  const trust = readTrust(JSON.parse(keys.trust) as Json)
  if (typeof trust === 'string') throw new Error(trust)
  return {
    signer: {
      signing: readPrivateKey(keys.signing, 'signing.pem', 'p256'),
      log: readPrivateKey(keys.log, 'log.pem', 'ed25519'),
    },
    trust,
    trustText: keys.trust,
    pem: { signing: keys.signing, log: keys.log },
  }
}

const made: string[] = []
// The benchmarks use these builders too, without a test runner.
if (process.env['VITEST'] !== undefined) {
  const { afterAll } = await import('vitest')
  afterAll(() => {
    for (const directory of made) rmSync(directory, { recursive: true, force: true })
  })
}

/** A directory that is removed after the tests of the file. */
export function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-evidence-'))
  made.push(directory)
  return directory
}

export const OPTIONS = { demo: false, allowUnsandboxed: false, allowWorkingTree: false, version: '0.1.0' } as const

export function target(root: string, keys: Bench, now = '2026-11-23T12:00:00Z', over: Partial<Target> = {}): Target {
  return { root, origin: ORIGIN, signer: keys.signer, now, disk: openDisk(root), ...over }
}

export function archive(root: string, keys: Bench, change: Change, now?: string): Promise<Archived> {
  return archiveChange(target(root, keys, now), change, OPTIONS)
}

/** An archive of `count` changes, every third one denied, each on a new day. */
export async function buildArchive(keys: Bench, count: number, root: string = newDirectory()): Promise<string> {
  for (let n = 1; n <= count; n++) {
    const day = String(n).padStart(2, '0')
    await archive(
      root,
      keys,
      buildChange(n, `2026-11-${day}T10:00:00Z`, n % 3 === 0 ? denial : undefined),
      `2026-11-${day}T12:00:00Z`,
    )
  }
  return root
}

/** A record of a register, by its id there, and its files, as `gatehouse archive --record` makes them. */
export function recordDraft(
  id: string,
  body: object,
): { readonly draft: Draft; readonly objects: ReadonlyMap<string, Buffer> } {
  const [kind = '', stem = ''] = id.split('/')
  const text = stringify(body)
  const said = Buffer.from(prettyJson(body))
  const written = Buffer.from(text)
  const read = parseRecord({ kind: kind as KindName, stem, document: parseYaml(text, `${stem}.yaml`) })
  const files = [
    fileReference('record.json', said, 'application/json'),
    fileReference(`${stem}.yaml`, written, 'text/plain'),
  ] as const
  const objects = new Map(files.map((file, index) => [file.downloadLocation, index === 0 ? said : written]))
  return { draft: operatingDraft(read, files, { demo: false }), objects }
}

/** Seals it. */
export async function sealRecord(root: string, keys: Bench, now: string, id: string, body: object): Promise<void> {
  const { draft, objects } = recordDraft(id, body)
  await archiveRecords(target(root, keys, now), [draft], objects)
}
