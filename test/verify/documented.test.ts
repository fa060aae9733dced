import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ALL_CHECKS } from '../../src/verify/verify.ts'
import { buildArchive, buildKeys, newDirectory } from '../evidence/builders.ts'

const repository = join(import.meta.dirname, '../..')
const page = readFileSync(join(repository, 'docs/verify.md'), 'utf8')
const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, text = '']) => text)
const has = (command: string): boolean => spawnSync(command, ['version']).error === undefined

const keys = buildKeys()
/** A directory where the documented relative paths exist. */
async function prepare(): Promise<string> {
  const place = newDirectory()
  mkdirSync(join(place, 'evidence'))
  await buildArchive(keys, 3, join(place, 'evidence/example'))
  writeFileSync(join(place, 'evidence/example.trust.json'), keys.trustText)
  mkdirSync(join(place, 'test'))
  symlinkSync(join(repository, 'test/go-verify'), join(place, 'test/go-verify'))
  return place
}
const run = (place: string, parts: readonly string[]): string =>
  execFileSync('bash', ['-euo', 'pipefail', '-c', parts.join('\n')], {
    cwd: place,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })

describe('docs/verify.md', () => {
  test('names every check with the words of the program', () => {
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (.*) \|$/gm)].map(([, id, proves]) => [id, proves])
    expect(rows).toEqual(ALL_CHECKS)
  })

  test('the commands with OpenSSL agree', { timeout: 30_000 }, async () => {
    const [variables = '', , record = '', document = '', checkpoint = ''] = blocks
    const place = await prepare()
    expect(run(place, [variables, record])).toBe('Verified OK\n')
    const [digest = '', path = ''] = run(place, [variables, record, document]).split('\n')[1]?.split(/ \*?/) ?? []
    expect(path).toContain(`${digest}.json`)
    expect(run(place, [variables, checkpoint])).toBe('Signature Verified Successfully\n')
  })

  test('the commands with OpenSSL refuse a changed record', { timeout: 30_000 }, async () => {
    const [variables = '', , record = ''] = blocks
    const place = await prepare()
    const target = run(place, [variables, record.split('\n')[0] ?? '', 'printf %s "$RECORD"'])
    const text = readFileSync(join(place, target), 'utf8')
    const json = JSON.parse(text) as { dsseEnvelope: { payload: string } }
    const payload = Buffer.from(json.dsseEnvelope.payload, 'base64').toString().replace('PASSED', 'FAILED')
    writeFileSync(join(place, target), text.replace(json.dsseEnvelope.payload, Buffer.from(payload).toString('base64')))
    expect(() => run(place, [variables, record])).toThrow()
  })

  test.skipIf(!has('go'))(
    'the commands with Go agree, and refuse what is wrong (skipped where Go is missing)',
    { timeout: 180_000 },
    async () => {
      const [variables = '', , , , checkpoint = '', go = ''] = blocks
      const place = await prepare()
      expect(run(place, [variables, checkpoint, go])).toContain(
        [
          'checkpoint OK, size 6',
          'root over the entries OK',
          'inclusion by the stored tiles OK, 6 entries',
          'record files OK',
          'consistency OK, from size 6',
        ].join('\n'),
      )
      const last = go.trim().split('\n').at(-1) ?? ''
      const bytes = readFileSync(join(place, 'evidence/example/log/tile/0/000.p/6'))
      writeFileSync(join(place, 'evidence/example/log/tile/0/000.p/6'), Buffer.from(bytes).fill(0, 0, 4))
      expect(() => run(place, [variables, last])).toThrow(/FAIL|Command failed/)
      writeFileSync(join(place, 'evidence/example/log/tile/0/000.p/6'), bytes)
      cpSync(join(place, 'evidence/example/log/checkpoint'), join(place, 'checkpoint-you-kept'))
      await buildArchive(keys, 2, join(place, 'short'))
      expect(() => run(place, ['ARCHIVE=short', last])).toThrow(/FAIL|Command failed/)
    },
  )
})
