import { NOW, PLAN } from './fixtures.ts'
import { type Row, table } from './table.ts'

const FILES = { 'plan.json': PLAN }
const GATE = ['gate', '--plan', 'plan.json', ...NOW] as const

function line(name: string, args: readonly string[], err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: FILES, args, err, ...more }
}

table('a command line that is wrong', [
  line(
    'has an unknown command',
    ['gat'],
    ["gatehouse: unknown command 'gat'; did you mean gate?", '  fix: run "gatehouse --help"'],
  ),
  line(
    'has a command that is like none',
    ['deploy-all'],
    ["gatehouse: unknown command 'deploy-all'", '  fix: run "gatehouse --help"'],
  ),
  line(
    'has an unknown option',
    [...GATE, '--rules', 'x'],
    ["gatehouse: unknown option '--rules'; did you mean --rule?", '  fix: run "gatehouse gate --help"'],
  ),
  line(
    'has an option of another command',
    ['rules', '--plan', 'plan.json'],
    ["gatehouse: unknown option '--plan'", '  fix: run "gatehouse rules --help"'],
  ),
  line(
    'judges the past by two sets of policies',
    ['policy-diff', '--history', '.', '--policies', 'policies', '--base', 'main'],
    ['gatehouse: --policies and --base exclude each other', '  fix: give one of them'],
  ),
  line(
    'has a format that policy-diff does not have',
    ['policy-diff', '--history', '.', '--format', 'sarif'],
    ['gatehouse: there is no format sarif', '  expected: one of text, json, markdown', '  fix: choose one of them'],
  ),
  line(
    'judges a past that is not there',
    ['policy-diff', '--history', '.'],
    [
      'gatehouse: .: the archive cannot be read: there is no log here',
      '  fix: run "gatehouse verify": it names every file that is wrong',
    ],
  ),
  line(
    'has half an address of the files',
    [...GATE, '--source-url', 'https://example.com/blob'],
    [
      'gatehouse: --source-url "https://example.com/blob" is not the beginning of an address',
      '  expected: https://… up to and with the / before the path of a file',
      '  fix: in GitHub: https://github.com/OWNER/REPOSITORY/blob/COMMIT/',
    ],
  ),
  line(
    'has an option without its value',
    ['gate', '--plan'],
    ["gatehouse: option '--plan <file>' argument missing", '  fix: run "gatehouse gate --help"'],
  ),
  line(
    'has too many arguments',
    ['gate', 'plan.json'],
    [
      "gatehouse: too many arguments for 'gate'. Expected 0 arguments but got 1: plan.json",
      '  fix: run "gatehouse gate --help"',
    ],
  ),
  line(
    'lacks an argument',
    ['verify'],
    ["gatehouse: missing required argument 'dir'", '  fix: run "gatehouse verify --help"'],
  ),
  line(
    'has an unknown sub-command',
    ['import', 'azure', 'x'],
    ["gatehouse: unknown command 'azure'", '  fix: run "gatehouse import --help"'],
  ),
  line(
    'has an unknown engine',
    ['plan', '--engine', 'remote'],
    [
      "gatehouse: option '--engine <name>' argument 'remote' is invalid. Allowed choices are embedded, preview, export",
      '  fix: run "gatehouse plan --help"',
    ],
  ),
  line(
    'gives the plan twice',
    [...GATE, '--program', '.'],
    [
      'gatehouse: --plan and --program exclude each other',
      '  expected: the plan that was made elsewhere, or the program to plan now',
      '  fix: give one of them',
    ],
  ),
  line(
    'gives the base twice',
    [...GATE, '--base', 'main', '--base-dir', '.'],
    [
      'gatehouse: --base and --base-dir exclude each other',
      '  expected: a revision, or a directory in which it is checked out',
      '  fix: give one of them',
    ],
  ),
  line(
    'has a clock that is no time',
    ['gate', '--plan', 'plan.json', '--now', 'yesterday'],
    [
      'gatehouse: --now "yesterday" is not a point in time',
      '  expected: RFC 3339 such as 2026-11-23T12:00:00Z',
      '  fix: write date, T, time and zone',
    ],
  ),
  line(
    'has a clock on a day that does not exist',
    ['gate', '--plan', 'plan.json', '--now', '2026-02-30T12:00:00Z'],
    [
      'gatehouse: --now "2026-02-30T12:00:00Z" is not a point in time',
      '  expected: RFC 3339 such as 2026-11-23T12:00:00Z',
      '  fix: write date, T, time and zone',
    ],
  ),
  line(
    'has a clock without a zone',
    ['gate', '--plan', 'plan.json', '--now', '2026-11-23T12:00:00'],
    [
      'gatehouse: --now "2026-11-23T12:00:00" is not a point in time',
      '  expected: RFC 3339 such as 2026-11-23T12:00:00Z',
      '  fix: write date, T, time and zone',
    ],
  ),
  line(
    'names a rule that does not exist',
    [...GATE, '--rule', 'entra.no_such_rule'],
    [
      'gatehouse: there is no rule entra.no_such_rule',
      '  expected: the id of a rule, such as entra.mfa_all_users',
      '  fix: list the rules with "gatehouse rules"',
    ],
  ),
  line(
    'misspells a rule',
    [...GATE, '--rule', 'entra.mfa_all_user'],
    [
      'gatehouse: there is no rule entra.mfa_all_user; did you mean entra.mfa_all_users?',
      '  expected: the id of a rule, such as entra.mfa_all_users',
      '  fix: list the rules with "gatehouse rules"',
    ],
  ),
  line(
    'asks to explain a rule that does not exist',
    ['explain', 'nothing'],
    [
      'gatehouse: there is no rule nothing',
      '  expected: the id of a rule, such as entra.mfa_all_users',
      '  fix: list the rules with "gatehouse rules"',
    ],
  ),
  line(
    'has an unknown format',
    ['verify', '.', '--format', 'xml'],
    ['gatehouse: there is no format xml', '  expected: one of text, json, markdown', '  fix: choose one of them'],
  ),
  line(
    'has a limit that is no number',
    [...GATE, '--max-bytes', '1e9'],
    [
      'gatehouse: --max-bytes 1e9 is not a number of bytes',
      '  expected: a whole number from 1 to 536870888',
      '  fix: leave it out for 268435456',
    ],
  ),
  line(
    'has a limit above what can be read',
    [...GATE, '--max-bytes', '99999999999'],
    [
      'gatehouse: --max-bytes 99999999999 is not a number of bytes',
      '  expected: a whole number from 1 to 536870888',
      '  fix: leave it out for 268435456',
    ],
  ),
  line(
    'has a time limit that is none',
    ['plan', '--timeout', '0'],
    [
      'gatehouse: --timeout 0 is not a number of seconds',
      '  expected: a number above 0, up to 86400',
      '  fix: leave it out for 60 seconds',
    ],
  ),
  line(
    'writes a baseline without its end',
    [...GATE, '--output', 'a.md', '--write-baseline', 'baseline.json'],
    [
      'gatehouse: --write-baseline needs the day on which it ends',
      '  expected: a calendar date, YYYY-MM-DD',
      '  fix: add --baseline-expires YYYY-MM-DD',
    ],
  ),
  line(
    'writes a baseline that ends on no day',
    [...GATE, '--write-baseline', 'baseline.json', '--baseline-expires', '2027-02-29'],
    [
      'gatehouse: --baseline-expires "2027-02-29" is not a day',
      '  expected: a calendar date, YYYY-MM-DD',
      '  fix: write year, month and day of a day that exists',
    ],
  ),
  line(
    'gives an end, but no baseline',
    [...GATE, '--baseline-expires', '2027-03-31'],
    ['gatehouse: --baseline-expires is given, but no baseline is written', '  fix: add --write-baseline FILE'],
  ),
])
