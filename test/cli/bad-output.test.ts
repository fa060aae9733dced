import { existsSync } from 'node:fs'
import { all, commitAll, copyOf, directory, edit, NOW, PLAN } from './fixtures.ts'
import { type Row, table } from './table.ts'

const FILES = { 'plan.json': PLAN }
const GATE = ['gate', '--plan', 'plan.json', ...NOW] as const

function line(name: string, args: readonly string[], err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: FILES, args, err, ...more }
}

table('an output that cannot be written', [
  line(
    'names no format',
    [...GATE, '--output', 'decision'],
    [
      'gatehouse: the format of decision is not clear from its name',
      '  expected: a name that ends in .json, .md, .sarif, .txt or .xml',
      '  fix: write --output FORMAT=FILE',
    ],
  ),
  line(
    'names an unknown format',
    [...GATE, '--output', 'xml=decision'],
    [
      'gatehouse: there is no format xml',
      '  expected: one of text, json, markdown, sarif, junit, github',
      '  fix: choose one of them',
    ],
  ),
  line(
    'lies below a file',
    [...GATE, '--output', 'first.md', '--output', 'plan.json/decision.json'],
    [
      'gatehouse: plan.json/decision.json: the file cannot be written: a file stands where a directory is needed',
      '  fix: name another file, or check the directory, its permissions and the space',
    ],
  ),
  line(
    'is a directory',
    [...GATE, '--output', 'new/first.md', '--output', 'json=out'],
    [
      'gatehouse: out: the file cannot be written: this is a directory',
      '  fix: name another file, or check the directory, its permissions and the space',
    ],
    {
      make: directory('out'),
    },
  ),
  line(
    'is a device',
    [...GATE, '--output', 'json=/dev/null'],
    [
      'gatehouse: /dev/null: the file cannot be written: this is a device or a pipe, not a file',
      '  fix: name another file, or check the directory, its permissions and the space',
    ],
    { skip: !existsSync('/dev/null') },
  ),
  line(
    'is standard output',
    [...GATE, '--output', 'json=-'],
    [
      'gatehouse: "-" is not a file to write',
      '  expected: the name of a file',
      '  fix: leave the option out: the answer goes to standard output; --format chooses its form',
    ],
  ),
  line(
    'has no name',
    [...GATE, '--plan-output', ''],
    [
      'gatehouse: the name of an output file is empty',
      '  expected: the name of a file',
      '  fix: if the name comes from a variable of the shell, check that the variable is set',
    ],
  ),
  line(
    'has the name of another one',
    [...GATE, '--output', 'x.json', '--plan-output', '<dir>/x.json'],
    ['gatehouse: x.json: two outputs have this name', '  fix: name two files'],
  ),
  line('is in a folder that can be made', [...GATE, '--output', 'new/folder/decision.json'], [], {
    code: 1,
    out: 'DENIED  lab/dev',
    writes: ['new/', 'new/folder/', 'new/folder/decision.json'],
  }),
])

table('a base that cannot be read', [
  line(
    'is asked of a directory that is no repository',
    [...GATE, '--base', 'main'],
    [
      'gatehouse: <dir>: --base needs a git repository',
      '  fix: run in the checkout, or give the base as a directory with --base-dir DIR',
    ],
  ),
  line(
    'is a revision that does not exist',
    [...GATE, '--base', 'origin/main'],
    [
      'gatehouse: there is no revision origin/main in this clone',
      '  expected: a branch such as origin/main, or the full id of a commit',
      '  fix: check the name with "git rev-parse origin/main", or fetch the branch',
    ],
    { make: commitAll },
  ),
  line(
    'is an option in place of a revision',
    [...GATE, '--base', '--help'],
    [
      'gatehouse: there is no revision --help in this clone',
      '  expected: a branch such as origin/main, or the full id of a commit',
      '  fix: check the name with "git rev-parse --help", or fetch the branch',
    ],
    { make: commitAll },
  ),
  line(
    'is a directory that does not exist',
    [...GATE, '--base-dir', 'base'],
    [
      'gatehouse: base: there is no such directory',
      '  expected: a checkout of the base',
      '  fix: check the path; relative paths start at <dir>',
    ],
  ),
  line(
    'is a file in place of a directory',
    [...GATE, '--base-dir', 'plan.json'],
    [
      'gatehouse: plan.json: this is a file, not a directory',
      '  expected: a checkout of the base',
      '  fix: name the directory itself',
    ],
  ),
  line(
    'has broken parameters',
    [...GATE, '--base', 'main'],
    [
      'gatehouse: base <commit>: policies/parameters.yaml:2:1: this key is written twice in one mapping',
      '  fix: keep one of the two; neither is taken silently',
    ],
    {
      make: all(
        copyOf('policies'),
        edit('policies/parameters.yaml', () => Buffer.from('rules: {}\nrules: {}\n')),
        commitAll,
        copyOf('policies'),
      ),
    },
  ),
])

/** A reader that stops reading is no fault: the answer was made, and the exit status is the answer's. */
table('standard output', [
  line('is closed by its reader', ['rules'], [], { stdout: 'closed', code: 0 }),
  line('is closed by its reader before a denial', [...GATE, '--json'], [], { stdout: 'closed', code: 1 }),
  line(
    'is full',
    ['rules'],
    ['gatehouse: standard output cannot be written: no space is left', '  fix: write to another place'],
    { stdout: '/dev/full', skip: !existsSync('/dev/full') },
  ),
])
