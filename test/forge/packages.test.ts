// The packages of a pull request: installed by its lock, and nothing of it runs.
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { givePackages } from '../../scripts/forge/packages.ts'
import { ROOT } from '../workplace.ts'

const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-packages-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const LOCK = readFileSync(join(ROOT, 'package-lock.json'), 'utf8')
const TINYEXEC = (JSON.parse(LOCK) as { packages: Record<string, object> }).packages['node_modules/tinyexec'] ?? {}
const PWNED = join(directory, 'pwned')

let count = 0
function head(files: Readonly<Record<string, string>>): string {
  const root = join(directory, `head-${count++}`)
  mkdirSync(root)
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, name, '..'), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

function give(root: string): void {
  const scratch = mkdtempSync(join(directory, 'scratch-'))
  givePackages({ arguments: [], env: process.env, scratch, say: () => undefined }, root)
}

/** A manifest whose every script leaves a trace, with one package. */
const manifest = JSON.stringify({
  name: 'head',
  version: '1.0.0',
  dependencies: { tinyexec: '1.3.1' },
  scripts: Object.fromEntries(
    ['preinstall', 'install', 'postinstall', 'prepare'].map((name) => [name, `touch ${PWNED}`]),
  ),
})

const lockWith = (packages: Readonly<Record<string, object>>): string =>
  JSON.stringify({
    name: 'head',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': { name: 'head', version: '1.0.0', dependencies: { tinyexec: '1.3.1' } }, ...packages },
  })

test('are those of the base where manifest and lock are the same', () => {
  const root = head({ 'package.json': readFileSync(join(ROOT, 'package.json'), 'utf8'), 'package-lock.json': LOCK })
  give(root)
  expect(lstatSync(join(root, 'node_modules')).isSymbolicLink()).toBe(true)
  expect(realpathSync(join(root, 'node_modules'))).toBe(realpathSync(join(ROOT, 'node_modules')))
})

test('are those of its own lock otherwise; neither its scripts nor its settings of npm have an effect', () => {
  const root = head({
    'package.json': manifest,
    'package-lock.json': lockWith({ 'node_modules/tinyexec': TINYEXEC }),
    '.npmrc': `ignore-scripts=false\nscript-shell=${PWNED}.sh\ngit=${PWNED}.sh\nprefix=${directory}\nregistry=https://registry.example.invalid/\n`,
  })
  give(root)
  expect(existsSync(join(root, 'node_modules/tinyexec/package.json'))).toBe(true)
  expect(existsSync(PWNED)).toBe(false)
})

const refusals: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
  [
    'a repository, which npm would build',
    {
      'package.json': manifest,
      'package-lock.json': lockWith({
        'node_modules/tinyexec': { ...TINYEXEC, resolved: 'git+ssh://git@example.invalid/x.git#0123' },
      }),
    },
    /takes "node_modules\/tinyexec" from elsewhere/,
  ],
  [
    'another host',
    {
      'package.json': manifest,
      'package-lock.json': lockWith({
        'node_modules/tinyexec': { ...TINYEXEC, resolved: 'https://evil.example/tinyexec.tgz' },
      }),
    },
    /from elsewhere/,
  ],
  [
    'a package without a digest',
    {
      'package.json': manifest,
      'package-lock.json': lockWith({ 'node_modules/tinyexec': { ...TINYEXEC, integrity: '' } }),
    },
    /without a digest/,
  ],
  [
    'a directory',
    { 'package.json': manifest, 'package-lock.json': lockWith({ 'node_modules/x': { resolved: 'x', link: true } }) },
    /from elsewhere/,
  ],
  ['no lock', { 'package.json': manifest }, /has no lock of its packages/],
  [
    'a lock without packages',
    { 'package.json': manifest, 'package-lock.json': '{"lockfileVersion":1}' },
    /lists no packages/,
  ],
  ['packages of its own', { 'package.json': manifest, 'node_modules/x/index.js': '' }, /brings packages of its own/],
]

test.each(refusals)('are refused with %s', (_, files, sentence) => {
  expect(() => give(head(files))).toThrow(sentence)
  expect(existsSync(PWNED)).toBe(false)
})
