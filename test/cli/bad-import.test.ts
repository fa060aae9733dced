import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../workplace.ts'
import { type Row, table } from './table.ts'

const DATA = join(ROOT, 'test/fixtures/external')
const REGISTER = join(ROOT, 'stacks/register')
const data = (name: string): string => readFileSync(join(DATA, name), 'utf8').replace(/^\ufeff/, '')
const NOW = ['--now', '2026-11-23T12:00:00Z']

const registration = (file: string): Row['args'] => [
  'import',
  'registration',
  file,
  '--by',
  'sven-albers',
  '--register',
  REGISTER,
  ...NOW,
]
const people = (file: string, ...more: readonly string[]): Row['args'] => [
  'import',
  'people',
  file,
  '--register',
  REGISTER,
  ...NOW,
  ...more,
]
const other = (kind: string, file: string): Row['args'] => ['import', kind, file, ...NOW]

/** A value of the registration export that Graph would not give. */
const changed = (name: string, from: string, to: string): string => data(name).replace(from, to)

table('broken files of other programs', [
  {
    name: 'nobody took the export',
    args: ['import', 'registration', 'x.json'],
    err: ["gatehouse: required option '--by <person>' not specified", '  fix: run "gatehouse import --help"'],
  },
  {
    name: 'somebody who has left took the export',
    files: { 'r.json': data('registration-2.json') },
    args: registration('r.json').map((argument) => (argument === 'sven-albers' ? 'malte-jessen' : argument)),
    err: [
      'gatehouse: --by "malte-jessen" is nobody who works here now',
      '  expected: the id of an active person of people.yaml',
      '  fix: name who took the export',
    ],
  },
  {
    name: 'a page is missing',
    files: { 'r.json': data('registration-1.json') },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json:3:3: a page of the export is missing: this one names a next page',
      '  expected: all pages, one file for each',
      '  fix: follow @odata.nextLink until there is none, and name every file',
    ],
  },
  {
    name: 'an account without the answer',
    files: { 'r.json': changed('registration-2.json', '"isMfaRegistered": false,', '') },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json:4:5: value[0]: the key `isMfaRegistered` is missing',
      '  expected: the keys id, userPrincipalName, userDisplayName, isAdmin, isMfaRegistered, isMfaCapable, lastUpdatedDateTime, userType, methodsRegistered',
      '  fix: correct it; the format is described in src/schemas/registration-details.v1.json',
    ],
  },
  {
    name: 'an account twice',
    files: { 'r.json': changed('registration-2.json', '9e06', '9e05') },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json:40:5: the account giulia.ferrante@nordlicht.example.com stands twice',
      '  expected: each account once; the first is in r.json, line 22',
      '  fix: name each page once, all of one export',
    ],
  },
  {
    name: 'an export without accounts',
    files: { 'r.json': '{"value": []}' },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json: the export lists no account',
      '  expected: an entry for each account of the tenant',
      '  fix: export it again: GET /reports/authenticationMethods/userRegistrationDetails',
    ],
  },
  {
    name: 'an export of tomorrow',
    files: { 'r.json': data('registration-2.json').replaceAll('2026-11-22', '2026-11-24') },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json: the file says that it is from 2026-11-24T06:02:47Z, which is still to come',
      '  expected: a time up to 2026-11-23T12:00:00Z',
      '  fix: check the clock, --now, and where the file comes from',
    ],
  },
  {
    name: 'something else than the export',
    files: { 'r.json': '{"value": {}}' },
    args: registration('r.json'),
    err: [
      'gatehouse: r.json: this is a JSON object of no known form (its keys are "value")',
      '  expected: a list answered by Microsoft Graph, with the key value',
      '  fix: export it again: GET /reports/authenticationMethods/userRegistrationDetails',
    ],
  },
  {
    name: 'a list without a mail address',
    files: { 'p.csv': 'Name;Eintritt\nAnna Virtanen;01.08.2018\n' },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:1:1: no column holds the mail address or the id',
      '  expected: a header; this one has "Name", "Eintritt"',
      '  fix: say which column it is with --column FIELD=COLUMN; fields are id, name, firstName, lastName, mail, startedOn, leftOn',
    ],
  },
  {
    name: 'a day that is none',
    files: { 'p.csv': 'name,mail,end date\nAnna,a@example.com,2026-02-30\n' },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:2:20: "2026-02-30" is not a day',
      '  expected: a day that exists, YYYY-MM-DD or DD.MM.YYYY',
      '  fix: correct it in the list; an empty cell means that there is none',
    ],
  },
  {
    name: 'a day that can be read in two ways',
    files: { 'p.csv': 'name,mail,end date\nAnna,a@example.com,03/04/2026\n' },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:2:20: the day 03/04/2026 can be read in two ways',
      '  expected: YYYY-MM-DD or DD.MM.YYYY',
      '  fix: add --dates dmy or --dates mdy',
    ],
  },
  {
    name: 'a person twice',
    files: { 'p.csv': 'name,mail,end date\nAnna,a@example.com,\nBen,b@example.com,\nAnna,A@example.com,2026-01-31\n' },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:4:1: a@example.com stands twice in the list',
      '  expected: one row for each person; the first is in line 2',
      '  fix: export the list again, or take one of the two rows out',
    ],
  },
  {
    name: 'a list that is cut in a quote',
    files: { 'p.csv': 'name,mail,end date\n"Anna,a@example.com,\n' },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:2:1: this quote is never closed',
      '  expected: a quote at the end of the cell',
      '  fix: export the table again, or correct it there',
    ],
  },
  {
    name: 'a column that does not exist',
    files: { 'p.csv': 'name,mail,end date\n' },
    args: people('p.csv', '--column', 'left=end date'),
    err: [
      'gatehouse: --column names a field that does not exist: left',
      '  expected: one of id, name, firstName, lastName, mail, startedOn, leftOn',
      '  fix: write --column FIELD=COLUMN',
    ],
  },
  {
    name: 'a list in Latin-1',
    files: { 'p.csv': Buffer.from('name,mail,end date\nJ\xf6rg,j@example.com,\n', 'latin1') },
    args: people('p.csv'),
    err: [
      'gatehouse: p.csv:2: this is not UTF-8 text',
      '  expected: a table in UTF-8, or in UTF-16 with a byte-order mark',
      '  fix: save the file in one of these encodings, or name another file',
    ],
  },
  {
    name: 'another table than a credential report',
    files: { 'c.csv': 'user,arn\nana,arn:aws:iam::111122223333:user/ana\n' },
    args: other('credential-report', 'c.csv'),
    err: [
      'gatehouse: c.csv:1:1: this is not a credential report of IAM: the column user_creation_time, password_enabled, password_last_used, password_last_changed, mfa_active, access_key_1_active, access_key_1_last_rotated, access_key_1_last_used_date, access_key_2_active, access_key_2_last_rotated, access_key_2_last_used_date, cert_1_active, cert_2_active is missing',
      '  expected: the columns user, arn, user_creation_time, password_enabled, password_last_used, password_last_changed, mfa_active, access_key_1_active, access_key_1_last_rotated, access_key_1_last_used_date, access_key_2_active, access_key_2_last_rotated, access_key_2_last_used_date, cert_1_active, cert_2_active',
      '  fix: name the file as it was exported',
    ],
  },
  {
    name: 'a credential report without the root user',
    files: { 'c.csv': data('credential-report.csv').replace(/^<root_account>.*\n/m, '') },
    args: other('credential-report', 'c.csv'),
    err: [
      'gatehouse: c.csv: the report lacks the row <root_account>',
      '  expected: a row for the account itself: every report has one',
      '  fix: take the report again with "aws iam get-credential-report"',
    ],
  },
  {
    name: 'an answer that a credential report cannot have',
    files: { 'c.csv': data('credential-report.csv').replace('N/A,true,false,N/A,N/A', 'N/A,maybe,false,N/A,N/A') },
    args: other('credential-report', 'c.csv'),
    err: [
      'gatehouse: c.csv:3:153: "maybe" is no answer',
      '  expected: true, false or not_supported',
      '  fix: take the report again with "aws iam get-credential-report"',
    ],
  },
  {
    name: 'a time that is none, in the answer of the command line',
    files: {
      'c.json': JSON.stringify({
        Content: Buffer.from(data('credential-report.csv').replace('2026-11-20T08:15:00+00:00', 'yesterday')).toString(
          'base64',
        ),
        ReportFormat: 'text/csv',
        GeneratedTime: '2026-11-23T05:58:12+00:00',
      }),
    },
    args: other('credential-report', 'c.json'),
    err: [
      'gatehouse: c.json (Content):3:97: "yesterday" is not a time',
      '  expected: a time such as 2026-11-23T06:00:00+00:00, N/A or no_information',
      '  fix: take the report again with "aws iam get-credential-report"',
    ],
  },
  {
    name: 'another answer of the command line',
    files: { 'c.json': '{"State": "COMPLETE"}' },
    args: other('credential-report', 'c.json'),
    err: [
      'gatehouse: c.json: this is JSON, and no answer of get-credential-report',
      '  expected: the keys Content, GeneratedTime and ReportFormat "text/csv", or the CSV itself',
      '  fix: run "aws iam generate-credential-report", then "aws iam get-credential-report > report.json"',
    ],
  },
  {
    name: 'a report of ScubaGear with a conflict of git in it',
    files: { 's.json': data('ScubaResults.json').replace('"Tool"', '<<<<<<<< HEAD\n        "Tool"') },
    args: other('scuba', 's.json'),
    err: [
      'gatehouse: s.json:13:9: this is not valid JSON: Expected double-quoted property name',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
  },
  {
    name: 'a control twice',
    files: { 's.json': data('ScubaResults.json').replace('MS.AAD.3.1v1",\n', 'MS.AAD.1.1v1",\n') },
    args: other('scuba', 's.json'),
    err: [
      'gatehouse: s.json:62:39: the control MS.AAD.1.1v1 stands twice',
      '  expected: each control once',
      '  fix: run ScubaGear again',
    ],
  },
  {
    name: 'the results of another program',
    files: { 's.json': data('prowler.ocsf.json') },
    args: other('scuba', 's.json'),
    err: [
      'gatehouse: s.json: this is a JSON list',
      '  expected: the report of ScubaGear, with the keys MetaData, Summary and Results',
      '  fix: name the file ScubaResults_….json of the folder that Invoke-SCuBA wrote',
    ],
  },
  {
    name: 'results of two accounts',
    files: { 'p.json': data('prowler.ocsf.json').replace('"uid": "111122223333",', '"uid": "444455556666",') },
    args: other('prowler', 'p.json'),
    err: [
      'gatehouse: p.json:96:5: the file mixes results of the accounts 444455556666 and 111122223333',
      '  expected: one run about one account',
      '  fix: import each run on its own',
    ],
  },
  {
    name: 'a scan without results',
    files: { 'p.json': '[]' },
    args: other('prowler', 'p.json'),
    err: [
      'gatehouse: p.json: the file holds no result',
      '  expected: the results of Prowler: OCSF (.ocsf.json) or CSV',
      '  fix: name the file that "prowler … --output-formats json-ocsf csv" wrote',
    ],
  },
  {
    name: 'a file that is not there',
    args: other('prowler', 'nowhere.csv'),
    err: ['gatehouse: nowhere.csv: there is no such file', '  fix: check the path; relative paths start at <dir>'],
  },
])
