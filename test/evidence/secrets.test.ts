import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fc, test as property } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { archiveChange } from '../../src/evidence/archive.ts'
import type { Change } from '../../src/evidence/prepare.ts'
import { redactPlan } from '../../src/evidence/redact.ts'
import { scanJson, scanText } from '../../src/evidence/scan.ts'
import { type Json, type JsonObject, prettyJson } from '../../src/json.ts'
import type { Plan } from '../../src/plan/model.ts'
import { listFiles } from '../../src/report/files.ts'
import { buildChange, buildDecision, buildKeys, buildPlan, newDirectory, OPTIONS, target } from './builders.ts'

const keys = buildKeys()
/** Parts are joined so that no scanner of this repository takes a canary for a leak. */
const part = (...parts: readonly string[]): string => parts.join('')
const letters = (n: number): string => 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7cF0xRuLqXoIzPwMkJnVbG'.repeat(4).slice(0, n)
const digits = (n: number): string => '493027586149302758614930275861'.slice(0, n)
const jwt = part(
  'eyJhbGciOiJIUzI1NiJ9',
  '.',
  Buffer.from('{"sub":"anna","n":1}').toString('base64url'),
  '.',
  letters(43),
)

/** One planted secret of each kind. */
const CANARIES: Readonly<Record<string, string>> = {
  'AWS access key id': part('AK', 'IAQ7RZ5W2MTN4XK6VB'),
  'AWS secret access key': part('aws_secret_access_key = ', letters(40)),
  'GitHub token': part('gh', 'p_', letters(36)),
  'GitHub fine-grained token': part('github', '_pat_', letters(82)),
  'GitLab token': part('gl', 'pat-', letters(20)),
  'Slack token': part('xo', 'xb-', digits(12), '-', digits(12), '-', letters(24)),
  'Slack webhook': part('https://hooks.slack', '.com/services/', 'T0ABCDEF1/B0ABCDEF2/', letters(24)),
  'npm token': part('np', 'm_', letters(36)),
  'Pulumi token': part('pu', 'l-', '0123456789abcdef0123456789abcdef01234567'),
  'PEM key': part('-----BEGIN RSA PRIVATE', ' KEY-----\n', letters(64), '\n-----END RSA PRIVATE', ' KEY-----'),
  JWT: jwt,
  'Azure client secret': part('xY3', '8Q', '~', letters(34)),
  'Azure SAS': part('https://acme.blob.core.windows.net/x?sv=2022-11-02&si', 'g=', letters(43), '%3D'),
  'Azure storage key': part('DefaultEndpointsProtocol=https;AccountName=acme;Account', 'Key=', letters(86), '=='),
  'SQL connection string': part('Server=db.example;User Id=sa;Pass', 'word=Tr0ub4dor;Encrypt=true'),
  'URL password': part('postgres://app:', letters(14), '@db.example.com/x'),
  'Google API key': part('AI', 'za', letters(35)),
  'Google client secret': part('GOC', 'SPX-', letters(28)),
  'Stripe key': part('sk_', 'live_', letters(24)),
  'SendGrid key': part('S', 'G.', letters(22), '.', letters(43)),
  'OpenAI key': part('s', 'k-proj-', letters(48)),
  'bearer header': part('Authorization: Bea', 'rer ', letters(40)),
  'assigned password': part('pass', 'word: "', 'c0rrectHorse9battery', '"'),
}
const escaped = (text: string): string => JSON.stringify(JSON.stringify({ nested: text }))
const unicode = (text: string): string =>
  [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')

describe('canaries', () => {
  /** Where a secret could hide in what is archived. */
  const PLACES: Readonly<Record<string, (secret: string) => Change>> = {
    'a kept property': (secret) =>
      withPlan((plan) => ({
        ...plan,
        resources: plan.resources.map((one, i) =>
          i === 1 ? { ...one, inputs: { ...one.inputs, description: secret } } : one,
        ),
      })),
    'a document inside a string': (secret) =>
      withPlan((plan) => ({ ...plan, resources: [...plan.resources, policy(escaped(secret))] })),
    'unicode escapes inside a string': (secret) =>
      withPlan((plan) => ({ ...plan, config: { 'acme:note': unicode(secret) } })),
    'base64 inside a string': (secret) =>
      withPlan((plan) => ({
        ...plan,
        config: { 'acme:note': Buffer.from(`user data: ${secret}`).toString('base64') },
      })),
    'hexadecimal inside a string': (secret) =>
      withPlan((plan) => ({ ...plan, config: { 'acme:note': Buffer.from(`user: ${secret}`).toString('hex') } })),
    'a message of the program': (secret) =>
      withPlan((plan) => ({ ...plan, diagnostics: [{ severity: 'info', message: `see ${secret} there` }] })),
    'the decision': (secret) => ({
      ...buildChange(),
      decision: buildChange(1, undefined, () => ({ reason: `because ${secret}` })).decision,
    }),
    'an attachment': (secret) => ({
      ...buildChange(),
      attachments: [{ path: 'note.md', bytes: Buffer.from(`# Note\n\n${secret}\n`) }],
    }),
    'an attached JSON file': (secret) => ({
      ...buildChange(),
      attachments: [{ path: 'x.json', bytes: Buffer.from(JSON.stringify({ a: [secret] })) }],
    }),
  }
  const policy = (text: string): Plan['resources'][number] => {
    const [first] = buildPlan().resources
    if (!first) throw new Error('no resource')
    return { ...first, key: 'x', type: 'aws:iam/policy:Policy', inputs: { policy: text } }
  }
  const withPlan = (edit: (plan: Plan) => Plan): Change => {
    const plan = edit(buildPlan())
    const bytes = Buffer.from(prettyJson(plan))
    return {
      plan: { path: 'plan.json', bytes },
      decision: {
        path: 'decision.json',
        bytes: Buffer.from(prettyJson(buildDecision(plan, bytes, '2026-11-23T10:00:00Z'))),
      },
      attachments: [],
    }
  }

  for (const [place, plant] of Object.entries(PLACES)) {
    test.each(Object.entries(CANARIES))(`in ${place}: %s`, async (_, secret) => {
      const root = newDirectory()
      const run = archiveChange(target(root, keys), plant(secret), OPTIONS)
      const error = await run.then(
        () => undefined,
        (cause: unknown) => cause,
      )
      if (!(error instanceof AppError)) throw new Error('the secret was archived')
      expect(error.code).toBe('secret-found')
      const shown = `${error.message} ${JSON.stringify(error.place)} ${error.expected} ${error.fix}`
      expect(shown).not.toContain(secret.slice(-12))
      expect(listFiles(root)).toEqual([])
    })
  }

  test('a secret as a key is not printed as a part of the pointer', () => {
    const secret = CANARIES['GitHub token'] ?? ''
    const hits = scanJson({ [secret]: { deep: secret } })
    expect(hits.map((hit) => hit.at)).toEqual(['/(key 1)', '/(key 1)/deep'])
  })

  test('a random value under a secret-like name', () => {
    expect(scanJson({ apiKey: letters(24), objectKey: 'orders' })).toEqual([
      { at: '/apiKey', kind: 'value of a secret-like name' },
    ])
  })

  test('a text names the line', () => {
    expect(scanText(`a\nb\n${CANARIES['npm token']}\n`)).toEqual([{ at: 'line 3', kind: 'npm token' }])
  })
})

describe('no false alarm', () => {
  const directory = join(import.meta.dirname, '../fixtures/plans')
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'))
  test('there are real plans', () => expect(files.length).toBeGreaterThan(4))
  test.each(files)('%s', (name) => {
    expect(scanJson(JSON.parse(readFileSync(join(directory, name), 'utf8')) as Json)).toEqual([])
  })

  test('identifiers, digests, names and prose', () => {
    expect(
      scanJson({
        objectId: '51b814fe-ad0f-4493-8426-17d42db153fe',
        sha256: 'aaaaaaaaaa0123456789abcdef0123456789abcdef0123456789abcdef012345',
        urn: 'urn:pulumi:prod::acme::azuread:index/user:User::password-reset',
        roleArn: 'arn:aws:iam::123456789012:role/AWSReservedSSO_Administrator_0123456789abcdef',
        kmsKeyId: 'arn:aws:kms:eu-north-1:123456789012:key/0aaaaaaa-1111-2222-3333-444444444444',
        passwordPolicies: 'DisablePasswordExpiration',
        hint: 'Zx3n0Hq1VbY8lWq9uXQpT2mKdE5fG7hJ4kL6nM8oP0Q=',
        allowedCombinations: ['password,sms', 'fido2', 'windowsHelloForBusiness'],
        message: 'Password protection is on. The token lifetime is 8 hours; see https://example.com/a?b=c#d',
        command: 'openssl dgst -sha256 -verify key.pub.pem -signature sig.bin pae.bin',
        secret: { $gatehouse: 'secret' },
        masked: '[secret]',
      }),
    ).toEqual([])
  })
})

describe('redaction', () => {
  const json = (value: unknown): Json => value as Json

  test('keeps what rules read, drops what nobody listed', () => {
    const { redactions } = redactPlan(json(buildPlan()) as JsonObject)
    expect(redactions).toEqual([])
  })

  test('before-values, invokes, provider inputs and nested secret names', () => {
    const plan = buildPlan()
    const [change] = plan.changes
    const [first] = plan.resources
    if (!change || !first) throw new Error('incomplete')
    const open = {
      ...plan,
      resources: [
        {
          ...first,
          type: 'pulumi:providers:azuread',
          inputs: { tenantId: 't', clientSecret: 'x', clientCertificatePassword: 'y' },
          computed: { id: '1', other: 2 },
        },
      ],
      changes: [
        {
          ...change,
          type: 'azuread:index/user:User',
          before: { displayName: 'A', password: 'old', accountEnabled: true },
        },
      ],
      invokes: [{ token: 'x', arguments: { secretName: 'db', password: 'p', retries: 3 }, answered: 'unknown' }],
    }
    const result = redactPlan(json(open) as JsonObject)
    expect(result.redactions).toEqual([
      { pointer: '/changes/0/before/password', rule: 'property-not-listed' },
      { pointer: '/invokes/0/arguments/password', rule: 'secret-name' },
      { pointer: '/resources/0/computed/other', rule: 'property-not-listed' },
      { pointer: '/resources/0/inputs/clientCertificatePassword', rule: 'property-not-listed' },
      { pointer: '/resources/0/inputs/clientSecret', rule: 'property-not-listed' },
    ])
    expect(JSON.stringify(result.plan)).not.toMatch(/"(old|p|y)"/)
  })

  property.prop([
    fc.string({ minLength: 6 }).map((text) => `⟦${text}⟧`),
    fc.constantFrom('password', 'clientSecret', 'api_key', 'sasToken', 'connectionString', 'privateKey'),
  ])('no value under a secret-like name is left, however deep', (value, name) => {
    const plan = json({
      ...buildPlan(),
      config: { a: [{ b: { [name]: [{ c: value }] } }], [`acme:${name}`]: value },
    }) as JsonObject
    expect(JSON.stringify(redactPlan(plan).plan)).not.toContain(JSON.stringify(value).slice(1, -1))
  })
})

test('the type of a resource is no secret, however long its name', () => {
  const type = (name: string): string => `azuread:index/${name}:${name.charAt(0).toUpperCase()}${name.slice(1)}`
  expect(
    scanJson({ types: ['privilegedAccessGroupEligibilitySchedule', 'accessPackageAssignmentPolicy'].map(type) }),
  ).toEqual([])
  expect(scanJson({ key: `index/accessKey:${letters(40)}` }).map(({ kind }) => kind)).toContain('AWS secret access key')
})
