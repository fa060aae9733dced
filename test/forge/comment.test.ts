// The workflow that follows a pull request's run: it has a token that writes, and everything it reads may be a lie.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { commentOn } from '../../scripts/forge/comment.ts'
import { post as postStep } from '../../scripts/forge/post.ts'
import { AppError, formatError } from '../../src/errors.ts'
import type { Decision } from '../../src/gate/decision.ts'
import { prettyJson } from '../../src/json.ts'
import { decision, denied, HOSTILE, result, roleResult } from '../render/builders.ts'
import { ROOT } from '../workplace.ts'
import { type ForgeState, startForge, TOKEN } from './forge-server.ts'
import { type Ran, runnerEnvironment, runStep } from './steps.ts'
import { type ZipFile, zipOf } from './zip-file.ts'

const REPOSITORY = 'acme/access'
const HEAD = 'b'.repeat(40)
const RUN_URL = 'https://github.com/acme/access/actions/runs/77'
const MARK = '<!-- gatehouse -->'

const directory = mkdtempSync(join(realpathSync(tmpdir()), 'gatehouse-post-'))
const { env } = runnerEnvironment(directory)
let forge: { url: string; state: ForgeState; stop: () => void }
beforeAll(async () => {
  forge = await startForge(REPOSITORY)
})
afterAll(() => {
  forge.stop()
  rmSync(directory, { recursive: true, force: true })
})
beforeEach(() => {
  const { state } = forge
  for (const part of [state.answers, state.artefacts, state.comments, state.failing]) part.clear()
  state.sent.length = 0
  state.storageHeaders.length = 0
  state.answers.set('/pulls', [pull(12)])
  state.answers.set('/actions/runs/77/artifacts', { artifacts: [{ id: 5, name: 'gatehouse', expired: false }] })
  state.artefacts.set(5, zipOf([decisionFile('prod', denied([result()]))]))
})

function pull(number: number, changes: { sha?: string; source?: string; target?: string; ref?: string } = {}): object {
  return {
    number,
    head: { sha: changes.sha ?? HEAD, repo: { full_name: changes.source ?? 'mallory/access' } },
    base: { ref: changes.ref ?? 'main', repo: { full_name: changes.target ?? REPOSITORY } },
  }
}

function decisionFile(stack: string, value: Decision): ZipFile {
  return { name: `${stack}.decision.json`, data: prettyJson(value) }
}

/** The event of a finished run of a fork's pull request: it lists no pull requests (actions/runner#3444). */
function event(changes: Readonly<Record<string, unknown>> = {}): object {
  return {
    action: 'completed',
    repository: { full_name: REPOSITORY, default_branch: 'main' },
    workflow_run: {
      id: 77,
      event: 'pull_request',
      path: '.github/workflows/pull-request.yml',
      html_url: RUN_URL,
      head_sha: HEAD,
      head_branch: 'feature/x',
      head_repository: { full_name: 'mallory/access', owner: { login: 'mallory' } },
      pull_requests: [],
      ...changes,
    },
  }
}

function environment(given: object): Record<string, string> {
  const file = join(directory, 'event.json')
  writeFileSync(file, JSON.stringify(given))
  return {
    ...env,
    GITHUB_API_URL: forge.url,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_EVENT_PATH: file,
  }
}

/** The step as the workflow has it. */
function step(given: object = event()): Promise<Ran> {
  const contexts = { 'github.token': TOKEN }
  return runStep('comment', 'post', 'Post', { workspace: ROOT, contexts, env: environment(given) })
}

/** The same in this process, which is quicker. */
async function post(given: object = event()): Promise<Ran> {
  const said: string[] = []
  const job = {
    arguments: [],
    env: { ...environment(given), GITHUB_TOKEN: TOKEN },
    scratch: directory,
    say: (line: string) => void said.push(`${line}\n`),
  }
  try {
    return { status: await postStep(job), stdout: said.join(''), stderr: '' }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { status: 2, stdout: said.join(''), stderr: formatError(error) }
  }
}

const comments = (): readonly string[] => (forge.state.comments.get(12) ?? []).map(({ body }) => body)
const sentPaths = (): readonly string[] => forge.state.sent.map(({ method, path }) => `${method} ${path}`)

describe('the comment', () => {
  test('is written once, then written anew in place; the findings go to code scanning', async () => {
    const first = await step()
    expect(first).toEqual({
      status: 0,
      stdout: '::notice title=Gatehouse::the comment on #12 is written\n',
      stderr: '',
    })
    expect(comments()).toHaveLength(1)
    expect(comments()[0]).toContain('The group Sales is excluded')
    expect(comments()[0]).toContain(`https://github.com/acme/access/blob/${HEAD}/stacks/identity/conditional-access.ts`)
    expect(comments()[0]?.startsWith(`${MARK}\n`)).toBe(true)

    forge.state.artefacts.set(5, zipOf([decisionFile('prod', decision())]))
    expect((await step()).status).toBe(0)
    expect(comments()).toHaveLength(1)
    expect(comments()[0]).not.toContain('The group Sales is excluded')
    expect(sentPaths()).toEqual([
      'POST /issues/12/comments',
      'POST /code-scanning/sarifs',
      'PATCH /issues/comments/900',
      'POST /code-scanning/sarifs',
    ])

    const { sarif, ...rest } = (forge.state.sent[1] as { body: unknown }).body as { sarif: string }
    expect(rest).toEqual({ commit_sha: HEAD, ref: 'refs/pull/12/head', tool_name: 'Gatehouse' })
    const log = JSON.parse(gunzipSync(Buffer.from(sarif, 'base64')).toString()) as { runs: { results: object[] }[] }
    expect(log.runs[0]?.results).toHaveLength(1)
    // The token goes to the API, never to the storage to which the API sends on.
    expect(forge.state.storageHeaders).toEqual([undefined, undefined])
  })

  test('takes no other comment for its own, whatever mark that bears', async () => {
    const others = [
      { id: 1, user: { login: 'mallory', type: 'User' }, body: `${MARK}\nAll good, merge it.` },
      { id: 2, user: { login: 'github-actions[bot]', type: 'User' }, body: MARK },
      { id: 3, user: { login: 'github-actions[bot]', type: 'Bot' }, body: `quoting ${MARK}` },
    ]
    forge.state.comments.set(12, [...others])
    expect((await post()).status).toBe(0)
    expect(forge.state.comments.get(12)?.map(({ id }) => id)).toEqual([1, 2, 3, 903])
    expect(forge.state.comments.get(12)?.slice(0, 3)).toEqual(others)
  })

  test('is cut at the limit of GitHub, with a link to the run that has the rest', async () => {
    const many = Array.from({ length: 900 }, (_, index) =>
      roleResult({ message: `Person ${index} is an administrator.`, finding: `f-${String(index).padStart(4, '0')}` }),
    )
    const files = ['prod', 'test', 'third'].map((stack) => decisionFile(stack, { ...denied(many), stack }))
    forge.state.artefacts.set(5, zipOf(files))
    expect((await post()).status).toBe(0)
    const [body] = comments()
    expect(body?.length).toBeLessThanOrEqual(65_536)
    expect(body?.length).toBeGreaterThan(50_000)
    expect(body?.split(RUN_URL).length).toBeGreaterThan(3)
    expect(body?.match(/Person 0 is an administrator/g)).toHaveLength(3)
  })

  test('says why a stack was not judged, in words that mean nothing to the forge', async () => {
    const error = [...HOSTILE, 'gatehouse: stacks/index.ts: the program failed'].join('\n')
    forge.state.artefacts.set(5, zipOf([{ name: 'prod.error.txt', data: error.toWellFormed() }]))
    expect((await post()).status).toBe(0)
    expect(comments()[0]).toContain('**Not judged: the stack `prod`.**')
    expect(comments()[0]).toContain('> &#8203;gatehouse: stacks/index.ts: the program failed')
    expect(comments()[0]).not.toMatch(/@octocat|<img|\]\(javascript|closes #1,/)
    expect(sentPaths()).toEqual(['POST /issues/12/comments'])
  })

  test('is all right where the repository has no code scanning', async () => {
    forge.state.failing.set('/code-scanning/sarifs', 403)
    const { status, stdout } = await post()
    expect([status, stdout.includes('code scanning took no findings of prod')]).toEqual([0, true])
    forge.state.failing.set('/code-scanning/sarifs', 500)
    expect((await post()).status).toBe(2)
  })

  test('fits whatever the number of stacks', () => {
    const run = { commit: HEAD, url: RUN_URL, sourceUrl: '' }
    const answers = Array.from({ length: 50 }, (_, index) => {
      const stack = `stack-${String(index).padStart(2, '0')}`
      return { stack, decision: { ...(index % 2 === 0 ? denied([result()]) : decision()), stack }, error: undefined }
    })
    const body = commentOn(answers, run)
    expect(body.length).toBeLessThanOrEqual(65_536)
    for (const { stack } of answers.slice(40)) expect(body).toContain(stack)
  })
})

describe('a pull request that lies', () => {
  /** No artefact changes what is commented on: there is nothing to read it from. */
  async function refused(files: readonly ZipFile[] | Buffer, sentence: RegExp): Promise<void> {
    forge.state.artefacts.set(5, Buffer.isBuffer(files) ? files : zipOf(files))
    const { status, stderr, stdout } = await post()
    expect([status, stdout, forge.state.sent]).toEqual([2, '', []])
    expect(stderr).toMatch(sentence)
  }
  const good = decisionFile('prod', decision())

  test.each([
    ['the number of another pull request', [good, { name: 'pr-number', data: '1' }]],
    ['a way out of the directory', [good, { name: '../../scripts/forge/post.ts', data: 'x' }]],
    ['an absolute path', [{ name: '/etc/passwd', data: 'x' }]],
    ['a directory', [{ name: 'prod/', data: '', mode: 0o40755 }]],
    ['a name with a control character', [{ name: 'prod\n::error::x.decision.json', data: 'x' }]],
  ] as const)('with %s in the artefact', (_, files) => refused(files, /not what a pull request's run leaves: it holds/))

  test('with a symbolic link in the artefact', () =>
    refused([{ ...good, data: '/proc/self/environ', mode: 0o120777 }], /prod\.decision\.json is not a plain file/))

  test('with one name twice in the artefact', () => refused([good, good], /it holds prod\.decision\.json twice/))

  test('with an artefact that unpacks without end', () =>
    refused([{ ...good, data: Buffer.alloc(70 * 1024 * 1024) }], /too large: prod\.decision\.json has 73400320 bytes/))

  test('with an artefact that unpacks to more than it says', () =>
    refused([{ ...good, data: Buffer.alloc(1024 * 1024), claimedSize: 10 }], /other bytes than its directory says/))

  test('with an artefact that is huge', () => refused(Buffer.alloc(17 * 1024 * 1024), /has more than 16777216 bytes/))

  test('with too many files', () =>
    refused(
      Array.from({ length: 101 }, (_, index) => ({ name: `s${index}.error.txt`, data: 'x' })),
      /101 files/,
    ))

  test('with something else than an archive', () =>
    refused(Buffer.from('no archive at all, only text'), /is no archive/))

  test.each([
    ['no JSON', 'allow', /malformed|not valid|JSON/],
    ['another form', '{"decision":"allow"}', /is missing/],
    ['a key twice', prettyJson(decision()).replace('{', '{"decision":"deny",'), /stands twice/],
    ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`, /nests too deep/],
    ['another stack', prettyJson({ ...decision(), stack: 'other' }), /about another stack/],
    [
      "its own policies' judgement",
      prettyJson({ ...decision(), policySource: { kind: 'working-tree' } }),
      /by the rules of the change itself/,
    ],
  ] as const)('with %s for a decision', (_, data, sentence) =>
    refused([{ name: 'prod.decision.json', data }], sentence),
  )

  test('with texts that a forge, a browser or a runner would obey', async () => {
    const texts = HOSTILE.map((text) => text.toWellFormed())
    const results = texts.map((text, index) =>
      roleResult({ message: text, affected: [text], remediation: text, nearest: text, finding: `h-${index}` }),
    )
    forge.state.artefacts.set(5, zipOf([decisionFile('prod', denied(results, { reason: texts.join(' ') }))]))
    const { status, stdout, stderr } = await step()
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toBe('::notice title=Gatehouse::the comment on #12 is written\n')
    expect(comments()[0]).not.toMatch(/@octocat|<img|<script|\]\(javascript|\u202E/)
  })

  test.each([
    ['a workflow of its own with the same name', { path: '.github/workflows/evil.yml' }],
    ['a push, which somebody with rights made', { event: 'push' }],
  ])('through %s is not listened to', async (_, changes) => {
    const { status, stdout } = await post(event(changes))
    expect([status, stdout.includes('no comment'), forge.state.sent]).toEqual([0, true, []])
  })

  test.each([
    ['has moved on', [pull(12, { sha: 'c'.repeat(40) })]],
    ['is of another repository with such a branch', [pull(12, { source: 'acme/access' })]],
    ['goes into another branch', [pull(12, { ref: 'release' })]],
    ['goes into a fork', [pull(12, { target: 'mallory/access' })]],
    ['is not there', []],
  ])('whose head %s gets no comment', async (_, pulls) => {
    forge.state.answers.set('/pulls', pulls)
    const { status, stdout } = await post()
    expect([status, stdout.includes('no open pull request'), forge.state.sent]).toEqual([0, true, []])
  })

  test('whose run left nothing gets no comment', async () => {
    forge.state.answers.set('/actions/runs/77/artifacts', { artifacts: [] })
    const { status, stdout } = await post()
    expect([status, stdout.includes('the run left nothing'), forge.state.sent]).toEqual([0, true, []])
  })

  test('cannot make the forge be asked for something else', async () => {
    const { status, stderr } = await step(event({ head_sha: `${HEAD}/../../x` }))
    expect([status, forge.state.sent]).toEqual([2, []])
    expect(stderr).toContain('the head of the run is not the full id of a commit')
  })
})

test('the workflow checks out the default branch and nothing else', () => {
  const text = readFileSync(join(ROOT, '.github/workflows/comment.yml'), 'utf8')
  expect(text).not.toContain('workflow_run.head_sha }}')
  expect(text.match(/uses: /g)).toHaveLength(1)
})
