import { AppError } from '../../src/errors.ts'
import { type Json, parseUniqueJson } from '../../src/json.ts'
import { type Job, variable } from './job.ts'

/** GitHub's API, as far as the pipelines need it. Every fault of it ends the step; nothing is guessed. */
export interface Forge {
  /** `owner/name` of the repository in which the workflow runs. */
  readonly repository: string
  readonly get: (path: string) => Promise<Json>
  /** All pages of a list. @param key where the list is in an answer that also counts it */
  readonly list: (path: string, key?: string) => Promise<readonly Json[]>
  readonly send: (method: 'POST' | 'PATCH', path: string, body: Json) => Promise<Json>
  /** The data of a query. @throws AppError also where a part of the answer is an error. */
  readonly graphql: (query: string, variables: Readonly<Record<string, unknown>>) => Promise<Json>
  /** A file, to its end. @throws AppError `too-large`. */
  readonly download: (path: string, maxBytes: number) => Promise<Buffer>
}

/** An answer that is not 2xx. */
export class ForgeError extends AppError {
  readonly status: number
  constructor(status: number, message: string) {
    super('unreadable', message, { fix: "check the job's permissions and the state of the forge, then run it again" })
    this.status = status
  }
}

const PAGE = 100
const MAX_PAGES = 100
const MAX_ANSWER = 32 * 1024 * 1024
const TIMEOUT_MS = 60_000

/**
 * The API with the token of the job. `GITHUB_API_URL`, `GITHUB_REPOSITORY` and `GITHUB_TOKEN` come from the runner and
 * the workflow, never from what a pull request left.
 */
export function openForge(job: Job): Forge {
  const base = variable(job, 'GITHUB_API_URL').replace(/\/$/, '')
  const repository = variable(job, 'GITHUB_REPOSITORY')
  if (!/^[\w.-]+\/[\w.-]+$/.test(repository))
    throw new AppError('malformed', 'GITHUB_REPOSITORY is not owner/name', { fix: 'leave it as the runner sets it' })
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${variable(job, 'GITHUB_TOKEN')}`,
    'user-agent': 'gatehouse',
    'x-github-api-version': '2022-11-28',
  }
  const ask = async (method: string, path: string, body?: Json, whole?: string): Promise<Response> => {
    const url = whole ?? `${base}/repos/${repository}${path}`
    let answer: Response
    try {
      answer = await fetch(url, {
        method,
        headers,
        // Fetch leaves the token out where it is sent on to another origin, such as the storage of artefacts.
        redirect: method === 'GET' ? 'follow' : 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      throw new ForgeError(0, `${method} ${path} of the forge failed: ${(cause as Error).message}`)
    }
    if (answer.ok) return answer
    await answer.body?.cancel()
    throw new ForgeError(answer.status, `${method} ${path} of the forge answered ${answer.status}`)
  }
  const json = async (answer: Response, path: string): Promise<Json> => {
    const text = (await readAtMost(answer, MAX_ANSWER, path)).toString('utf8')
    return text === '' ? null : parseUniqueJson(text, `the forge's ${path}`)
  }
  const get = async (path: string): Promise<Json> => json(await ask('GET', path), path)
  return {
    repository,
    get,
    list: async (path, key) => {
      const all: Json[] = []
      for (let page = 1; page <= MAX_PAGES; page++) {
        const answer = await get(`${path}${path.includes('?') ? '&' : '?'}per_page=${PAGE}&page=${page}`)
        const items = key === undefined ? answer : (answer as Readonly<Record<string, Json>> | null)?.[key]
        if (!Array.isArray(items)) throw new ForgeError(200, `GET ${path} of the forge is not a list`)
        all.push(...(items as readonly Json[]))
        if (items.length < PAGE) return all
      }
      throw new ForgeError(200, `GET ${path} of the forge has more than ${PAGE * MAX_PAGES} entries`)
    },
    graphql: async (query, variables) => {
      const url = variable(job, 'GITHUB_GRAPHQL_URL')
      const answer = await json(await ask('POST', '/graphql', { query, variables: variables as Json }, url), '/graphql')
      const { data, errors } = (answer ?? {}) as { readonly data?: Json; readonly errors?: Json }
      if (data !== undefined && data !== null && errors === undefined) return data
      throw new ForgeError(200, 'the forge answered a query with an error')
    },
    send: async (method, path, body) => json(await ask(method, path, body), path),
    download: async (path, maxBytes) => readAtMost(await ask('GET', path), maxBytes, path),
  }
}

async function readAtMost(answer: Response, maxBytes: number, path: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body ?? []) {
    size += chunk.length
    if (size > maxBytes) {
      throw new AppError('too-large', `${path} of the forge has more than ${maxBytes} bytes`, {
        fix: 'look at the run that made it',
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
