import { directory } from './fixtures.ts'
import { type Row, table } from './table.ts'

const POLICY = JSON.stringify({ id: '11111111-1111-4111-8111-111111111111', displayName: 'One', state: 'enabled' })

function folder(name: string, content: string | Uint8Array, err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: { 'export/policy.json': content }, args: ['import', 'graph', 'export'], err, ...more }
}

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

table('an export of Microsoft Graph that cannot be imported', [
  {
    name: 'is an empty folder',
    make: directory('export'),
    args: ['import', 'graph', 'export'],
    err: [
      'gatehouse: export: the folder holds no policy, group, named location or strength',
      '  expected: objects as Microsoft Graph answers them, one in each file',
      '  fix: name the folder that the export was written to',
    ],
  },
  {
    name: 'does not exist',
    args: ['import', 'graph', 'export'],
    err: [
      'gatehouse: export: there is no such directory',
      '  expected: a folder with objects exported from Microsoft Graph',
      '  fix: check the path; relative paths start at <dir>',
    ],
  },
  {
    name: 'is a file',
    files: { export: POLICY },
    args: ['import', 'graph', 'export'],
    err: [
      'gatehouse: export: this is a file, not a directory',
      '  expected: a folder with objects exported from Microsoft Graph',
      '  fix: name the directory itself',
    ],
  },
  folder('holds no JSON', 'hello', [
    'gatehouse: export/policy.json: skipped: no JSON',
    'gatehouse: export: the folder holds no policy, group, named location or strength',
    '  expected: objects as Microsoft Graph answers them, one in each file',
    '  fix: name the folder that the export was written to',
  ]),
  folder('holds JSON of another kind', '{"a": 1}', [
    'gatehouse: export/policy.json: skipped: a JSON object of no known form (its keys are "a")',
    'gatehouse: export: the folder holds no policy, group, named location or strength',
    '  expected: objects as Microsoft Graph answers them, one in each file',
    '  fix: name the folder that the export was written to',
  ]),
  folder('is truncated', POLICY.slice(0, 40), [
    'gatehouse: export/policy.json:1:41: this is not valid JSON: Unterminated string',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  folder('is UTF-16 with half a character', utf16(POLICY, 'le').subarray(0, 41), [
    'gatehouse: export/policy.json: this is not UTF-16LE text',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings, or name another file',
  ]),
  folder('is UTF-16 with half of a surrogate pair', utf16('{"id": "\ud800"}', 'le'), [
    'gatehouse: export/policy.json: this is not UTF-16LE text',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings, or name another file',
  ]),
  folder('is UTF-16 in the other order, truncated', utf16(POLICY.slice(0, 40), 'be'), [
    'gatehouse: export/policy.json:1:41: this is not valid JSON: Unterminated string',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  folder('is UTF-16 without a byte-order mark', Buffer.from(POLICY, 'utf16le'), [
    'gatehouse: export/policy.json:1:2: this is not valid JSON: a NUL character stands here',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings',
  ]),
  folder('has a byte that is not UTF-8', Buffer.concat([Buffer.from('{"id":\n"'), Buffer.from([0xc3, 0x28])]), [
    'gatehouse: export/policy.json:2: this is not UTF-8 text',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings, or name another file',
  ]),
  folder('has a tag of ours', '{"id": "x", "displayName": {"$gatehouse": "unknown"}}', [
    'gatehouse: export/policy.json: the key "$gatehouse" is reserved for tagged values',
    '  fix: remove the key: no object of Microsoft Graph has it',
  ]),
  folder(
    'gets a tenant that is none',
    POLICY,
    [
      'gatehouse: --tenant is not the id of a tenant: acme',
      '  expected: a UUID',
      '  fix: leave it out: the groups of the export name their tenant',
    ],
    { args: ['import', 'graph', 'export', '--tenant', 'acme'] },
  ),
  folder('nests 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, [
    'gatehouse: export/policy.json:1:102: the document nests deeper than 100 levels',
    '  fix: check that this is the right file: no form that is read here nests so deep',
  ]),
])
