// `gate --base-dir --change`: the text says what a change does to exceptions, and who wrote it has approved none of them.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { planBytes } from '../../src/plan/digest.ts'
import { NO_PLAN } from '../../src/plan/model.ts'
import { ROOT } from '../workplace.ts'
import { edit, temporary, tree } from './trees.ts'

const COMMIT = '1'.repeat(40)

function gate(author: object): readonly [number | null, string] {
  const base = tree()
  const head = tree(
    edit(
      'stacks/register/exceptions.yaml',
      'exceptions:\n',
      `exceptions:
  - id: EX-000
    rule: entra.mfa_guests
    scope:
      users: ["azuread:index/user:User::anna-virtanen"]
    reason: A trial.
    risk: A password is enough.
    compensating: None.
    owner: tobias-brandt
    approvedBy: katrin-aldenhoff
    approvedOn: 2026-11-20
    expiresOn: 2027-01-31
`,
    ),
  )
  const files = temporary()
  writeFileSync(join(files, 'plan.json'), planBytes({ ...NO_PLAN, project: 'p', stack: 'identity' }))
  const change = {
    schema: 'urn:gatehouse:change/v1',
    url: 'https://forge.example/1',
    headCommit: COMMIT,
    mergeCommit: COMMIT,
  }
  writeFileSync(
    join(files, 'change.json'),
    JSON.stringify({ ...change, author, committers: [], coAuthors: [], reviews: [] }),
  )
  const { INIT_CWD: _, ...env } = process.env
  const run = spawnSync(
    process.execPath,
    [
      join(ROOT, 'bin/gatehouse.js'),
      'gate',
      ...['--plan', join(files, 'plan.json'), '--register', 'stacks/register'],
      ...['--base-dir', base, '--change', join(files, 'change.json'), '--now', '2026-11-27T12:00:00Z'],
      ...['--rule', 'change.exceptions_current'],
    ],
    { cwd: head, encoding: 'utf8', env },
  )
  return [run.status, `${run.stdout}${run.stderr}`.replace(/\s+/g, ' ')]
}

test('an exception of somebody else is shown in words', () => {
  const [status, text] = gate({ login: 'tobias', emails: ['tobias.brandt@nordlicht.example.com'] })
  expect(text).toContain(
    '+ The new exception EX-000 takes the account Anna Virtanen out of entra.mfa_guests until 2027-01-31; approved by katrin-aldenhoff.',
  )
  expect(status).toBe(0)
})

test('an exception that its author approved is refused', () => {
  const [status, text] = gate({ emails: ['katrin.aldenhoff@nordlicht.example.com'] })
  expect([status, text.includes('is approved by Katrin Aldenhoff, who wrote a part of this change')]).toEqual([1, true])
})

test('an exception is not decided where nobody knows who wrote the change', () => {
  const [status, text] = gate({ login: 'someone' })
  expect([status, text.includes('of whom it cannot be told whether they wrote a part of this change')]).toEqual([
    1,
    true,
  ])
})
