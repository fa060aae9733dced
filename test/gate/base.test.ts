import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkOutBase } from '../../src/gate/base.ts'
import { openBase, type ResolvedSources, readSources, type SourceOptions } from '../../src/gate/sources.ts'
import { workplace } from '../workplace.ts'
import { commit, edit, git, repository, temporary, tree } from './trees.ts'

/** What judges a head with `--base`. */
async function judgedBy(
  head: string,
  reference: string,
  more: Partial<Omit<SourceOptions, 'root' | 'base'>> = {},
): Promise<ResolvedSources> {
  const place = workplace(head)
  const base = await openBase(place, head, reference, undefined)
  try {
    return readSources(place, { root: head, useDefaultRegister: true, ...more, base })
  } finally {
    base?.dispose()
  }
}

const setMaximum = (root: string, to: number): void =>
  edit('policies/parameters.yaml', /emergencyAccounts: \{ minimum: 2, maximum: \d \}/, maximumText(to))(root)
const maximumText = (to: number): string => `emergencyAccounts: { minimum: 2, maximum: ${to} }`
const maximum = (found: ResolvedSources): number => found.binding.parameters.emergencyAccounts.maximum

describe('--base REF', () => {
  test('is the tip of the branch; where the change began is only what it is compared with', async () => {
    const root = repository()
    setMaximum(root, 9)
    const lax = commit(root, 'lax')
    setMaximum(root, 3)
    const strict = commit(root, 'strict again')
    git(root, 'checkout', '-q', '-b', 'change', lax)
    commit(root, 'a change that begins where the limit was nine')
    const found = await judgedBy(root, 'main')
    // The change itself touches nothing: it only began before the limit was lowered.
    expect([maximum(found), found.head]).toEqual([3, undefined])
    const base = await checkOutBase(root, 'main')
    const limits = [base.tip, base.origin].map(({ root: directory }) =>
      readFileSync(join(directory, 'policies/parameters.yaml'), 'utf8').includes(maximumText(3)),
    )
    expect([base.revision, ...limits]).toEqual([strict, true, false])
    expect(readdirSync(base.tip.root).sort()).toEqual(['policies', 'stacks'])
    base.dispose()
    expect([base.tip, base.origin].map((checkout) => existsSync(checkout.root))).toEqual([false, false])
  })

  test('is one checkout where the change begins at the tip', async () => {
    const root = repository()
    git(root, 'checkout', '-q', '-b', 'change')
    commit(root, 'change')
    const base = await checkOutBase(root, 'main')
    expect(base.origin).toBe(base.tip)
    base.dispose()
  })

  test('is no tag, whatever it is called', async () => {
    const root = repository()
    const first = git(root, 'rev-parse', 'HEAD')
    git(root, 'update-ref', 'refs/remotes/origin/main', first)
    git(root, 'checkout', '-q', '-b', 'change')
    setMaximum(root, 9)
    const change = commit(root, 'change')
    for (const name of ['origin/main', 'main', 'release']) git(root, 'tag', name)
    for (const name of ['origin/main', 'main', 'refs/remotes/origin/main', 'refs/heads/main', first]) {
      const found = await judgedBy(root, name)
      expect([name, found.policySource, maximum(found)]).toEqual([name, { kind: 'base', revision: first }, 3])
    }
    await expect(checkOutBase(root, 'release')).rejects.toMatchObject({ code: 'git', message: 'release is a tag' })
    await expect(checkOutBase(root, 'refs/tags/release')).rejects.toMatchObject({
      message: 'refs/tags/release is neither a branch nor a full commit id',
      fix: `name the branch, or give the commit itself: --base ${change}`,
    })
  })

  test('is no branch of two', async () => {
    const root = repository()
    git(root, 'update-ref', 'refs/remotes/origin/main', 'HEAD')
    git(root, 'checkout', '-q', '-b', 'origin/main')
    setMaximum(root, 9)
    commit(root, 'change')
    await expect(checkOutBase(root, 'origin/main')).rejects.toMatchObject({
      code: 'git',
      message: 'origin/main is the name of two branches: refs/heads/origin/main and refs/remotes/origin/main',
      fix: 'write the whole name, such as --base refs/remotes/origin/main, or remove the branch that is not meant',
    })
    expect(maximum(await judgedBy(root, 'refs/remotes/origin/main'))).toBe(3)
  })

  test.each(['HEAD', 'main~0', 'main^{commit}', ':/base', '@', 'refs/heads/../heads/main'])(
    'is no expression: %s',
    async (reference) => {
      await expect(checkOutBase(repository(), reference)).rejects.toMatchObject({ code: 'git' })
    },
  )

  test('is no abbreviated id, which a branch may be called too', async () => {
    const root = repository()
    const short = git(root, 'rev-parse', '--short', 'HEAD')
    await expect(checkOutBase(root, short)).rejects.toMatchObject({
      message: `${short} is neither a branch nor a full commit id`,
    })
  })

  test('that is HEAD itself judges by what is committed, never by what is only in the working tree', async () => {
    const root = repository()
    const clean = await judgedBy(root, 'main')
    expect([maximum(clean), clean.head]).toEqual([3, undefined])
    setMaximum(root, 9)
    const dirty = await judgedBy(root, 'main')
    expect([maximum(dirty), dirty.head?.changed]).toEqual([3, ['parameters']])
  })

  test('says what to do in a shallow clone, for an unknown revision and without git', async () => {
    const root = repository()
    const first = git(root, 'rev-parse', 'HEAD')
    writeFileSync(join(root, 'second.txt'), '2')
    commit(root, 'second')
    const shallow = join(temporary(), 'clone')
    git(root, 'clone', '-q', '--depth', '1', `file://${root}`, shallow)
    await expect(checkOutBase(shallow, first)).rejects.toMatchObject({
      code: 'git',
      fix: expect.stringContaining('fetch-depth: 0'),
    })
    await expect(checkOutBase(root, 'no-such-branch')).rejects.toMatchObject({
      code: 'git',
      message: 'there is no revision no-such-branch in this clone',
    })
    await expect(checkOutBase(temporary(), 'main')).rejects.toMatchObject({
      code: 'git',
      message: '--base needs a git repository',
    })
  })
})

describe('files that the user names', () => {
  const ID = 'a'.repeat(64)
  const BASELINE = (expiresOn: string, finding = ID): string =>
    JSON.stringify({ schema: 'urn:gatehouse:baseline/v1', findings: [{ finding, message: 'known', expiresOn }] })
  const now = '2026-11-24T00:00:00Z'

  test('are the base’s wherever they are in the repository, also beside the program', async () => {
    const top = temporary()
    mkdirSync(join(top, 'shared'))
    cpSync(tree(), join(top, 'program'), { recursive: true })
    cpSync(join(top, 'program/stacks/register/exceptions.yaml'), join(top, 'shared/exceptions.yaml'))
    repository(top)
    git(top, 'checkout', '-q', '-b', 'change')
    edit('shared/exceptions.yaml', 'expiresOn: 2027-06-30', 'expiresOn: 2027-06-29')(top)
    commit(top, 'change')
    const program = join(top, 'program')
    for (const exceptions of [join(top, 'shared/exceptions.yaml'), join(program, 'stacks/register/exceptions.yaml')]) {
      const found = await judgedBy(program, 'main', { exceptions })
      expect(found.binding.exceptions.map((exception) => exception.expiresOn)).not.toContain('2027-06-29')
    }
  })

  test('stay the user’s own choice outside of it', async () => {
    const root = repository()
    const exceptions = join(temporary(), 'exceptions.yaml')
    writeFileSync(exceptions, 'exceptions: []\n')
    expect((await judgedBy(root, 'main', { exceptions })).binding.exceptions).toEqual([])
  })

  test('a baseline that the change adds, or adds to, tolerates nothing', async () => {
    const root = tree()
    writeFileSync(join(root, 'baseline.json'), BASELINE('2027-03-31'))
    repository(root)
    git(root, 'checkout', '-q', '-b', 'change')
    const [kept, added] = ['baseline.json', 'new.json']
    for (const file of [kept, added]) writeFileSync(join(root, file), BASELINE('2027-03-31', 'b'.repeat(64)))
    commit(root, 'change')
    const found = await judgedBy(root, 'main', { baseline: { path: kept, now } })
    expect([found.binding.baseline?.findings.map(({ finding }) => finding), found.head?.changed]).toEqual([
      [ID],
      ['baseline'],
    ])
    expect(found.head?.sources.baseline?.findings.map(({ finding }) => finding)).toEqual(['b'.repeat(64)])
    await expect(judgedBy(root, 'main', { baseline: { path: added, now } })).rejects.toMatchObject({
      code: 'not-found',
      place: { file: expect.stringMatching(/^base [0-9a-f]{12}: new\.json$/) },
    })
  })

  test('a baseline that ends more than a year from now is refused', async () => {
    const root = tree()
    const read = (expiresOn: string): Promise<ResolvedSources> => {
      writeFileSync(join(root, 'baseline.json'), BASELINE(expiresOn))
      const place = workplace(root)
      return Promise.resolve().then(() =>
        readSources(place, { root, useDefaultRegister: true, baseline: { path: 'baseline.json', now } }),
      )
    }
    expect((await read('2027-11-24')).binding.baseline?.findings.length).toBe(1)
    await expect(read('2027-11-25')).rejects.toMatchObject({
      code: 'refused',
      message: 'expiresOn: 2027-11-25 is more than a year from now',
      place: { file: 'baseline.json', line: 1 },
      expected: 'a day up to 2027-11-24',
    })
  })
})
