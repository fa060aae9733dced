import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { validatorOf } from '../src/validators.ts'
import { ROOT } from './workplace.ts'

const FOLDER = join(ROOT, 'node_modules/.cache/gatehouse/validators')
const SCHEMA = {
  $id: 'urn:example:test/v1',
  type: 'object',
  properties: {
    on: { type: 'string', format: 'date' },
    names: { type: 'array', items: { maxLength: 3, type: 'string' } },
  },
  required: ['on'],
  additionalProperties: false,
} as const
const VALUES = [{ on: '2026-02-28' }, { on: '2026-02-30', names: ['Anna'] }, { names: [1], more: true }, 7]

function answers(): unknown {
  const validate = validatorOf(SCHEMA, [])
  return VALUES.map((value) => (validate(value) ? [] : validate.errors))
}

test('a validator that was kept answers as the one that was made, and a damaged one is made again', () => {
  mkdirSync(FOLDER, { recursive: true })
  const before = new Set(readdirSync(FOLDER))
  const made = answers()
  const [kept = ''] = readdirSync(FOLDER).filter((file) => !before.has(file))
  expect(kept).toMatch(/^[0-9a-f]{64}\.cjs$/)
  try {
    expect(answers()).toEqual(made)
    expect(made).toMatchObject([[], [{ keyword: 'format' }, { keyword: 'maxLength' }], [{}, {}, {}], [{}]])
    writeFileSync(join(FOLDER, kept), 'module.exports = ')
    expect(answers()).toEqual(made)
  } finally {
    rmSync(join(FOLDER, kept), { force: true })
  }
})
