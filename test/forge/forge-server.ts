// A server on this machine that answers as GitHub's API does, as far as the pipelines ask it.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the server holds and what it was told. */
export interface ForgeState {
  readonly repository: string
  /** GET paths below `/repos/OWNER/NAME`, without the query, with what they answer: a page of a list, or an object. */
  readonly answers: Map<string, unknown>
  /** Pages that the query for the commits of a pull request answers, in order, then again from the start. */
  readonly commitPages: unknown[]
  /** Artefacts by id. */
  readonly artefacts: Map<number, Buffer>
  /** Comments of issues, by issue. */
  readonly comments: Map<number, Comment[]>
  /** Everything that was sent to change something. */
  readonly sent: { readonly method: string; readonly path: string; readonly body: unknown }[]
  /** Status for a path that must fail. */
  readonly failing: Map<string, number>
  /** What the storage of artefacts was asked with. */
  readonly storageHeaders: (string | undefined)[]
}

/** A comment of the forge. */
export interface Comment {
  readonly id: number
  readonly user: { readonly login: string; readonly type: string }
  body: string
}

export const TOKEN = 'token-of-the-job'

/** Starts the API and the storage to which it sends those who ask for an artefact. */
export async function startForge(repository: string): Promise<{ url: string; state: ForgeState; stop: () => void }> {
  const state: ForgeState = {
    repository,
    answers: new Map(),
    commitPages: [],
    artefacts: new Map(),
    comments: new Map(),
    sent: [],
    failing: new Map(),
    storageHeaders: [],
  }
  const storage = createServer((request, response) => {
    state.storageHeaders.push(request.headers.authorization)
    response.end(state.artefacts.get(Number(request.url?.slice(1))))
  })
  const storageUrl = await listen(storage)
  const api = createServer((request, response) => void answer(state, storageUrl, request, response))
  const url = await listen(api)
  const stop = (): void => {
    api.close()
    storage.close()
  }
  return { url, state, stop }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  )
}

async function answer(
  state: ForgeState,
  storageUrl: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://forge')
  const prefix = `/repos/${state.repository}`
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : url.pathname
  const reply = (status: number, body?: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(body === undefined ? '' : JSON.stringify(body))
  }
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return reply(401, { message: 'Bad credentials' })
  const failing = state.failing.get(path)
  if (failing !== undefined) return reply(failing, { message: 'no' })
  if (path === '/graphql') return queried(state, request, reply)
  if (request.method !== 'GET') return change(state, request, path, reply)
  const zip = /^\/actions\/artifacts\/(\d+)\/zip$/.exec(path)?.[1]
  if (zip !== undefined) {
    response.writeHead(302, { location: `${storageUrl}/${zip}` })
    response.end()
    return
  }
  const issue = /^\/issues\/(\d+)\/comments$/.exec(path)?.[1]
  const found = issue === undefined ? state.answers.get(path) : (state.comments.get(Number(issue)) ?? [])
  if (found === undefined) return reply(404, { message: 'Not Found' })
  const [page, size] = [Number(url.searchParams.get('page') ?? 1), Number(url.searchParams.get('per_page') ?? 30)]
  reply(200, Array.isArray(found) ? found.slice((page - 1) * size, page * size) : found)
}

async function queried(
  state: ForgeState,
  request: IncomingMessage,
  reply: (status: number, body?: unknown) => void,
): Promise<void> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  const { after } = (JSON.parse(text) as { variables: { after: string | null } }).variables
  const index = after === null ? 0 : Number(after)
  const nodes = state.commitPages[index]
  if (nodes === undefined) return reply(200, { data: { repository: null }, errors: [{ message: 'no' }] })
  const pageInfo = { hasNextPage: index + 1 < state.commitPages.length, endCursor: String(index + 1) }
  reply(200, { data: { repository: { pullRequest: { commits: { totalCount: 0, pageInfo, nodes } } } } })
}

async function change(
  state: ForgeState,
  request: IncomingMessage,
  path: string,
  reply: (status: number, body?: unknown) => void,
): Promise<void> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += chunk as string
  const body = JSON.parse(text) as { readonly body?: string }
  state.sent.push({ method: request.method ?? '', path, body })
  const issue = /^\/issues\/(\d+)\/comments$/.exec(path)?.[1]
  const comment = /^\/issues\/comments\/(\d+)$/.exec(path)?.[1]
  if ((body.body ?? '').length > 65_536)
    return reply(422, { message: 'body is too long (maximum is 65536 characters)' })
  if (issue !== undefined) {
    const comments = state.comments.get(Number(issue)) ?? []
    comments.push({
      id: 900 + comments.length,
      user: { login: 'github-actions[bot]', type: 'Bot' },
      body: body.body ?? '',
    })
    state.comments.set(Number(issue), comments)
    return reply(201, {})
  }
  if (comment !== undefined) {
    const found = [...state.comments.values()].flat().find(({ id }) => id === Number(comment))
    if (found === undefined) return reply(404, {})
    found.body = body.body ?? ''
    return reply(200, {})
  }
  reply(path === '/code-scanning/sarifs' ? 202 : 404, {})
}
