import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { main } from '../../src/cli.ts'
import { ROOT } from '../workplace.ts'

const temporary = mkdtempSync(join(tmpdir(), 'gatehouse-test-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))
const sample = join(ROOT, 'evidence/example')
const trust = join(ROOT, 'evidence/example.trust.json')

test('the committed sample verifies with its trust file, reports included', async () => {
  expect(await main(['verify', sample, '--trust', trust])).toBe(0)
})

test('a copy of it with one byte changed does not', async () => {
  const copy = join(temporary, 'copy')
  cpSync(sample, copy, { recursive: true })
  const checkpoint = join(copy, 'log/checkpoint')
  writeFileSync(checkpoint, readFileSync(checkpoint, 'utf8').replace('\n4\n', '\n3\n'))
  expect(await main(['verify', copy, '--trust', trust])).toBe(1)
})
