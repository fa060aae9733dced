import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { openCheckpoint, parseLogKey, signCheckpoint } from '../../src/evidence/checkpoint.ts'
import { keyHint, makeBundle, parseBundle } from '../../src/evidence/dsse.ts'
import { recordId, recordPath, stackFolder } from '../../src/evidence/format.ts'
import { readRecord } from '../../src/evidence/records.ts'
import { canonicalJson, type Json, prettyJson, sha256 } from '../../src/json.ts'
import { listFiles } from '../../src/report/files.ts'
import schema from '../../src/schemas/verification.v1.json' with { type: 'json' }
import type { Verification } from '../../src/verify/model.ts'
import { renderVerificationMarkdown, renderVerificationText } from '../../src/verify/render.ts'
import { readTrust } from '../../src/verify/trust.ts'
import { verifyArchive } from '../../src/verify/verify.ts'
import { archive, type Bench, buildArchive, buildChange, buildKeys, newDirectory } from '../evidence/builders.ts'
import { relog } from './forge.ts'

const keys = buildKeys()
const COUNT = 4
const original = await buildArchive(keys, COUNT)
const checkpoint = readFileSync(join(original, 'log/checkpoint'))
const [recordFile = ''] = listFiles(original).filter((path) => path.endsWith('-plan.sigstore.json'))

const copy = (): string => {
  const root = newDirectory()
  cpSync(original, root, { recursive: true })
  return root
}
const verify = (root: string, kept?: Buffer, bench: Bench = keys): Verification =>
  verifyArchive(root, bench.trust, kept === undefined ? undefined : { file: 'kept', bytes: kept })
const failed = (result: Verification): readonly string[] =>
  result.checks.filter((check) => check.status === 'fail').map((check) => check.id)
const edit = (root: string, path: string, change: (text: string) => string): void =>
  writeFileSync(join(root, path), change(readFileSync(join(root, path), 'utf8')))

describe('an untouched archive', () => {
  test('verifies, with every check that has something to look at', () => {
    const result = verify(copy(), checkpoint)
    expect(result).toMatchObject({ verdict: 'verified', size: 2 * COUNT, records: { plan: COUNT, decision: COUNT } })
    expect(result.checks.filter((check) => check.status !== 'pass').map((check) => check.id)).toEqual([
      'attachment',
      'intent',
      'apply',
      'scan',
      'operating',
      'reports',
    ])
    expect(result.checks.filter((check) => check.examined === 0).map((check) => check.id)).toEqual([
      'attachment',
      'intent',
      'apply',
      'scan',
      'operating',
      'reports',
    ])
  })

  test('without a trust file it is consistent, never verified', () => {
    const result = verifyArchive(original, undefined, undefined)
    expect(result).toMatchObject({ verdict: 'consistent', trust: 'archive' })
    expect(failed(result)).toEqual([])
    expect(renderVerificationText(result).split('\n')[0]).toBe(
      'No trust file was given: keys from the archive prove consistency, not origin.',
    )
  })

  test('the answer is valid against its schema and fits on one screen', () => {
    const result = verify(original)
    const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema)
    expect([validate(result), validate.errors]).toEqual([true, null])
    const text = renderVerificationText(result)
    expect(text.split('\n').length).toBeLessThan(32)
    expect(text).toContain('VERIFIED  All 8 records are signed with trusted keys, unchanged and in the log.')
    expect(text).toContain('give a checkpoint that you kept')
    expect(renderVerificationMarkdown(result)).toContain('| pass | `signature` |')
  })

  test('an empty directory, an empty log and a deleted log are told apart', () => {
    const root = newDirectory()
    expect(verify(root).verdict).toBe('empty')
    expect(verify(root, checkpoint).verdict).toBe('failed')
    const gone = copy()
    rmSync(join(gone, 'log'), { recursive: true })
    expect(verify(gone).verdict).toBe('failed')
    for (const name of ['objects', 'records', 'log']) {
      const part = copy()
      for (const other of readdirSync(part)) if (other !== name) rmSync(join(part, other), { recursive: true })
      expect(verify(part).verdict).toBe('failed')
    }
  })

  test('git files around it are allowed, others are not', () => {
    const root = copy()
    mkdirSync(join(root, '.git'))
    writeFileSync(join(root, '.git/HEAD'), 'x')
    writeFileSync(join(root, '.gitattributes'), '* -text\n')
    expect(failed(verify(root))).toEqual([])
    writeFileSync(join(root, '.gitattributes'), '* text\n')
    expect(failed(verify(root))).toEqual(['structure'])
  })
})

describe('an attacker without the keys', () => {
  const cases: Readonly<Record<string, { change: (root: string) => void; found: readonly string[] }>> = {
    'edits a decision': {
      change: (root) => {
        const path =
          listFiles(root).find(
            (file) =>
              file.startsWith('objects/') && readFileSync(join(root, file), 'utf8').includes('"decision": "deny"'),
          ) ?? ''
        edit(root, path, (text) => text.replace('"decision": "deny"', '"decision": "allow"'))
      },
      found: ['files', 'decision'],
    },
    'links a file from outside': {
      change: (root) => symlinkSync('/etc/hostname', join(root, 'records/x')),
      found: ['structure'],
    },
    'replaces a stored file by a link to its bytes': {
      change: (root) => {
        const path = listFiles(root).find((file) => file.startsWith('objects/')) ?? ''
        const outside = join(newDirectory(), 'same')
        cpSync(join(root, path), outside)
        rmSync(join(root, path))
        symlinkSync(outside, join(root, path))
      },
      found: ['structure', 'files'],
    },
    'copies a record to another stack': {
      change: (root) => {
        const path = join(root, dirname(recordFile).replace(/[^/]+$/, 'acme.test'), recordFile.split('/').at(-1) ?? '')
        mkdirSync(dirname(path), { recursive: true })
        cpSync(join(root, recordFile), path)
      },
      found: ['name'],
    },
    'moves a record to another day': {
      change: (root) => {
        const path = join(root, recordFile.replace(/\d{4}\/\d{2}\/\d{2}/, '2026/12/24'))
        mkdirSync(dirname(path), { recursive: true })
        cpSync(join(root, recordFile), path)
        rmSync(join(root, recordFile))
      },
      found: ['name', 'decision'],
    },
    'adds an unlogged, unsigned record': {
      change: (root) => edit(root, recordFile, (text) => text.replace(/"sig":"[^"]+"/, '"sig":"MEUCIQ=="')),
      found: ['signature', 'leaves'],
    },
    'adds a key to the envelope': {
      change: (root) =>
        edit(root, recordFile, (text) => text.replace('{"dsseEnvelope"', '{"Dsseenvelope":{},"dsseEnvelope"')),
      found: ['form', 'statement', 'signature', 'leaves'],
    },
    'adds a space to the checkpoint': {
      change: (root) => edit(root, 'log/checkpoint', (text) => `${text} `),
      found: ['root', 'inclusion', 'checkpoint'],
    },
    'claims an absurd size': {
      change: (root) => edit(root, 'log/checkpoint', (text) => text.replace('\n8\n', '\n9007199254740991\n')),
      found: ['entries', 'leaves', 'tiles', 'root', 'inclusion', 'checkpoint'],
    },
    'replaces the copy of the keys': {
      change: (root) => writeFileSync(join(root, 'keys.json'), '{}\n'),
      found: ['keys'],
    },
  }

  test.each(Object.entries(cases))('%s', (_, { change, found }) => {
    const root = copy()
    change(root)
    const result = failed(verify(root))
    for (const id of found) expect(result).toContain(id)
    if (found.length > 0) expect(verify(root).verdict).toBe('failed')
  })

  test('an archive signed again with other keys fails, and the copy of the keys does not help', async () => {
    const other = buildKeys()
    const root = await buildArchive(other, 2)
    expect(verify(root, undefined, other).verdict).toBe('verified')
    expect(failed(verify(root))).toEqual(['keys', 'signature', 'checkpoint'])
    expect(verifyArchive(root, undefined, undefined).verdict).toBe('consistent')
  })

  test('a record signed by a second key that nobody trusts', () => {
    const other = buildKeys()
    const root = copy()
    const bundle = parseBundle(readFileSync(join(root, recordFile)))
    if (typeof bundle === 'string') throw new Error(bundle)
    writeFileSync(
      join(root, recordFile),
      makeBundle(bundle.payload, other.signer.signing.privateKey, other.signer.signing.publicKey),
    )
    expect(failed(verify(root))).toEqual(['signature', 'leaves'])
  })

  test('a signature whose s is mirrored is another file, although it verifies', () => {
    const root = copy()
    const bundle = parseBundle(readFileSync(join(root, recordFile)))
    if (typeof bundle === 'string') throw new Error(bundle)
    edit(root, recordFile, (text) =>
      text.replace(/"sig":"[^"]+"/, `"sig":"${mirror(bundle.signature).toString('base64')}"`),
    )
    expect(failed(verify(root))).toEqual(['leaves'])
  })
})

/** The other valid ECDSA signature over the same bytes: (r, n − s). */
function mirror(der: Buffer): Buffer {
  const n = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  const r = der.subarray(4, 4 + (der[3] ?? 0))
  const s = BigInt(`0x${der.subarray(6 + r.length).toString('hex')}`)
  const hex = (n - s).toString(16).padStart(64, '0')
  const bytes = Buffer.from(Number.parseInt(hex.slice(0, 2), 16) > 127 ? `00${hex}` : hex, 'hex')
  const integer = (value: Buffer): Buffer => Buffer.concat([Buffer.from([2, value.length]), value])
  const body = Buffer.concat([integer(r), integer(bytes)])
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

describe('an attacker with the keys', () => {
  test('rewrites history: found with a kept checkpoint, and not without', async () => {
    const root = newDirectory()
    for (let n = 1; n <= COUNT; n++) {
      const day = String(n).padStart(2, '0')
      await archive(root, keys, buildChange(n === 1 ? 99 : n, `2026-11-${day}T10:00:00Z`), `2026-11-${day}T12:00:00Z`)
    }
    expect(verify(root).verdict).toBe('verified')
    const found = verify(root, checkpoint)
    expect(failed(found)).toEqual(['consistency'])
    expect(found.checks.find((check) => check.id === 'consistency')?.findings[0]?.message).toContain(
      'history was rewritten',
    )
  })

  test('cuts off the end: found with a kept checkpoint, and not without', async () => {
    const root = await buildArchive(keys, COUNT)
    const full = readFileSync(join(root, 'log/checkpoint'))
    const short = await buildArchive(keys, COUNT - 1)
    expect(verify(short).verdict).toBe('verified')
    const found = verify(short, full)
    expect(failed(found)).toEqual(['consistency'])
    expect(found.checks.find((check) => check.id === 'consistency')?.findings[0]?.message).toContain(
      'its end was cut off',
    )
  })

  test('an older checkpoint of a log that only grew is consistent', async () => {
    const root = await buildArchive(keys, 2)
    const old = readFileSync(join(root, 'log/checkpoint'))
    await archive(root, keys, buildChange(9, '2026-11-20T10:00:00Z'), '2026-11-20T12:00:00Z')
    expect(verify(root, old).verdict).toBe('verified')
    expect(verify(root, Buffer.from('nonsense')).verdict).toBe('failed')
    const other = buildKeys()
    const foreign = signCheckpoint(
      { origin: 'example.invalid/gatehouse', size: 0, root: Buffer.alloc(32) },
      other.signer.log.privateKey,
    )
    expect(failed(verify(root, Buffer.from(foreign)))).toEqual(['consistency'])
  })

  const forge = (
    change: (statement: Record<string, unknown>, predicate: Record<string, unknown>) => void,
    type = 'decision',
  ): Verification => {
    const root = copy()
    relog(root, keys, (payload) => {
      const record = readRecord(payload)
      if (typeof record === 'string' || record.type !== type || !record.field.time.startsWith('2026-11-01'))
        return payload
      const statement = JSON.parse(payload.toString()) as Record<string, unknown>
      change(statement, statement['predicate'] as Record<string, unknown>)
      return Buffer.from(canonicalJson(statement))
    })
    return verify(root)
  }
  const FIELD = 'urn:gatehouse:decision-record/v1'

  test('signing the same statements again verifies', () => expect(forge(() => undefined).verdict).toBe('verified'))
  test('a decision that says allow and failed', () =>
    expect(failed(forge((_, p) => Object.assign(p, { verificationResult: 'FAILED' })))).toEqual(['decision']))
  test('a decision with another policy bundle', () =>
    expect(
      failed(
        forge((_, p) =>
          Object.assign(p, {
            policy: { uri: `urn:gatehouse:policy-bundle:${'0'.repeat(64)}`, digest: { sha256: '0'.repeat(64) } },
          }),
        ),
      ),
    ).toEqual(['decision']))
  test('a decision of another stack', () =>
    expect(failed(forge((_, p) => Object.assign(p[FIELD] as object, { stack: 'test' })))).toEqual(['decision']))
  test('a decision with another reason than its document', () =>
    expect(failed(forge((_, p) => Object.assign(p[FIELD] as object, { reason: 'fine' })))).toEqual(['decision']))
  test('a decision about a plan that is not archived', () =>
    expect(
      failed(forge((s) => Object.assign(s, { subject: [{ name: 'plan.json', digest: { sha256: '1'.repeat(64) } }] }))),
    ).toEqual(['decision']))
  test('a statement with a field that its type does not define', () =>
    expect(failed(forge((_, p) => Object.assign(p, { Verificationresult: 'PASSED' })))).toContain('statement'))
  test('a statement of an unknown predicate', () =>
    expect(failed(forge((s) => Object.assign(s, { predicateType: 'https://example.com/x' })))).toContain('statement'))
  test('a plan record with another count than its plan', () =>
    expect(
      failed(forge((_, p) => Object.assign(p['urn:gatehouse:plan-record/v1'] as object, { resources: 99 }), 'plan')),
    ).toContain('plan'))
  test('a plan record that hides a redaction', () =>
    expect(
      failed(
        forge(
          (_, p) =>
            Object.assign(p['urn:gatehouse:plan-record/v1'] as object, {
              redactions: [{ pointer: '/x', rule: 'secret-name' }],
            }),
          'plan',
        ),
      ),
    ).toContain('plan'))

  test('an attachment of another stack, another time or with two names', async () => {
    const root = newDirectory()
    const attachments = [{ path: '/tmp/x/review.md', bytes: Buffer.from('# Review\n') }]
    await archive(root, keys, { ...buildChange(1), attachments })
    const changed = (more: Readonly<Record<string, unknown>>): readonly string[] => {
      const other = newDirectory()
      cpSync(root, other, { recursive: true })
      relog(other, keys, (payload) => {
        const record = readRecord(payload)
        if (typeof record === 'string' || record.type !== 'attachment') return payload
        const statement = JSON.parse(payload.toString()) as { predicate: Record<string, object> }
        const field = 'urn:gatehouse:attachment-record/v1'
        statement.predicate[field] = { ...statement.predicate[field], ...more }
        return Buffer.from(canonicalJson(statement))
      })
      return verify(other).checks.flatMap(({ id, findings }) => findings.map(({ message }) => `${id}: ${message}`))
    }
    const place = ['attachment: its stack, its time or its demo mark is not that of its plan']
    expect(changed({})).toEqual([])
    expect(changed({ project: 'another' })).toEqual(place)
    expect(changed({ stack: 'test' })).toEqual(place)
    expect(changed({ time: '2020-01-01T00:00:00Z' })).toEqual(place)
    expect(changed({ demo: true })).toEqual(place)
    expect(changed({ name: 'another.md' })).toEqual(['attachment: it gives its file two names'])
  })

  test('days that no calendar has', () => {
    const root = copy()
    relog(
      root,
      keys,
      (payload) => Buffer.from(payload.toString().replaceAll('2026-11-01', '2026-11-31')),
      (leaves) => leaves.map((leaf, index) => (index === 0 ? { ...leaf, time: '2026-02-30T00:00:00Z' } : leaf)),
    )
    const messages = verify(root).checks.flatMap(({ findings }) => findings.map(({ message }) => message))
    expect(messages).toContainEqual(expect.stringMatching(/^the statement is of 2026-11-31T.*, which is no time$/))
    expect(messages).toContain('entry 0: 2026-02-30T00:00:00Z is no time')
  })

  test('a record that is logged twice', () => {
    const root = copy()
    relog(
      root,
      keys,
      (payload) => payload,
      (leaves) => [...leaves, ...leaves.slice(0, 1)],
    )
    expect(failed(verify(root))).toEqual(['entries', 'duplicates'])
  })
  test('entries in another order', () => {
    const root = copy()
    relog(
      root,
      keys,
      (payload) => payload,
      (leaves) => leaves.toReversed(),
    )
    expect(failed(verify(root))).toEqual(['entries'])
  })
  test('an entry whose key differs in case', () => {
    const root = copy()
    relog(
      root,
      keys,
      (payload) => payload,
      (leaves) => leaves.map((leaf, i) => (i === 0 ? ({ ...leaf, Sha256: 'x' } as typeof leaf) : leaf)),
    )
    expect(failed(verify(root))).toContain('entries')
  })
})

describe('keys', () => {
  const trust = (): Record<string, unknown> => JSON.parse(keys.trustText) as Record<string, unknown>

  test('a key outside its period', () => {
    const [key] = trust()['signing'] as [Record<string, unknown>]
    const narrow = readTrust({
      ...trust(),
      signing: [{ ...key, validFor: { start: '2026-01-01T00:00:00Z', end: '2026-11-02T23:00:00Z' } }],
    } as unknown as Json)
    if (typeof narrow === 'string') throw new Error(narrow)
    const result = verifyArchive(original, narrow, undefined)
    expect(failed(result)).toEqual(['window'])
    expect(result.checks.find((check) => check.id === 'window')?.findings).toHaveLength(4)
  })

  test('trust files that are not what they say', () => {
    const [signing] = trust()['signing'] as [Record<string, unknown>]
    const [log] = trust()['log'] as [Record<string, unknown>]
    const other = JSON.parse(buildKeys().trustText) as { signing: [{ publicKey: string }] }
    const bad: readonly unknown[] = [
      {},
      { ...trust(), schema: 'urn:gatehouse:trust/v2' },
      { ...trust(), signing: [] },
      { ...trust(), signing: [{ ...signing, publicKey: other.signing[0].publicKey }] },
      { ...trust(), signing: [signing, signing] },
      { ...trust(), origin: 'example.invalid/other' },
      { ...trust(), log: [{ ...log, vkey: 'example.invalid/gatehouse+00000000+AAAA' }] },
      JSON.parse(readFileSync(join(original, 'keys.json'), 'utf8')),
    ]
    for (const value of bad) expect(typeof readTrust(value as Json)).toBe('string')
  })

  test('two signing keys in one archive', async () => {
    const second = buildKeys()
    const root = copy()
    const mixed: Bench = { ...keys, signer: { signing: second.signer.signing, log: keys.signer.log } }
    await archive(root, mixed, buildChange(9, '2026-11-20T10:00:00Z'), '2026-11-20T12:00:00Z')
    expect(failed(verify(root))).toEqual(['keys', 'signature'])
    const both = {
      ...trust(),
      signing: [
        ...(trust()['signing'] as object[]),
        ...(JSON.parse(second.trustText) as { signing: object[] }).signing,
      ],
    }
    const read = readTrust(both as unknown as Json)
    if (typeof read === 'string') throw new Error(read)
    expect(verifyArchive(root, read, undefined).verdict).toBe('verified')
    expect(prettyJson(JSON.parse(readFileSync(join(root, 'keys.json'), 'utf8')))).toContain(
      keyHint(second.signer.signing.publicKey),
    )
  })
})

describe('format', () => {
  test('record ids: the first 26 base32 characters of the SHA-256', () => {
    expect(recordId(Buffer.from('{}'))).toBe('iqjw7i2vwntyuekgvulpp2det2')
    expect(
      recordPath('2026-11-23T00:00:00Z', stackFolder({ project: 'Acme Identity', stack: 'prod/eu' }), 'plan', 'x'),
    ).toBe('records/2026/11/23/acme-identity.prod-eu/x-plan.sigstore.json')
  })

  test('the envelope has one form only', () => {
    const text = readFileSync(join(original, recordFile), 'utf8')
    const json = JSON.parse(text) as { dsseEnvelope: { payload: string } }
    const padded = `${json.dsseEnvelope.payload.replace(/=+$/, '')}${json.dsseEnvelope.payload.endsWith('=') ? '' : '='}`
    const bad = [
      text.replace(json.dsseEnvelope.payload, padded),
      text.replace('v0.3+json', 'v0.2+json'),
      text.replace('vnd.in-toto', 'vnd.other'),
      text.replace('"sig":', '"keyid":"","sig":'),
      text.trimEnd(),
      `${text}\n`,
      text.replace('{', '{ '),
    ]
    expect(typeof parseBundle(Buffer.from(text))).toBe('object')
    for (const one of bad) expect(typeof parseBundle(Buffer.from(one))).toBe('string')
  })

  test('a checkpoint of C2SP: malformed ones are refused', () => {
    const log = parseLogKey(keys.trust.log[0]?.vkey ?? '')
    if (!log) throw new Error('no key')
    const text = checkpoint.toString()
    expect(openCheckpoint(checkpoint, log)).toMatchObject({ size: 8 })
    const bad = [
      '',
      text.slice(0, -1),
      text.replace('\n8\n', '\n08\n'),
      text.replace('\n8\n', '\n-8\n'),
      text.replace('\n\n', '\nextension\n\n'),
      text.replace('— ', '- '),
      text + text.split('\n\n')[1],
      text.replace('gatehouse\n', 'gatehouse\r\n'),
      text.replaceAll('gatehouse', 'other'),
      `\ufeff${text}`,
    ]
    for (const one of bad) expect(typeof openCheckpoint(Buffer.from(one), log)).toBe('string')
    const witnessed = `${text}— witness.example ${Buffer.alloc(68).toString('base64')}\n`
    expect(openCheckpoint(Buffer.from(witnessed), log)).toMatchObject({ size: 8 })
  })

  test('nothing on the reading side imports the gate, the plan, the engine, the register or the network', () => {
    const root = join(import.meta.dirname, '../../src')
    const seen = new Set<string>()
    const outside = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      if (!file.endsWith('.ts')) return
      for (const [, written, called] of readFileSync(file, 'utf8').matchAll(
        /^(?:import|export|\}).*\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm,
      )) {
        const from = written ?? called ?? ''
        if (from.startsWith('.')) visit(join(dirname(file), from))
        else outside.add(from)
      }
    }
    for (const name of readdirSync(join(root, 'verify'))) visit(join(root, 'verify', name))
    const areas = new Set([...seen].map((file) => file.slice(root.length + 1).split('/')[0]))
    expect([...areas].sort()).toEqual([
      'csv.ts',
      'errors.ts',
      'evidence',
      'json-place.ts',
      'json.ts',
      'ordered-json.ts',
      'render',
      'report',
      'schemas',
      'verify',
    ])
    expect([...outside].sort()).toEqual([
      '@sigstore/bundle',
      '@sigstore/verify',
      'ajv',
      'ajv-formats',
      'canonicalize',
      'hono/html',
      'node:crypto',
      'node:fs',
      'node:path',
      'yaml',
    ])
    expect(sha256('')).toHaveLength(64)
  })
})
