import { chmodSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { prettyJson } from '../../src/json.ts'
import { directory, group, NOW, PLAN, planOf, planWith } from './fixtures.ts'
import { type Row, table } from './table.ts'

/** A row that gives a file as the plan. */
function given(name: string, content: string | Uint8Array, err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: { 'plan.json': content }, args: ['gate', '--plan', 'plan.json', ...NOW], err, ...more }
}

table('a plan that cannot be judged', [
  given('is truncated inside a text', PLAN.slice(0, 60), [
    'gatehouse: plan.json:5:9: this is not valid JSON: Unterminated string',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('is truncated between two tokens', PLAN.slice(0, PLAN.indexOf('"resources"')), [
    'gatehouse: plan.json:27:3: this is not valid JSON: Expected double-quoted property name',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('is empty', '', [
    'gatehouse: plan.json: this is empty',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('holds only spaces', ' \n\n', [
    'gatehouse: plan.json: this is empty',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('is a binary file', Buffer.from([0x00, 0x61, 0x73, 0x6d, 0x0a, 0x80, 0xff, 0x0a]), [
    'gatehouse: plan.json:2: this is not UTF-8 text',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings, or name another file',
  ]),
  given(
    'has a byte that is not UTF-8',
    Buffer.concat([Buffer.from('{\n "schema": "'), Buffer.from([0xff]), Buffer.from('"}')]),
    [
      'gatehouse: plan.json:2: this is not UTF-8 text',
      '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
      '  fix: save the file in one of these encodings, or name another file',
    ],
  ),
  given('has NUL bytes', '{"schema": "urn:gatehouse:plan/v1",\n "project": \0}', [
    'gatehouse: plan.json:2:13: this is not valid JSON: a NUL character stands here',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings',
  ]),
  given('is UTF-16 without a byte-order mark', Buffer.from(PLAN, 'utf16le'), [
    'gatehouse: plan.json:1:2: this is not valid JSON: a NUL character stands here',
    '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
    '  fix: save the file in one of these encodings',
  ]),
  given(
    'is UTF-16 with half a character',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{"a', 'utf16le'), Buffer.from([0x62])]),
    [
      'gatehouse: plan.json: this is not UTF-16LE text',
      '  expected: JSON in UTF-8, or in UTF-16 with a byte-order mark',
      '  fix: save the file in one of these encodings, or name another file',
    ],
  ),
  given('has a lone surrogate', planWith('"displayName": "first"', '"displayName": "\\ud800"'), [
    'gatehouse: plan.json:33:24: a text contains half of a surrogate pair, which no UTF-8 file can carry',
    '  fix: correct the text where the document was made',
  ]),
  given('nests 100,000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, [
    'gatehouse: plan.json:1:102: the document nests deeper than 100 levels',
    '  fix: check that this is the right file: no form that is read here nests so deep',
  ]),
  given(
    'nests too deep inside a resource',
    planWith('"displayName": "first"', `"displayName": ${'{"a":'.repeat(120)}1${'}'.repeat(120)}`),
    [
      'gatehouse: plan.json:33:509: the document nests deeper than 100 levels',
      '  fix: check that this is the right file: no form that is read here nests so deep',
    ],
  ),
  given('has a number that is too large', planWith('"displayName": "first"', '"displayName": 1e999'), [
    'gatehouse: plan.json:33:24: a number is too large to be read exactly',
    '  fix: correct the number, or write it as a text',
  ]),
  given('has the key __proto__', planWith('"displayName": "first"', '"__proto__": {}'), [
    'gatehouse: plan.json:33:9: the key "__proto__" is not allowed in an input',
    '  fix: remove the key',
  ]),
  given('has the key __proto__ in an escaped form', planWith('"displayName": "first"', '"\\u005f_proto__": {}'), [
    'gatehouse: plan.json:33:9: the key "__proto__" is not allowed in an input',
    '  fix: remove the key',
  ]),
  given('has a word that is not JSON', planWith('"securityEnabled": true', '"securityEnabled": True'), [
    "gatehouse: plan.json:35:28: this is not valid JSON: Unexpected token 'T'",
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('is a text', 'hello\n', [
    "gatehouse: plan.json:1:1: this is not valid JSON: Unexpected token 'h'",
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  given('is of another version', planWith('plan/v1', 'plan/v2'), [
    'gatehouse: plan.json:52:13: this is a plan of the format "urn:gatehouse:plan/v2"',
    '  expected: urn:gatehouse:plan/v1',
    '  fix: write the plan again with "gatehouse plan" of this version',
  ]),
  given('lacks a key', planWith('  "stack": "dev"', '  "stak": "dev"'), [
    'gatehouse: plan.json:53:3: unknown key `stak`; did you mean `stack`?',
    '  expected: the keys schema, project, stack, origin, completeness, lacks, config, resources, changes, invokes, diagnostics, extra',
    '  fix: correct it; the format is described in src/schemas/plan.v1.json',
  ]),
  given('has an unknown operation', planWith('"op": "create",\n      "options"', '"op": "explode",\n      "options"'), [
    'gatehouse: plan.json:39:13: resources[0].op: "explode" is not a value of this field',
    '  expected: one of same, create, update, replace, read, import, refresh',
    '  fix: correct it; the format is described in src/schemas/plan.v1.json',
  ]),
  given('has a tag that does not exist', planWith('"displayName": "first"', '"displayName": {"$gatehouse": "maybe"}'), [
    'gatehouse: plan.json:33:39: resources[0].inputs.displayName.$gatehouse: "maybe" is not a value of this field',
    '  expected: one of unknown, secret, ref, text',
    '  fix: correct it; the format is described in src/schemas/plan.v1.json',
  ]),
  given('has a resource twice', prettyJson(planOf([group('first'), group('first')])), [
    'gatehouse: plan.json:69:14: azuread:index/group:Group::first stands twice in the plan',
    '  expected: each key once',
    '  fix: write the plan again with "gatehouse plan"',
  ]),
  given('is another document', '{"version": "2.1.0", "runs": []}', [
    'gatehouse: plan.json: this is a SARIF log of findings',
    '  expected: a plan of "gatehouse plan", a document of "pulumi preview --json", one of "pulumi stack export", or the events of an engine',
    '  fix: give the plan that was judged',
  ]),
  given('is a list', '[]', [
    'gatehouse: plan.json: this is a JSON list, not a plan',
    '  expected: a plan of "gatehouse plan", a document of "pulumi preview --json", one of "pulumi stack export", or the events of an engine',
    '  fix: use "pulumi preview --json --show-sames > preview.json"',
  ]),
  given(
    'is larger than the limit',
    PLAN,
    [
      `gatehouse: plan.json: the input has ${PLAN.length} bytes, the limit is 100`,
      '  fix: raise the limit with --max-bytes if the size is right',
    ],
    { args: ['gate', '--plan', 'plan.json', '--max-bytes', '100', ...NOW] },
  ),
  given('is of groups that contain each other', prettyJson(planOf([group('a', 'b'), group('b', 'a')])), [], {
    code: 1,
    out: 'DENIED  lab/dev',
  }),
  given(
    'has a state that is none',
    PLAN,
    ['gatehouse: plan.jso: there is no such file', '  fix: check the path; relative paths start at <dir>'],
    {
      args: ['gate', '--plan', 'plan.json', '--state', 'plan.jso', ...NOW],
    },
  ),
  {
    name: 'does not exist',
    args: ['gate', '--plan', 'nowhere/plan.json', ...NOW],
    err: [
      'gatehouse: nowhere/plan.json: there is no such file',
      '  fix: check the path; relative paths start at <dir>',
    ],
  },
  {
    name: 'has no name',
    args: ['gate', '--plan', '', ...NOW],
    err: [
      'gatehouse: the name of a file is empty',
      '  expected: a file',
      '  fix: if the name comes from a variable of the shell, check that the variable is set',
    ],
  },
  {
    name: 'is a directory',
    make: directory('plans'),
    args: ['gate', '--plan', 'plans', ...NOW],
    err: ['gatehouse: plans: this is a directory', '  expected: a file', '  fix: name a file in it'],
  },
  {
    name: 'lies below a file',
    files: { 'plan.json': PLAN },
    args: ['gate', '--plan', 'plan.json/plan.json', ...NOW],
    err: [
      'gatehouse: plan.json/plan.json: there is no such file',
      '  fix: check the path; relative paths start at <dir>',
    ],
  },
  {
    name: 'is a link to itself',
    make: (root) => symlinkSync('plan.json', join(root, 'plan.json')),
    args: ['gate', '--plan', 'plan.json', ...NOW],
    err: [
      'gatehouse: plan.json: this cannot be read: its symbolic links lead in a circle',
      '  fix: check the path and its permissions',
    ],
  },
  {
    name: 'may not be read',
    files: { 'plan.json': PLAN },
    make: (root) => chmodSync(join(root, 'plan.json'), 0o000),
    args: ['gate', '--plan', 'plan.json', ...NOW],
    err: [
      'gatehouse: plan.json: this cannot be read: permission is denied',
      '  fix: check the path and its permissions',
    ],
    // The superuser may read everything.
    skip: process.getuid?.() === 0 || process.platform === 'win32',
  },
  {
    name: 'is a device without end',
    args: ['gate', '--plan', '/dev/zero', '--max-bytes', '100000', ...NOW],
    err: [
      'gatehouse: /dev/zero: the input has more than 100000 bytes, the limit is 100000',
      '  fix: raise the limit with --max-bytes if the size is right',
    ],
  },
  {
    name: 'comes truncated on standard input',
    stdin: PLAN.slice(0, 60),
    args: ['gate', '--plan', '-', ...NOW],
    err: [
      'gatehouse: standard input:5:9: this is not valid JSON: Unterminated string',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
  },
  {
    name: 'comes on standard input, which is empty',
    args: ['gate', '--plan', '-', ...NOW],
    err: [
      'gatehouse: standard input: this is empty',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
  },
  {
    name: 'comes on standard input together with the state',
    stdin: PLAN,
    args: ['gate', '--plan', '-', '--state', '-', ...NOW],
    err: ['gatehouse: standard input ("-") is named twice', '  fix: give one of them as a file'],
  },
  {
    name: 'comes too large on standard input',
    stdin: PLAN,
    args: ['gate', '--plan', '-', '--max-bytes', '100', ...NOW],
    err: [
      'gatehouse: standard input: the input has more than 100 bytes, the limit is 100',
      '  fix: raise the limit with --max-bytes if the size is right',
    ],
  },
  given(
    'is not what the engine should have written',
    PLAN,
    [
      'gatehouse: plan.json: this is not the document of --engine export: it is of the kind embedded',
      '  fix: name the engine that made it',
    ],
    { args: ['plan', '--engine', 'export', 'plan.json'] },
  ),
  given(
    'is given to the embedded engine',
    PLAN,
    [
      'gatehouse: the embedded engine reads a program, not a file',
      '  fix: name the program with --program DIR, or the reader with --engine preview or --engine export',
    ],
    { args: ['plan', 'plan.json'] },
  ),
])
