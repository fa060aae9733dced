import { fc, test as property } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { AppError } from '../../src/errors.ts'
import { planBytes } from '../../src/plan/digest.ts'
import { readPlan } from '../../src/plan/read.ts'
import { identities } from '../../src/plan/resolve.ts'
import { bytes, document, type Loose } from './fixtures.ts'

const FILES = ['change.preview.json', 'replace.preview.json', 'drift.preview.json', 'drift.refresh.json', 'export.json']

/** What may stand anywhere in a document that somebody made or broke. */
const junk = fc.oneof(
  fc.constantFrom<Loose>(null, true, 0, -1, '', 'x', '04da6b54-80e4-46f7-96ec-b56ff0331ba9', '[secret]', [], {}),
  fc.constantFrom<Loose>(
    { $gatehouse: 'ref' },
    { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' },
    { '4dabf18193072939515e22adb298388d': 7 },
    ['delete', 'same'],
    'frobnicate',
    'urn:pulumi:x::y::z::w',
  ),
  fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Loose>,
)

/** All places of a document, as the object and the key in it. */
function places(value: Loose, found: [Loose, string][] = []): [Loose, string][] {
  if (value === null || typeof value !== 'object') return found
  for (const key of Object.keys(value)) {
    found.push([value, key])
    places(value[key], found)
  }
  return found
}

/** A plan in normal form whose values hold together, or an error that names its code; nothing else. */
function readSafely(input: Uint8Array): void {
  try {
    const plan = readPlan(input, 'fuzz')
    const again = readPlan(planBytes(plan), 'again')
    expect(planBytes(again).equals(planBytes(plan))).toBe(true)
    const { resolve } = identities(plan)
    for (const resource of plan.resources) for (const value of Object.values(resource.inputs)) resolve(value)
    const inputs = JSON.stringify(plan.resources.map((resource) => resource.inputs))
    expect(/04da6b54-80e4-46f7-96ec-b56ff0331ba9|\[secret\]/.test(inputs)).toBe(false)
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'internal') throw error
  }
}

describe('broken documents', () => {
  property.prop(
    [
      fc.constantFrom(...FILES),
      fc.array(fc.tuple(fc.nat(), fc.constantFrom('set', 'drop', 'add'), junk), { minLength: 1, maxLength: 4 }),
    ],
    { seed: 21, numRuns: 400 },
  )('a document with other values in it is read or refused', (file, mutations) => {
    const value = document(file)
    for (const [at, kind, other] of mutations) {
      const all = places(value)
      const [holder, key] = all[at % all.length] ?? [value, 'steps']
      if (kind === 'drop') delete holder[key]
      else if (kind === 'add' && !Array.isArray(holder)) holder[`new${at % 7}`] = other
      else holder[key] = structuredClone(other)
    }
    readSafely(Buffer.from(JSON.stringify(value)))
  })

  property.prop(
    [fc.constantFrom(...FILES), fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 })],
    { seed: 22, numRuns: 200 },
  )('a document with other bytes in it is read or refused', (file, changes) => {
    const input = Buffer.from(bytes(file))
    for (const [at, byte] of changes) input[at % input.length] = byte
    readSafely(input)
  })

  property.prop([fc.uint8Array({ maxLength: 200 })], { seed: 23 })('any bytes are read or refused', readSafely)

  property.prop([fc.constantFrom(...FILES), fc.nat()], { seed: 24 })('a cut document is refused', (file, at) => {
    const input = bytes(file)
    const cut = input.subarray(0, at % (input.length - 3))
    expect(() => readPlan(cut, 'cut')).toThrow(AppError)
  })
})
