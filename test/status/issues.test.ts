import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Forge, LABEL, syncIssues } from '../../src/status/issues.ts'
import type { Duty, Status } from '../../src/status/model.ts'

interface Issue {
  number: number
  title: string
  body: string
  state: string
  labels: readonly string[]
  pull_request?: object
}

/** A forge that keeps issues, as much of it as is asked. */
async function forge(issues: Issue[], isDryRun = false): Promise<Forge & { readonly calls: string[] }> {
  const calls: string[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part) => {
      text += String(part)
    })
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://forge')
      const answer = (status: number, value: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
      }
      if (request.headers.authorization !== 'Bearer secret') return answer(401, {})
      if (request.method !== 'GET') calls.push(`${request.method} ${url.pathname}`)
      const body = text === '' ? {} : (JSON.parse(text) as Partial<Issue>)
      const number = Number(/\/issues\/(\d+)$/.exec(url.pathname)?.[1])
      if (request.method === 'GET') {
        const page = Number(url.searchParams.get('page'))
        const open = issues.filter(
          (one) => one.state === 'open' && one.labels.includes(url.searchParams.get('labels') ?? ''),
        )
        return answer(200, open.slice((page - 1) * 100, page * 100))
      }
      if (request.method === 'POST') {
        const issue = { number: issues.length + 1, state: 'open', labels: [], title: '', body: '', ...body }
        issues.push(issue)
        return answer(201, issue)
      }
      const issue = issues.find((one) => one.number === number)
      if (issue === undefined) return answer(404, {})
      return answer(200, Object.assign(issue, body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { api: `http://127.0.0.1:${port}`, repository: 'acme/access', token: 'secret', isDryRun, calls }
}

const duty = (id: string, change: Partial<Duty> = {}): Duty => ({
  id,
  title: `Do ${id}`,
  state: 'due',
  consequence: 'high',
  dueOn: '2026-12-31',
  why: 'Because of @everybody and <b>.',
  run: 'gatehouse status',
  controls: ['A.5.18'],
  ...change,
})
const status = (...duties: readonly Duty[]): Status => ({
  schema: 'urn:gatehouse:status/v1',
  now: '2026-11-27T12:00:00Z',
  sources: ['From a test.'],
  duties,
})

test('issues are opened once, corrected when something changed, and closed when the duty is done', async () => {
  const issues: Issue[] = []
  const at = await forge(issues)
  const first = status(duty('access-review:crm:2026-Q4'), duty('leaver:malte'))
  expect(await syncIssues(first, at)).toEqual(['opened: access-review:crm:2026-Q4', 'opened: leaver:malte'])
  expect(issues[0]).toMatchObject({ title: 'Do access-review:crm:2026-Q4', labels: [LABEL] })
  expect(issues[0]?.body).not.toMatch(/@everybody|<b>/)

  at.calls.length = 0
  expect(await syncIssues(first, at)).toEqual([])
  expect(at.calls).toEqual([])

  const second = status(duty('access-review:crm:2026-Q4', { state: 'overdue' }))
  expect(await syncIssues(second, at)).toEqual(['closed #2: leaver:malte', 'corrected #1: access-review:crm:2026-Q4'])
  expect(issues.map(({ state, title }) => [state, title])).toEqual([
    ['open', 'Overdue: Do access-review:crm:2026-Q4'],
    ['closed', 'Do leaver:malte'],
  ])

  expect(await syncIssues(status(), at)).toEqual(['closed #1: access-review:crm:2026-Q4'])
})

test('more than a page, twins, pull requests and issues of others', async () => {
  const issues: Issue[] = []
  const at = await forge(issues)
  const many = status(...Array.from({ length: 130 }, (_, index) => duty(`action:${index}`)))
  expect(await syncIssues(many, at)).toHaveLength(130)
  expect(await syncIssues(many, at)).toEqual([])
  issues.push({ ...(issues[0] as Issue), number: 500 })
  issues.push({ number: 501, title: 'Ours?', body: 'no mark', state: 'open', labels: [LABEL] })
  issues.push({ ...(issues[1] as Issue), number: 502, pull_request: {} })
  expect(await syncIssues(many, at)).toEqual(['closed #500: action:0'])
  expect(issues.filter(({ state }) => state === 'open')).toHaveLength(132)
})

test('a dry run changes nothing; the status of one person and a refused token are errors', async () => {
  const issues: Issue[] = []
  const at = await forge(issues, true)
  expect(await syncIssues(status(duty('a')), at)).toEqual(['opened: a'])
  expect(issues).toEqual([])
  await expect(syncIssues({ ...status(), owner: 'anna' }, at)).rejects.toThrow('would be closed')
  await expect(syncIssues(status(), { ...at, token: 'wrong' })).rejects.toThrow('answered with 401')
})
