import { readdirSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { broken, FILES, KEYS, row, TILE, VERIFY } from './evidence.ts'
import { directory, edit } from './fixtures.ts'
import { table } from './table.ts'

table('what cannot be verified or reported', [
  row('a directory that does not exist', VERIFY, [
    'gatehouse: archive: there is no such directory',
    '  expected: the directory of an archive',
    '  fix: check the path; relative paths start at <dir>',
  ]),
  row(
    'a file in place of a directory',
    ['verify', 'plan.json'],
    [
      'gatehouse: plan.json: this is a file, not a directory',
      '  expected: the directory of an archive',
      '  fix: name the directory itself',
    ],
  ),
  row('an archive with nothing in it', VERIFY, [], {
    make: directory('archive'),
    code: 3,
    out: 'NOTHING TO VERIFY',
  }),
  broken('an archive whose log is cut', VERIFY, (root) => truncateSync(join(root, TILE), 20), [], {
    code: 1,
    out: 'FAILED  The archive does not verify',
  }),
  broken('an archive with a record that nests deep', VERIFY, (root) => deepRecord(root), [], {
    code: 1,
    out: 'FAILED  The archive does not verify',
  }),
  row(
    'with a trust file that is truncated',
    VERIFY,
    [
      'gatehouse: trust.json:4:12: this is not valid JSON: Unterminated string',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
    {
      make: directory('archive'),
      files: { ...FILES, 'trust.json': KEYS.trustText.slice(0, 30) },
    },
  ),
  row(
    'with a trust file that has a misspelt key',
    VERIFY,
    [
      'gatehouse: trust.json:4:7: log[0]: unknown key `validfor`; did you mean `validFor`?',
      '  expected: the keys vkey, validFor',
      '  fix: correct it; the format is described in src/schemas/trust.v1.json',
    ],
    {
      make: directory('archive'),
      files: { ...FILES, 'trust.json': KEYS.trustText.replace('"validFor"', '"validfor"') },
    },
  ),
  row(
    'with a trust file whose key is damaged',
    VERIFY,
    [
      'gatehouse: trust.json: this is not a trust file: the key xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx= cannot be read',
      '  expected: trust.json of "gatehouse archive --create-keys" (urn:gatehouse:trust/v1)',
      '  fix: get the file from who made the keys; keys.json of an archive is none: whoever wrote the archive wrote it too',
    ],
    {
      make: directory('archive'),
      files: {
        ...FILES,
        'trust.json': KEYS.trustText.replace('MFkw', 'MFkx').replaceAll(hint(), 'x'.repeat(43).concat('=')),
      },
    },
  ),
  broken(
    'with the keys of the archive as a trust file',
    ['verify', 'archive', '--trust', 'archive/keys.json'],
    () => undefined,
    [
      'gatehouse: archive/keys.json: this is not a trust file: it is of another format',
      '  expected: trust.json of "gatehouse archive --create-keys" (urn:gatehouse:trust/v1)',
      '  fix: get the file from who made the keys; keys.json of an archive is none: whoever wrote the archive wrote it too',
    ],
  ),
  broken('with a kept checkpoint that is missing', [...VERIFY, '--checkpoint', 'kept'], () => undefined, [
    'gatehouse: kept: there is no such file',
    '  fix: check the path; relative paths start at <dir>',
  ]),
  row(
    'a report of a directory that is no archive',
    ['report', '.'],
    [
      'gatehouse: .: the archive cannot be reported on: there is no log here',
      '  fix: run "gatehouse verify": it names every file that is wrong',
    ],
  ),
  row(
    'a report of a file',
    ['report', 'plan.json'],
    [
      'gatehouse: plan.json: this is a file, not a directory',
      '  expected: the directory of an archive',
      '  fix: name the directory itself',
    ],
  ),
  broken(
    'a report of an archive whose log is cut',
    ['report', 'archive'],
    (root) => truncateSync(join(root, TILE), 20),
    [
      'gatehouse: archive: the archive cannot be reported on: the lengths of the log entries do not add up',
      '  fix: run "gatehouse verify": it names every file that is wrong',
    ],
  ),
  broken('a report into a file', ['report', 'archive', '--output', 'plan.json'], () => undefined, [
    'gatehouse: plan.json: this is a file, not a directory',
    '  expected: a directory for the report, empty or new',
    '  fix: name the directory itself',
  ]),
  broken('a report into a directory with something else', ['report', 'archive', '--output', '.'], () => undefined, [
    'gatehouse: <dir>: this directory holds something else than a report',
    '  fix: give an empty or a new directory with --output',
  ]),
])

function hint(): string {
  return String((JSON.parse(KEYS.trustText) as { signing: [{ hint: string }] }).signing[0].hint)
}

/** Replaces the first record by brackets. */
function deepRecord(root: string): void {
  const records = readdirSync(join(root, 'archive/records'), { recursive: true }).map(String)
  const path = records.find((name) => name.endsWith('.json')) ?? ''
  edit(join('archive/records', path), () => Buffer.from(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))(root)
}
