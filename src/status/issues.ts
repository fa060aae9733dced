import { AppError } from '../errors.ts'
import { isObject } from '../json.ts'
import { markdownCode, markdownText, visible } from '../render/escape.ts'
import type { Duty, Status } from './model.ts'

/** Every issue of ours has it; whoever may set labels is trusted with closing our issues. */
export const LABEL = 'gatehouse-duty'

/** Where the issues are. */
export interface Forge {
  /** Base address of the REST interface, without a slash at its end. */
  readonly api: string
  /** `owner/name`. */
  readonly repository: string
  readonly token: string
  readonly isDryRun: boolean
}

interface Issue {
  readonly number: number
  readonly title: string
  readonly body: string
}

/**
 * Opens an issue for each duty that has none, corrects those whose text is another, and closes those whose duty is gone
 * or that are there twice. A second run with the same status does nothing.
 * @returns what was done, a sentence each.
 * @throws AppError `refused` for the status of one person, `unreadable` for an answer that is none.
 */
export async function syncIssues(status: Status, forge: Forge): Promise<readonly string[]> {
  if (status.owner !== undefined) {
    throw new AppError(
      'refused',
      `this is the status of ${status.owner} only: the issues of all others would be closed`,
      {
        fix: 'run "gatehouse status" without --owner',
      },
    )
  }
  const steps: string[] = []
  const open = new Map<string, Issue>()
  for (const issue of await openIssues(forge)) {
    const id = markIn(issue.body)
    if (id === undefined) continue
    if (status.duties.some((duty) => duty.id === id) && !open.has(id)) open.set(id, issue)
    else {
      await change(forge, `issues/${issue.number}`, 'PATCH', { state: 'closed', state_reason: 'completed' })
      steps.push(`closed #${issue.number}: ${id}`)
    }
  }
  for (const duty of status.duties) {
    const wanted = { title: titleOf(duty), body: bodyOf(duty) }
    const issue = open.get(duty.id)
    if (issue === undefined) {
      await change(forge, 'issues', 'POST', { ...wanted, labels: [LABEL] })
      steps.push(`opened: ${duty.id}`)
    } else if (issue.title !== wanted.title || issue.body.replaceAll('\r\n', '\n') !== wanted.body) {
      await change(forge, `issues/${issue.number}`, 'PATCH', wanted)
      steps.push(`corrected #${issue.number}: ${duty.id}`)
    }
  }
  return steps
}

function titleOf({ state, title }: Duty): string {
  return visible(state === 'overdue' ? `Overdue: ${title}` : title)
}

/** No number of days in it, so that it changes only when something has changed. Nothing of it is markup. */
function bodyOf(duty: Duty & { readonly ownerName?: string }): string {
  const lines = [
    `**Until** ${duty.dueOn}, ${duty.state}, consequence ${duty.consequence}`,
    `**Whose** ${markdownText(duty.ownerName ?? 'nobody is named')}`,
    `**Why** ${markdownText(duty.why)}`,
    `**Run** ${markdownText(duty.run)}`,
    ...(duty.controls.length === 0 ? [] : [`**Controls** ${duty.controls.map(markdownText).join(', ')}`]),
    `This issue is kept by \`gatehouse status\`: it closes when the duty ${markdownCode(duty.id)} is done.`,
    `<!-- gatehouse-duty: ${encodeURIComponent(duty.id)} -->`,
  ]
  return lines.join('\n\n')
}

/** The duty that an issue is about; undefined for an issue of somebody else with our label. */
function markIn(body: string): string | undefined {
  const mark = /<!-- gatehouse-duty: (\S+) -->\s*$/.exec(body)?.[1]
  try {
    return mark === undefined ? undefined : decodeURIComponent(mark)
  } catch {
    return undefined
  }
}

async function openIssues(forge: Forge): Promise<readonly Issue[]> {
  const found: Issue[] = []
  for (let page = 1; ; page++) {
    const answer = await ask(forge, `issues?state=open&labels=${LABEL}&per_page=100&page=${page}`, 'GET')
    if (!Array.isArray(answer)) throw broken('the list of issues is none')
    for (const issue of answer) {
      if (!isObject(issue) || typeof issue['number'] !== 'number') throw broken('an issue has no number')
      // The forge lists pull requests among the issues.
      if (issue['pull_request'] !== undefined) continue
      found.push({ number: issue['number'], title: String(issue['title'] ?? ''), body: String(issue['body'] ?? '') })
    }
    if (answer.length < 100) return found
  }
}

async function change(forge: Forge, path: string, method: 'POST' | 'PATCH', body: object): Promise<void> {
  if (!forge.isDryRun) await ask(forge, path, method, body)
}

async function ask({ api, repository, token }: Forge, path: string, method: string, body?: object): Promise<unknown> {
  const response = await fetch(`${api}/repos/${repository}/${path}`, {
    method,
    headers: {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'user-agent': 'gatehouse',
      'x-github-api-version': '2022-11-28',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw broken(`${method} ${path} was answered with ${response.status}`)
  return response.json()
}

function broken(what: string): AppError {
  return new AppError('unreadable', `the forge cannot be asked: ${what}`, {
    fix: 'check GITHUB_API_URL, GITHUB_REPOSITORY, and whether the token may write issues',
  })
}
