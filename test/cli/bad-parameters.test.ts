import { directory, NOW, PLAN } from './fixtures.ts'
import { type Row, table } from './table.ts'

const GATE = ['gate', '--plan', 'plan.json', ...NOW] as const

/** A row that overrides the parameters by a file. */
function parameters(name: string, content: string | Uint8Array, err: readonly string[]): Row {
  return {
    name,
    files: { 'plan.json': PLAN, 'parameters.yaml': content },
    args: [...GATE, '--parameters', 'parameters.yaml'],
    err,
  }
}

/** Nine aliases of nine aliases and so on: a few hundred bytes that want to become a billion items. */
const BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
for (const [before, name] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh'].map((pair) => [...pair])) {
  BOMB.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(', ')}]`)
}

table('parameters that cannot be read', [
  parameters('have a key twice', 'licences:\n  entraP2: true\n  entraP2: false\n', [
    'gatehouse: parameters.yaml:3:3: this key is written twice in one mapping',
    '  fix: keep one of the two; neither is taken silently',
  ]),
  parameters('have an unknown key', 'licences:\n  entraP3: true\n', [
    'gatehouse: parameters.yaml:2:3: licences: unknown key `entraP3`; did you mean `entraP2`?',
    '  expected: the keys entraP2',
    '  fix: correct it; the format is described in src/schemas/parameters.v1.json',
  ]),
  parameters('have a value of the wrong type', 'emergencyAccounts:\n  minimum: two\n', [
    'gatehouse: parameters.yaml:2:12: emergencyAccounts.minimum: the text "two" stands here',
    '  expected: a whole number, 0 or more',
    '  fix: correct it; the format is described in src/schemas/parameters.v1.json',
  ]),
  parameters('have a text in place of a list', 'privilegedRoles: 62e90394-69f5-4237-9190-012177145e10\n', [
    'gatehouse: parameters.yaml:1:18: privilegedRoles: the text "62e90394-69f5-4237-9190-012177145e10" stands here',
    '  expected: a list',
    '  fix: correct it; the format is described in src/schemas/parameters.v1.json',
  ]),
  parameters('have aliases without end', `${BOMB.join('\n')}\n`, [
    'gatehouse: parameters.yaml:1:1: the aliases of the file stand for too much to be written out',
    '  expected: at most 100 copies',
    '  fix: write the repeated part out',
  ]),
  parameters('have an alias that contains itself', 'licences: &a\n  entraP2: *a\n', [
    'gatehouse: parameters.yaml:2:12: the alias *a contains itself',
    '  fix: write the value out',
  ]),
  parameters('have a tag', 'licences: !!js/function 1\n', [
    'gatehouse: parameters.yaml:1:11: this is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function',
    '  fix: remove the tag; every value is a text, a number, true, false or null',
  ]),
  parameters('have two documents', 'licences: {}\n---\nrules: {}\n', [
    'gatehouse: parameters.yaml:2:1: the file holds more than one document',
    '  expected: one document, without a second "---" line',
    '  fix: keep one of them',
  ]),
  parameters('are indented with a tab', 'licences:\n\tentraP2: true\n', [
    'gatehouse: parameters.yaml:2:1: the line is indented with a tab',
    '  fix: indent with spaces',
  ]),
  parameters('have a quote that is not closed', 'rules:\n  entra.mfa_all_users: "advis\n', [
    'gatehouse: parameters.yaml:2:24: this quote is never closed',
    '  fix: close the quote',
  ]),
  parameters('have a number that cannot be stored', 'assignment: {longestDays: 99999999999999999999}\n', [
    'gatehouse: parameters.yaml:1:27: the number 99999999999999999999 cannot be stored exactly',
    '  fix: put it in quotes if it is an identifier',
  ]),
  parameters('have an infinite number', 'assignment: {longestDays: .inf}\n', [
    'gatehouse: parameters.yaml:1:27: the number .inf cannot be stored exactly',
    '  fix: put it in quotes if it is an identifier',
  ]),
  parameters('have a NUL character', 'licences: {entraP2: "\0"}\n', [
    'gatehouse: parameters.yaml:1:21: licences.entraP2: the text "\\u0000" stands here',
    '  expected: true or false',
    '  fix: correct it; the format is described in src/schemas/parameters.v1.json',
  ]),
  parameters('have a lone surrogate', 'rules: {"\\uD800": enforced}\n', [
    'gatehouse: parameters.yaml:1:9: rules: the key "\\ud800" has the wrong form',
    '  expected: the id of a rule, such as entra.mfa_all_users',
    '  fix: correct it; the format is described in src/schemas/parameters.v1.json',
  ]),
  parameters('are truncated JSON', '{"licences":\n {"entraP2": tr', [
    'gatehouse: parameters.yaml:2:16: this is not valid JSON: Unexpected end of JSON input',
    '  expected: one complete JSON document',
    '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
  ]),
  parameters('nest 100,000 lists', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, [
    'gatehouse: parameters.yaml:1:101: the document is nested more than 100 levels deep',
    '  fix: check that this is the right file: none that is read here nests so deep',
  ]),
  parameters('nest 100,000 mappings', `${'{a: '.repeat(100_000)}${'}'.repeat(100_000)}`, [
    'gatehouse: parameters.yaml:1:401: the document is nested more than 100 levels deep',
    '  fix: check that this is the right file: none that is read here nests so deep',
  ]),
  parameters('are empty', '', [
    'gatehouse: parameters.yaml:1:1: the document is empty',
    '  expected: one YAML or JSON document',
    '  fix: write the file again, or name another one',
  ]),
  parameters('are a binary file', Buffer.from([0x0a, 0xff, 0xfe, 0x00]), [
    'gatehouse: parameters.yaml:2: this is not UTF-8 text',
    '  expected: a text file',
    '  fix: save the file as UTF-8; a Microsoft Graph export is read with "gatehouse import graph DIR"',
  ]),
  parameters('are larger than what a person writes', `# ${'x'.repeat(4_200_000)}\n`, [
    'gatehouse: parameters.yaml: the input has 4200003 bytes, the limit is 4194304',
    '  fix: name the right file, or split it',
  ]),
  {
    name: 'do not exist',
    files: { 'plan.json': PLAN },
    args: [...GATE, '--parameters', 'parameters.yaml'],
    err: ['gatehouse: parameters.yaml: there is no such file', '  fix: check the path; relative paths start at <dir>'],
  },
  {
    name: 'are a directory',
    files: { 'plan.json': PLAN },
    make: directory('parameters'),
    args: [...GATE, '--parameters', '<dir>/parameters'],
    err: ['gatehouse: parameters: this is a directory', '  expected: a file', '  fix: name a file in it'],
  },
])

const EXCEPTION = `exceptions:
  - id: EX-001
    rule: entra.mfa_all_users
    scope: { groups: ["azuread:index/group:Group::first"] }
    reason: A reason.
    risk: A risk.
    compensating: A measure.
    owner: anna
    approvedBy: bo
    approvedOn: 2026-06-15
    expiresOn: 2027-06-30
`

function exceptions(name: string, from: string, to: string, err: readonly string[]): Row {
  const content = EXCEPTION.replace(from, to)
  if (content === EXCEPTION) throw new Error(`the exception has no ${from}`)
  return {
    name,
    files: { 'plan.json': PLAN, 'exceptions.yaml': content },
    args: [...GATE, '--exceptions', 'exceptions.yaml'],
    err,
  }
}

table('exceptions that cannot be taken', [
  exceptions('have no end', '    expiresOn: 2027-06-30\n', '', [
    'gatehouse: exceptions.yaml:2:5: exceptions[0]: the key `expiresOn` is missing',
    '  expected: the keys id, rule, scope, reason, risk, compensating, owner, approvedBy, approvedOn, expiresOn',
    '  fix: correct it; the format is described in src/schemas/exceptions.v1.json',
  ]),
  exceptions('have an empty end', 'expiresOn: 2027-06-30', 'expiresOn:', [
    'gatehouse: exceptions.yaml:11:15: exceptions[0].expiresOn: nothing stands here',
    '  expected: a calendar date, YYYY-MM-DD',
    '  fix: correct it; the format is described in src/schemas/exceptions.v1.json',
  ]),
  exceptions('end on a day that does not exist', '2027-06-30', '2027-02-30', [
    'gatehouse: exceptions.yaml:11:16: exceptions[0].expiresOn: "2027-02-30" has the wrong form',
    '  expected: a calendar date, YYYY-MM-DD',
    '  fix: correct it; the format is described in src/schemas/exceptions.v1.json',
  ]),
  exceptions('end before they are approved', '2027-06-30', '2026-06-14', [
    'gatehouse: exceptions.yaml:11:16: expiresOn: expires before it is approved (2026-06-14 is before 2026-06-15)',
    '  expected: a day on or after 2026-06-15',
    '  fix: correct one of the two dates',
  ]),
  exceptions('name no rule', '    rule: entra.mfa_all_users\n', '', [
    'gatehouse: exceptions.yaml:2:5: exceptions[0]: the key `rule` is missing',
    '  expected: the keys id, rule, scope, reason, risk, compensating, owner, approvedBy, approvedOn, expiresOn',
    '  fix: correct it; the format is described in src/schemas/exceptions.v1.json',
  ]),
  exceptions('reach everything', '{ groups: ["azuread:index/group:Group::first"] }', '{}', [
    'gatehouse: exceptions.yaml:4:12: exceptions[0].scope: too little stands here',
    '  expected: at least 1 key',
    '  fix: correct it; the format is described in src/schemas/exceptions.v1.json',
  ]),
  exceptions('have an id twice', 'exceptions:\n', `${EXCEPTION}`, [
    'gatehouse: exceptions.yaml:12:9: id: the id EX-001 is used twice',
    '  expected: each id once',
    '  fix: give one of the two another id',
  ]),
])
