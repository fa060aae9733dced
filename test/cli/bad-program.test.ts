import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { linkPackages, NOW, projectWith } from './fixtures.ts'
import { type Row, table } from './table.ts'

/** A row that plans a program. */
function program(name: string, source: string, err: readonly string[], more: Partial<Row> = {}): Row {
  return { name, files: projectWith(source), make: linkPackages, args: ['plan'], err, ...more }
}

const KEYS =
  'author, config, description, license, main, name, options, requiredPulumiVersion, runtime, template, website'
const CORRECT = 'correct the key, or remove it'
const ELSEWHERE = 'remove it here; what a deployment needs of it, its own command line and environment say'

/** A row whose project file has a line that it may not have. */
function wrongProject(
  name: string,
  line: string,
  message: string,
  expected: string,
  fix: string,
  before = 'name: lab\nruntime: nodejs\n',
): Row {
  const err = [`gatehouse: ${message}`, `  expected: ${expected}`, `  fix: ${fix}`]
  return program(name, '', err, { files: { ...projectWith(''), 'Pulumi.yaml': `${before}${line}\n` } })
}

table('a program that cannot be planned', [
  program('throws', "const team = 1\nthrow new Error('no such team')\n", [
    'gatehouse: index.ts:2:7: the program failed: Error: no such team',
    '  fix: correct the program',
  ]),
  program('throws a text', "throw 'no such team'\n", [
    'gatehouse: index.ts: the program failed: no such team',
    '  fix: correct the program',
  ]),
  program(
    'throws before a gate',
    "throw new Error('no such team')\n",
    ['gatehouse: index.ts:1:7: the program failed: Error: no such team', '  fix: correct the program'],
    { args: ['gate', ...NOW] },
  ),
  program(
    'hangs',
    'setInterval(() => {}, 1000)\n',
    [
      'gatehouse: index.ts: the program did not end within 0.5 s',
      '  fix: look for a promise or a timer that never ends, or allow more time with --timeout SECONDS',
    ],
    { args: ['plan', '--timeout', '0.5'] },
  ),
  program(
    'never stops computing',
    'while (true) {}\n',
    [
      'gatehouse: index.ts: the program did not end within 0.5 s',
      '  fix: look for a promise or a timer that never ends, or allow more time with --timeout SECONDS',
    ],
    { args: ['plan', '--timeout', '0.5'] },
  ),
  program('ends itself', 'process.exit(7)\n', [
    'gatehouse: index.ts: the program ended before it was complete (status 7)',
    '  fix: remove calls of process.exit(), and look for promises that are never settled',
  ]),
  program('opens the network', "await fetch('http://127.0.0.1:61234/')\n", [
    'gatehouse: index.ts: the program tried to reach 127.0.0.1:61234 over the network',
    '  fix: remove the call: a plan is made without network; record answers of data sources for --invokes FILE',
  ]),
  program('looks up a name', "await fetch('http://example.com/')\n", [
    'gatehouse: index.ts: the program tried to reach example.com over the network',
    '  fix: remove the call: a plan is made without network; record answers of data sources for --invokes FILE',
  ]),
  program('reads a file outside', "import fs from 'node:fs'\nfs.readFileSync('/etc/passwd')\n", [
    'gatehouse: index.ts:2:4: the program tried to read /etc/passwd, which lies outside its checkout',
    '  fix: read files of the checkout only, or give the value as configuration',
  ]),
  program('writes a file', "import fs from 'node:fs'\nfs.writeFileSync('written.txt', 'x')\n", [
    'gatehouse: index.ts:2:4: the program tried to write written.txt',
    '  fix: remove the call: a program declares resources and writes no file',
  ]),
  program('starts a process', "import run from 'node:child_process'\nrun.execFileSync('/bin/true')\n", [
    'gatehouse: index.ts:2:5: the program tried to start the process /bin/true',
    '  fix: remove the call, and give what the process would answer as configuration',
  ]),
  program('starts a thread', "import { Worker } from 'node:worker_threads'\nnew Worker('1', { eval: true })\n", [
    'gatehouse: index.ts:2:1: the program tried to start a thread',
    '  fix: remove the call',
  ]),
  program('does not parse', 'export const = 1\n', [
    'gatehouse: index.ts:1: the program failed: SyntaxError: Unexpected token `=`. Expected yield, an identifier, [ or {',
    '  fix: correct the program',
  ]),
  program('rejects a promise', "Promise.reject(new Error('nobody listens'))\n", [
    'gatehouse: index.ts:1:16: the program failed: Error: nobody listens',
    '  fix: correct the program',
  ]),
  program('imports what is not there', "import './missing.ts'\n", [
    "gatehouse: index.ts: the program failed: Error: Cannot find module 'missing.ts' imported from index.ts",
    '  fix: correct the program',
  ]),
  program(
    'is not there',
    '',
    [
      'gatehouse: Pulumi.yaml: there is no Pulumi project here',
      '  fix: name the directory that holds Pulumi.yaml with --program DIR',
    ],
    { make: () => undefined, files: {} },
  ),
  program(
    'is in a directory that is not there',
    '',
    [
      'gatehouse: elsewhere: there is no such directory',
      '  expected: the directory of Pulumi.yaml',
      '  fix: check the path; relative paths start at <dir>',
    ],
    { args: ['plan', '--program', 'elsewhere'] },
  ),
  program(
    'has no packages',
    '',
    [
      'gatehouse: <dir>: the program has no Pulumi SDK: @pulumi/pulumi is not installed',
      `  fix: run "npm ci" in the program's directory`,
    ],
    { make: (root) => mkdirSync(join(root, 'empty')) },
  ),
  program(
    'is for another runtime',
    '',
    [
      'gatehouse: Pulumi.yaml:2:10: the planner cannot run programs of the runtime "python"',
      '  expected: runtime: nodejs',
      '  fix: give the output of "pulumi preview --json --show-sames" instead (--engine preview FILE)',
    ],
    {
      files: { ...projectWith(''), 'Pulumi.yaml': 'name: lab\nruntime: python\n' },
    },
  ),
  program(
    'has a configuration with a key twice',
    '',
    [
      'gatehouse: Pulumi.dev.yaml:3:3: this key is written twice in one mapping',
      '  fix: keep one of the two; neither is taken silently',
    ],
    {
      files: { ...projectWith(''), 'Pulumi.dev.yaml': 'config:\n  lab:a: 1\n  lab:a: 2\n' },
    },
  ),
  wrongProject(
    'has a key that the engine does not have',
    'stages: [dev]',
    'Pulumi.yaml:3:1: the project has no key "stages"',
    KEYS,
    CORRECT,
  ),
  wrongProject(
    'brings plugins of its own',
    'plugins: {providers: [{name: azuread, path: ./tools/azuread}]}',
    'Pulumi.yaml:3:1: plugins runs providers from the repository; a provider is a program that gets the credentials',
    KEYS,
    ELSEWHERE,
  ),
  wrongProject(
    'brings packages of its own',
    'packages: {tools: ./tools}',
    'Pulumi.yaml:3:1: packages brings providers whose program the repository names; a provider gets the credentials',
    KEYS,
    ELSEWHERE,
  ),
  wrongProject(
    'keeps its state elsewhere',
    'backend: {url: "s3://elsewhere"}',
    'Pulumi.yaml:3:1: backend chooses where the state is kept; a change could bring a state of its own',
    KEYS,
    ELSEWHERE,
  ),
  wrongProject(
    'keeps its configuration elsewhere',
    'stackConfigDir: other',
    'Pulumi.yaml:3:1: stackConfigDir leads to configuration that the planner does not read',
    KEYS,
    ELSEWHERE,
  ),
  wrongProject(
    'has an option that the engine does not have',
    'options: {refresh: always, force: true}',
    'Pulumi.yaml:3:28: options has no key "force"',
    'refresh',
    CORRECT,
  ),
  wrongProject(
    'gives Node arguments',
    'runtime: {name: nodejs, options: {typescript: false, nodeargs: --import ./other.js}}',
    'Pulumi.yaml:2:54: nodeargs makes Node run other code than the planner did',
    'packagemanager, typescript',
    ELSEWHERE,
    'name: lab\n',
  ),
  wrongProject(
    'gives the compiler a configuration',
    'runtime: {name: nodejs, options: {tsconfig: other.json}}',
    'Pulumi.yaml:2:35: tsconfig makes the engine compile the program in another way than the planner does',
    'packagemanager, typescript',
    ELSEWHERE,
    'name: lab\n',
  ),
  wrongProject(
    'has a key of the runtime that the engine does not have',
    'runtime: {name: nodejs, version: 24}',
    'Pulumi.yaml:2:25: runtime has no key "version"',
    'name, options',
    CORRECT,
    'name: lab\n',
  ),
  ...[
    ['Pulumi.json', 'Pulumi.json', 'Pulumi.yaml'],
    ['Pulumi.yml', 'Pulumi.yaml', 'Pulumi.yml'],
  ].map(([second = '', first, other]) =>
    program(
      `has a second project file, ${second}`,
      '',
      [
        `gatehouse: ${first}: the engine takes ${first} as the project, whatever other file there is`,
        '  expected: one project file, Pulumi.yaml',
        `  fix: remove ${first}, or ${other}`,
      ],
      { files: { ...projectWith(''), [second]: '{"name": "lab", "runtime": "nodejs"}' }, args: ['gate', ...NOW] },
    ),
  ),
  program(
    'has its project as JSON only',
    '',
    [
      'gatehouse: Pulumi.json: the engine takes Pulumi.json as the project, whatever other file there is',
      '  expected: one project file, Pulumi.yaml',
      '  fix: write it as Pulumi.yaml',
    ],
    { files: { 'Pulumi.json': '{"name": "lab", "runtime": "nodejs"}' }, args: ['gate', ...NOW] },
  ),
  ...['Pulumi.dev.json', 'Pulumi.dev.yml'].map((second) =>
    program(
      `has a second configuration of the stack, ${second}`,
      '',
      [
        `gatehouse: ${second}: the engine does not read ${second}, for the project file ends with .yaml`,
        '  expected: one configuration of the stack, Pulumi.dev.yaml',
        `  fix: remove ${second}`,
      ],
      { files: { ...projectWith(''), [second]: '{"config": {}}' } },
    ),
  ),
  program(
    'has a configuration that the engine does not read',
    '',
    [
      'gatehouse: Pulumi.other.yml: the engine does not read Pulumi.other.yml, for the project file ends with .yaml',
      '  expected: one configuration of the stack, Pulumi.other.yaml',
      '  fix: rename it to Pulumi.other.yaml',
    ],
    { files: { ...projectWith(''), 'Pulumi.other.yml': 'config: {}\n' }, args: ['plan', '--stack', 'other'] },
  ),
  ...[
    ['lab:config:a', 'lab:a', '2:3', '3:3'],
    ['a', 'lab:a', '2:3', '3:3'],
  ].map(([first, second, at, place]) =>
    program(
      `has one key as ${first} and as ${second}`,
      '',
      [
        `gatehouse: Pulumi.dev.yaml:${place}: ${second} and ${first} are the same key, lab:a`,
        `  expected: one of them; the first is at ${at}`,
        '  fix: keep one of the two; neither is taken silently',
      ],
      { files: { ...projectWith(''), 'Pulumi.dev.yaml': `config:\n  ${first}: x\n  ${second}: y\n` } },
    ),
  ),
  program(
    'has no such stack',
    '',
    ['gatehouse: <dir>: there is no stack prod: Pulumi.prod.yaml does not exist', '  fix: use one of: dev'],
    { args: ['plan', '--stack', 'prod'] },
  ),
  program(
    'gets a state that is truncated',
    '',
    [
      "gatehouse: state.json:1:28: this is not valid JSON: Expected ':' after property name",
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
    {
      files: { ...projectWith(''), 'state.json': '{"version": 3, "deployment"' },
      args: ['plan', '--state', 'state.json'],
    },
  ),
  program(
    'gets a state that is none',
    '',
    [
      'gatehouse: state.json: this is not a stack export',
      '  expected: {"version": 3, "deployment": {"resources": […]}}',
      '  fix: write it with "pulumi stack export --file FILE"',
    ],
    {
      files: { ...projectWith(''), 'state.json': '{"version": 3}' },
      args: ['plan', '--state', 'state.json'],
    },
  ),
  program(
    'gets answers that are none',
    '',
    [
      'gatehouse: answers.json: entry 1 is not a recorded answer',
      '  expected: [{"token": "azuread:index/getUser:getUser", "arguments": {…}, "result": {…}}]',
      '  fix: write each answer as an object with these three keys',
    ],
    {
      files: { ...projectWith(''), 'answers.json': '[{"token": 1}]' },
      args: ['plan', '--invokes', 'answers.json'],
    },
  ),
  program(
    'gets an export of another stack without a file',
    '',
    [
      'gatehouse: --stack-reference lab/base/dev does not name a stack and a file',
      '  expected: --stack-reference organization/project/stack=export.json',
      '  fix: name the stack as the program does, then the file of its export',
    ],
    {
      args: ['plan', '--stack-reference', 'lab/base/dev'],
    },
  ),
])
