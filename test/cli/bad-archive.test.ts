import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { truncateSync } from 'node:fs'
import { join } from 'node:path'
import { publicPem } from '../../src/evidence/keys.ts'
import { prettyJson } from '../../src/json.ts'
import { buildChange, buildDecision, buildPlan, ORIGIN } from '../evidence/builders.ts'
import { archiveLine, broken, CHANGE, FILES, KEYS, row, TILE } from './evidence.ts'
import { table } from './table.ts'

const OTHER = buildChange(2)

function privatePem(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString()
}

/** A plan like the good one with one text replaced, and a decision about it. */
function judged(from: string, to: string): Readonly<Record<string, string | Uint8Array>> {
  const bytes = Buffer.from(prettyJson(buildPlan()).replace(from, to))
  return {
    ...FILES,
    'plan.json': bytes,
    'decision.json': prettyJson(buildDecision(buildPlan(), bytes, '2026-11-23T10:00:00Z')),
  }
}

table('keys', [
  row(
    'of the curve P-384',
    archiveLine({ '--key': 'other.pem' }),
    [
      'gatehouse: other.pem: this key is of the kind ec (secp384r1)',
      '  expected: an ECDSA P-256 key (--key)',
      '  fix: make keys with "gatehouse archive --create-keys DIR --origin NAME"',
    ],
    {
      files: { ...FILES, 'other.pem': privatePem(generateKeyPairSync('ec', { namedCurve: 'secp384r1' }).privateKey) },
    },
  ),
  row(
    'of RSA',
    archiveLine({ '--key': 'other.pem' }),
    [
      'gatehouse: other.pem: this key is of the kind rsa',
      '  expected: an ECDSA P-256 key (--key)',
      '  fix: make keys with "gatehouse archive --create-keys DIR --origin NAME"',
    ],
    {
      files: { ...FILES, 'other.pem': privatePem(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey) },
    },
  ),
  row('exchanged', archiveLine({ '--key': 'log.pem', '--log-key': 'signing.pem' }), [
    'gatehouse: log.pem: this key is of the kind ed25519',
    '  expected: an ECDSA P-256 key (--key)',
    '  fix: make keys with "gatehouse archive --create-keys DIR --origin NAME"',
  ]),
  row('that are none', archiveLine({ '--key': 'plan.json' }), [
    'gatehouse: plan.json: this is not a private key in PEM form without a password',
    '  fix: make keys with "gatehouse archive --create-keys DIR --origin NAME"',
  ]),
  row(
    'that are public',
    archiveLine({ '--log-key': 'public.pem' }),
    [
      'gatehouse: public.pem: this is not a private key in PEM form without a password',
      '  fix: make keys with "gatehouse archive --create-keys DIR --origin NAME"',
    ],
    {
      files: { ...FILES, 'public.pem': publicPem(KEYS.signer.log.publicKey) },
    },
  ),
  row('that are missing', archiveLine({ '--key': 'nowhere.pem' }), [
    'gatehouse: nowhere.pem: there is no such file',
    '  fix: check the path; relative paths start at <dir>',
  ]),
  row(
    'made where there are keys',
    ['archive', '--create-keys', '.', '--origin', ORIGIN],
    ['gatehouse: signing.pem: there is a key already, and keys are never replaced', '  fix: give another directory'],
  ),
  row(
    'made in a file',
    ['archive', '--create-keys', 'plan.json', '--origin', ORIGIN],
    [
      'gatehouse: plan.json: the keys cannot be written: a file stands where a directory is needed',
      '  fix: name another directory, or check its permissions and the space',
    ],
  ),
  row(
    'made without a name for the log',
    ['archive', '--create-keys', 'keys'],
    [
      'gatehouse: --origin is missing',
      '  expected: gatehouse archive --create-keys DIR --origin NAME',
      '  fix: add --origin',
    ],
  ),
  row(
    'made with a name that is none',
    ['archive', '--create-keys', 'keys', '--origin', 'https://example.com/log'],
    [
      'gatehouse: --origin is not a name for a log: https://example.com/log',
      '  expected: a URL without its scheme, such as evidence.example.com/acme',
      '  fix: use the same name in every run: it is part of every checkpoint',
    ],
  ),
])

table('what is not archived', [
  row(
    'a plan that the decision is not about',
    archiveLine(),
    [
      'gatehouse: decision.json: this decision is about another plan',
      '  expected: digests.plan <sha256> (SHA-256 of plan.json), found <sha256>',
      '  fix: judge this plan again, or give the plan that was judged',
    ],
    {
      files: { ...FILES, 'plan.json': OTHER.plan.bytes },
    },
  ),
  row('a decision in place of the plan', archiveLine({ '--plan': 'decision.json' }), [
    'gatehouse: decision.json: this is a document of the format "urn:gatehouse:decision/v1"',
    '  expected: a plan of "gatehouse plan" (urn:gatehouse:plan/v1)',
    '  fix: give the file as the command wrote it; do not edit or reformat it',
  ]),
  row(
    'a truncated plan',
    archiveLine(),
    [
      'gatehouse: plan.json:5:20: this is not valid JSON: Unterminated string',
      '  expected: one complete JSON document',
      '  fix: write the file again with the command that made it; a truncated file is often a full disk or a cut pipe',
    ],
    { files: { ...FILES, 'plan.json': CHANGE.plan.bytes.subarray(0, 60) } },
  ),
  row(
    'a plan that was formatted again',
    archiveLine(),
    [
      'gatehouse: plan.json: the JSON is not in canonical form (duplicate key, order, number, space or escape)',
      '  expected: a plan of "gatehouse plan" (urn:gatehouse:plan/v1)',
      '  fix: give the file as the command wrote it; do not edit or reformat it',
    ],
    {
      files: { ...FILES, 'plan.json': JSON.stringify(JSON.parse(CHANGE.plan.bytes.toString()), null, 4) },
    },
  ),
  row(
    'a plan that nests 100,000 levels',
    archiveLine(),
    [
      'gatehouse: plan.json:1:102: the document nests deeper than 100 levels',
      '  fix: check that this is the right file: no form that is read here nests so deep',
    ],
    {
      files: { ...FILES, 'plan.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
    },
  ),
  row(
    'a plan with a lone surrogate',
    archiveLine(),
    [
      'gatehouse: plan.json:65:20: a text contains half of a surrogate pair, which no UTF-8 file can carry',
      '  fix: correct the text where the document was made',
    ],
    { files: judged('acme.example', '\\ud800') },
  ),
  row(
    'a plan with a secret',
    archiveLine(),
    [
      'gatehouse: plan.json: this looks like a secret, and evidence is kept for years: /config/acme:domain (AWS access key id)',
      '  expected: no secret in anything that is archived',
      '  fix: revoke it, make it a secret value of the program (pulumi.secret), and plan again; nothing was written',
    ],
    { files: judged('acme.example', `AKIA${'IOSFODNN7EXAMPLF'}`) },
  ),
  row(
    'an attachment that nests 100,000 levels',
    [...archiveLine(), '--attach', 'deep.json'],
    [
      'gatehouse: deep.json: an attachment that nests deeper than 100 levels cannot be scanned for secrets',
      '  expected: at most 100 levels',
      '  fix: attach another form of it, or leave the file out',
    ],
    {
      files: { ...FILES, 'deep.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}` },
    },
  ),
  row(
    'an attachment that is no text',
    [...archiveLine(), '--attach', 'image.png'],
    [
      'gatehouse: image.png: an attachment must be text, so that it can be scanned for secrets',
      '  expected: UTF-8',
      '  fix: attach a text, or leave the file out',
    ],
    {
      files: { ...FILES, 'image.png': Buffer.from([0x89, 0x50, 0x4e, 0x47]) },
    },
  ),
  row('a plan above the limit', archiveLine({ '--max-bytes': '100' }), [
    `gatehouse: plan.json: the input has ${CHANGE.plan.bytes.length} bytes, the limit is 100`,
    '  fix: raise the limit with --max-bytes if the size is right',
  ]),
  row('with a limit that is none', archiveLine({ '--max-bytes': 'all' }), [
    'gatehouse: --max-bytes all is not a number of bytes',
    '  expected: a whole number from 1 to 536870888',
    '  fix: leave it out for 268435456',
  ]),
  row('before the decision was made', archiveLine({ '--now': '2026-11-22T12:00:00Z' }), [
    'gatehouse: decision.json: the decision is of 2026-11-23T10:00:00Z, after 2026-11-22T12:00:00Z',
    '  fix: set the clock, or give a later --now',
  ]),
  row('at a time that is none', archiveLine({ '--now': '2026-02-30T12:00:00Z' }), [
    'gatehouse: --now "2026-02-30T12:00:00Z" is not a point in time',
    '  expected: RFC 3339 such as 2026-11-23T12:00:00Z',
    '  fix: write date, T, time and zone',
  ]),
  row(
    'without the decision',
    ['archive', 'archive', '--plan', 'plan.json'],
    [
      'gatehouse: --key is missing',
      '  expected: gatehouse archive DIR --plan FILE --decision FILE --key PEM --log-key PEM --origin NAME',
      '  fix: add --key',
    ],
  ),
  row('into a file', archiveLine({}, 'plan.json'), [
    'gatehouse: plan.json: the archive cannot be made: a file stands where a directory is needed',
    '  fix: name a directory, or check its permissions',
  ]),
])

table('an archive that is broken is not extended', [
  broken('its log is cut', archiveLine(), (root) => truncateSync(join(root, TILE), 20), [
    'gatehouse: archive/log/tile/entries/000.p/2: this archive is not extended, because it does not verify: the lengths of the log entries do not add up',
    '  fix: give the origin and the keys of this archive; if they are, run "gatehouse verify" and restore a copy',
  ]),
  broken('its checkpoint is cut', archiveLine(), (root) => truncateSync(join(root, 'archive/log/checkpoint'), 40), [
    'gatehouse: archive/log/checkpoint: this archive is not extended, because it does not verify: the checkpoint is not a signed note of three lines',
    '  fix: give the origin and the keys of this archive; if they are, run "gatehouse verify" and restore a copy',
  ]),
  broken('it is of another log', archiveLine({ '--origin': 'example.com/other' }), () => undefined, [
    "gatehouse: archive/log/checkpoint: this archive is not extended, because it does not verify: the checkpoint's origin is example.invalid/gatehouse, not example.com/other",
    '  fix: give the origin and the keys of this archive; if they are, run "gatehouse verify" and restore a copy',
  ]),
  broken(
    'it has a damaged note of an interrupted run',
    archiveLine({ '--plan': 'other.json', '--decision': 'about.json' }),
    () => undefined,
    [
      'gatehouse: archive/.pending.json: the note of an interrupted run is damaged',
      '  fix: restore the archive from a copy',
    ],
    {
      files: {
        ...FILES,
        'other.json': OTHER.plan.bytes,
        'about.json': OTHER.decision.bytes,
        'archive/.pending.json': '{',
      },
    },
  ),
  broken('it has the same change already', archiveLine({ '--now': '2026-11-24T12:00:00Z' }), () => undefined, [], {
    code: 0,
    out: 'allow of acme/prod is archived in archive: 0 records added, 2 in the log\n',
  }),
])
