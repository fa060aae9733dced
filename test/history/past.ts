// An archive of decisions about the sound tenant, made and archived by the product itself.
import { join } from 'node:path'
import { archiveChange } from '../../src/evidence/archive.ts'
import { openDisk } from '../../src/evidence/disk.ts'
import { createKeys, readPrivateKey } from '../../src/evidence/keys.ts'
import { readBundle } from '../../src/gate/bundle.ts'
import type { Decision } from '../../src/gate/decision.ts'
import type { GateInput } from '../../src/gate/input.ts'
import { judge } from '../../src/gate/judge.ts'
import { type Parameters, readRequirements } from '../../src/gate/parameters.ts'
import { OWN_POLICIES } from '../../src/gate/sources.ts'
import { inputsDocument } from '../../src/history/inputs.ts'
import type { PolicyDiff } from '../../src/history/model.ts'
import { judgeHistory, type NewPolicies } from '../../src/history/rejudge.ts'
import { prettyJson } from '../../src/json.ts'
import { planBytes, planDigest } from '../../src/plan/digest.ts'
import { readReport } from '../../src/report/model.ts'
import { planOf, soundTenant, type Tenant } from '../bypasses/tenant.ts'
import { temporary } from '../gate/trees.ts'
import { workplace } from '../workplace.ts'

const BUNDLE = readBundle(OWN_POLICIES)
const REQUIREMENTS = readRequirements(workplace(), `${OWN_POLICIES}/requirements.yaml`)
const ORIGIN = 'example.invalid/gatehouse'
const keys = createKeys(ORIGIN, '2026-01-01T00:00:00Z')
const signer = {
  signing: readPrivateKey(keys.signing, 'signing.pem', 'p256'),
  log: readPrivateKey(keys.log, 'log.pem', 'ed25519'),
}

interface Past {
  readonly tenant?: Tenant
  readonly day?: number
  readonly input?: Partial<GateInput>
  readonly decision?: Partial<Decision>
  /** What is attached in place of the inputs; `null` for nothing. */
  readonly attach?: string | null
}

/** Judges a change of the sound tenant on a day of November and archives it. */
export async function archived(root: string, past: Past): Promise<Decision> {
  const tenant = past.tenant ?? soundTenant()
  const plan = planOf(tenant)
  const bytes = Buffer.from(planBytes(plan))
  const now = `2026-11-${String(past.day ?? 10).padStart(2, '0')}T10:00:00Z`
  const { register, parameters, exceptions, selection } = tenant
  const input: GateInput = {
    plan,
    now,
    register: register as NonNullable<GateInput['register']>,
    parameters: parameters as Parameters,
    requirements: REQUIREMENTS,
    exceptions,
    selection,
    ...past.input,
  }
  const judged = await judge(input, {
    bundle: BUNDLE,
    planDigest: planDigest(bytes),
    policySource: { kind: 'base' },
  })
  const decision = { ...judged, ...past.decision }
  const attach = past.attach === undefined ? inputsDocument(input) : past.attach
  await archiveChange(
    { root, origin: ORIGIN, signer, now: now.replace('T10', 'T12'), disk: openDisk(root) },
    {
      plan: { path: 'plan.json', bytes },
      decision: { path: 'decision.json', bytes: Buffer.from(prettyJson(decision)) },
      attachments: attach === null ? [] : [{ path: 'inputs.json', bytes: Buffer.from(attach) }],
    },
    { demo: false, allowUnsandboxed: true, allowWorkingTree: true, version: '0.1.0' },
  )
  return decision
}

/** A directory for an archive. */
export function newArchive(): string {
  return join(temporary(), 'archive')
}

/** Judges an archive again by today's policies, changed. */
export function again(
  root: string,
  changes: Partial<NewPolicies> & { readonly set?: Partial<Parameters> } = {},
  places: { readonly repository?: string; readonly register?: GateInput['register'] } = {},
): Promise<PolicyDiff> {
  const report = readReport(root)
  if (typeof report === 'string') throw new Error(report)
  const { set, ...policies } = changes
  const parameters = { ...(soundTenant().parameters as Parameters), ...set }
  return judgeHistory(
    report,
    { bundle: BUNDLE, requirements: REQUIREMENTS, parameters, ...policies },
    {
      place: workplace(),
      archive: root,
      repository: places.repository ?? temporary(),
      register: places.register,
      exceptionsReplaced: policies.exceptions !== undefined,
    },
  )
}
