import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Json, type JsonObject, parseJson } from '../../src/json.ts'
import type { Plan } from '../../src/plan/model.ts'
import { readPlan } from '../../src/plan/read.ts'
import { isTagged, mapValue, UNKNOWN, type Value } from '../../src/plan/value.ts'
import { makeProgram, run } from './programs.ts'

const fixture = (name: string): Buffer => readFileSync(new URL(`../fixtures/plans/${name}`, import.meta.url))
const json = (name: string): JsonObject => parseJson(fixture(name).toString(), name) as JsonObject

/** The configuration of the recorded run; the digests show it, with the password hidden. */
const SECRET_PASSWORD = '  identity-baseline:initialPassword:\n    secure: v1:bm90:dXNlZA==\n'
const CHANGE = `config:
  identity-baseline:blockLegacy: "false"
  identity-baseline:domain: example.test
  identity-baseline:extraMember: "true"
${SECRET_PASSWORD}  identity-baseline:mfaState: enabledForReportingButNotEnforced
  identity-baseline:strengthCombinations: [fido2, windowsHelloForBusiness, x509CertificateMultiFactor, "password,sms"]
`
const REPLACE = `${CHANGE}  identity-baseline:adminsAssignable: "false"\n`

/**
 * Every place where the plan of the planner and the plan read from the engine's preview differ, with its reason.
 * docs/planner.md has the same list. None of them is a property that a rule reads.
 */
const DIFFERENCES: readonly { readonly path: string; readonly reason: string }[] = [
  { path: 'origin.kind', reason: 'says which of the two made the plan' },
  { path: 'origin.version', reason: 'a preview does not say its version' },
  { path: 'origin.sandbox', reason: 'only the planner runs the program' },
]

/** The export as it was before a preview, put together from the old states of the digest and the default provider. */
function stateBefore(digest: JsonObject): JsonObject {
  const SECRET = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', ciphertext: 'v1:closed' }
  const close = (value: Json): Json => {
    if (value === '[secret]') return SECRET
    if (Array.isArray(value)) return value.map(close)
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, close(item)]))
  }
  const exported = json('export.json') as unknown as { deployment: { resources: JsonObject[] } }
  const provider = exported.deployment.resources.filter(({ type }) => String(type).startsWith('pulumi:providers:'))
  const steps = digest['steps'] as readonly { oldState?: JsonObject }[]
  // The engine marks the old half of a replacement "delete" in the preview; in the state before it is not.
  const old = steps.flatMap(({ oldState }) => (oldState ? [close({ ...oldState, delete: false }) as JsonObject] : []))
  return { version: 3, deployment: { resources: [...provider, ...old] } }
}

/** Symbolic references are what the planner knows more than a preview. */
function erase(plan: Plan): unknown {
  const blunt = (value: Value): Value =>
    isTagged(value) && (value.$gatehouse === 'ref' || value.$gatehouse === 'text') ? UNKNOWN : value
  const resources = plan.resources.map((item) => ({ ...item, inputs: mapValue(item.inputs, blunt) }))
  return JSON.parse(JSON.stringify({ ...plan, resources }))
}

function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (Object.is(a, b)) return []
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return [path]
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
  return keys.flatMap((key) => differences(left[key], right[key], path === '' ? key : `${path}.${key}`))
}

describe('the planner and the real engine agree', () => {
  test('at most six differences are listed', () => {
    expect(DIFFERENCES.length).toBeLessThanOrEqual(6)
  })

  test.each([
    { name: 'create', config: undefined, state: undefined },
    { name: 'same', config: undefined, state: () => json('export.json') },
    { name: 'change', config: CHANGE, state: () => json('export.json') },
    { name: 'replace', config: REPLACE, state: () => stateBefore(json('replace.preview.json')) },
  ])('$name', async ({ name, config, state }) => {
    const root = makeProgram(config === undefined ? {} : { 'Pulumi.dev.yaml': config }, 'real-program')
    const document = state?.()
    const { plan, error } = await run(root, document === undefined ? {} : { state: { file: 'export.json', document } })
    expect(error).toBe('')
    const engine = readPlan(fixture(`${name}.preview.json`), `${name}.preview.json`)
    expect(differences(erase(plan), erase(engine))).toEqual(DIFFERENCES.map(({ path }) => path))
  })

  test('only the planner can say which group a new policy excludes', async () => {
    const { plan } = await run(makeProgram({}, 'real-program'))
    const prefix = 'urn:pulumi:dev::identity-baseline::'
    const policy = plan.resources.find((item) => item.name === 'admins-phishing-resistant')
    const reference = (type: string, property: string) => ({ $gatehouse: 'ref', urn: `${prefix}${type}`, property })
    expect(policy?.inputs).toEqual({
      displayName: 'CA003 Admins need phishing-resistant MFA',
      state: 'enabled',
      conditions: {
        clientAppTypes: ['all'],
        applications: { includedApplications: ['All'] },
        users: {
          includedGroups: [reference('azuread:index/group:Group::admins', 'objectId')],
          excludedGroups: [reference('azuread:index/group:Group::break-glass', 'objectId')],
        },
        locations: {
          includedLocations: ['All'],
          excludedLocations: [reference('azuread:index/namedLocation:NamedLocation::office', 'objectId')],
        },
      },
      grantControls: {
        operator: 'OR',
        authenticationStrengthPolicyId: reference(
          'azuread:index/authenticationStrengthPolicy:AuthenticationStrengthPolicy::phishing-resistant',
          'id',
        ),
      },
      sessionControls: { signInFrequency: 4, signInFrequencyPeriod: 'hours' },
    })
  })
})
