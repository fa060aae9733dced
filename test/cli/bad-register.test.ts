import { chmodSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { all, copyOf, directory, edit, NOW, PLAN } from './fixtures.ts'
import { type Row, table } from './table.ts'

const GATE = ['gate', '--plan', 'plan.json', ...NOW] as const

/** A row with a copy of the example's register that was changed. */
function register(name: string, change: (root: string) => void, err: readonly string[]): Row {
  return {
    name,
    files: { 'plan.json': PLAN },
    make: all(copyOf('stacks/register'), change),
    args: [...GATE, '--register', 'stacks/register'],
    err,
  }
}

function replaced(file: string, from: string, to: string): (root: string) => void {
  return edit(`stacks/register/${file}`, (bytes) => {
    const text = bytes.toString()
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`)
    return Buffer.from(text.replace(from, to))
  })
}

const TWO_OWNERS = `stacks:
  one: { accounts: ["111122223333"], types: [aws:s3/bucket:Bucket] }
  two: { accounts: ["111122223333"], types: [aws:s3/bucket:Bucket] }
`

const removed = (file: string) => (root: string) => rmSync(join(root, 'stacks/register', file))

table('a register that cannot be taken', [
  register('names a vendor that does not exist', replaced('services.yaml', 'vendor: microsoft', 'vendor: nobody'), [
    'gatehouse: stacks/register/services.yaml:8:13: vendor: there is no vendor "nobody"',
    '  fix: declare the vendor in the register, or correct the id',
  ]),
  register('misspells a vendor', replaced('services.yaml', 'vendor: microsoft', 'vendor: microsft'), [
    'gatehouse: stacks/register/services.yaml:8:13: vendor: there is no vendor "microsft"; did you mean "microsoft"?',
    '  fix: declare the vendor in the register, or correct the id',
  ]),
  register('lacks a file that it must have', removed('people.yaml'), [
    'gatehouse: stacks/register/people.yaml: this file of the register is missing',
    '  expected: a register has services, stacks, people (.yaml)',
    '  fix: write the file, or give the directory with --register',
  ]),
  register(
    'has a misspelt file',
    (root) => renameSync(join(root, 'stacks/register/vendors.yaml'), join(root, 'stacks/register/vendor.yaml')),
    [
      'gatehouse: stacks/register/vendor.yaml: this file is not part of a register; did you mean vendors.yaml?',
      '  expected: only services.yaml, stacks.yaml, people.yaml, vendors.yaml, classification.yaml, controls.yaml, exceptions.yaml',
      '  fix: rename the file, or move it out of the directory',
    ],
  ),
  register(
    'has an unknown key',
    edit('stacks/register/stacks.yaml', (bytes) => Buffer.concat([Buffer.from('teams: []\n'), bytes])),
    [
      'gatehouse: stacks/register/stacks.yaml:1:1: unknown key `teams`',
      '  expected: the keys stacks',
      '  fix: correct it; the format is described in src/schemas/stacks.v1.json',
    ],
  ),
  register(
    'owns an account twice',
    edit('stacks/register/stacks.yaml', () => Buffer.from(TWO_OWNERS)),
    [
      'gatehouse: stacks/register/stacks.yaml:3:21: accounts: 111122223333 is already owned by the stack one',
      '  expected: one owner for each tenant and each account',
      '  fix: leave it at one of the two stacks',
    ],
  ),
  {
    name: 'is a file',
    files: { 'plan.json': PLAN },
    args: [...GATE, '--register', 'plan.json'],
    err: [
      'gatehouse: plan.json: this is a file, not a directory',
      '  expected: the directory of the register, such as stacks/register',
      '  fix: name the directory itself',
    ],
  },
  {
    name: 'does not exist',
    files: { 'plan.json': PLAN },
    args: [...GATE, '--register', 'stacks/register'],
    err: [
      'gatehouse: stacks/register: there is no such directory',
      '  expected: the directory of the register, such as stacks/register',
      '  fix: check the path; relative paths start at <dir>',
    ],
  },
  {
    name: 'is a directory without a register',
    files: { 'plan.json': PLAN },
    make: directory('stacks/register'),
    args: [...GATE, '--register', 'stacks/register'],
    err: [
      'gatehouse: stacks/register/services.yaml: this file of the register is missing',
      '  expected: a register has services, stacks, people (.yaml)',
      '  fix: write the file, or give the directory with --register',
    ],
  },
  {
    name: 'has a file that may not be read',
    files: { 'plan.json': PLAN },
    make: all(copyOf('stacks/register'), (root) => chmodSync(join(root, 'stacks/register/people.yaml'), 0o000)),
    args: [...GATE, '--register', 'stacks/register'],
    err: [
      'gatehouse: stacks/register/people.yaml: this cannot be read: permission is denied',
      '  fix: check the path and its permissions',
    ],
    skip: process.getuid?.() === 0 || process.platform === 'win32',
  },
])
