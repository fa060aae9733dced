import { AppError } from '../../src/errors.ts'
import { isObject } from '../../src/json.ts'
import { type Job, variable } from './job.ts'

const TIMEOUT_MS = 30_000
const AUDIENCE = 'sts.amazonaws.com'

/**
 * Credentials for an hour in AWS, for the role in `AWS_ROLE_ARN`, against the identity token of the job; nothing where no
 * role is named. The identity token itself lives five minutes, too short for an update. The azuread provider asks for
 * its own (ARM_USE_OIDC).
 * @throws AppError `refused`.
 */
export async function awsCredentials(job: Job): Promise<Readonly<Record<string, string>>> {
  const role = job.env['AWS_ROLE_ARN']
  if (role === undefined || role === '') return {}
  const request = new URL(variable(job, 'ACTIONS_ID_TOKEN_REQUEST_URL'))
  request.searchParams.set('audience', AUDIENCE)
  const bearer = { authorization: `Bearer ${variable(job, 'ACTIONS_ID_TOKEN_REQUEST_TOKEN')}` }
  const token = await ask(request, bearer, 'the forge', (answer) => answer['value'])
  const region = variable(job, 'AWS_REGION')
  const endpoint = new URL(job.env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.amazonaws.com/`)
  for (const [name, value] of Object.entries({
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: role,
    RoleSessionName: `gatehouse-${(job.env['GITHUB_RUN_ID'] ?? '0').replace(/\D/g, '')}`,
    DurationSeconds: '3600',
  }))
    endpoint.searchParams.set(name, value)
  const body = new URLSearchParams({ WebIdentityToken: String(token) })
  const keys = await ask(endpoint, { accept: 'application/json' }, 'AWS', credentialsOf, body)
  return { ...(keys as Record<string, string>), AWS_REGION: region }
}

function credentialsOf(answer: { readonly [key: string]: unknown }): Readonly<Record<string, string>> | undefined {
  const response = answer['AssumeRoleWithWebIdentityResponse']
  const result = isObject(response) ? response['AssumeRoleWithWebIdentityResult'] : undefined
  const keys = isObject(result) ? result['Credentials'] : undefined
  if (!isObject(keys)) return undefined
  const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: session } = keys
  if (typeof id !== 'string' || typeof secret !== 'string' || typeof session !== 'string') return undefined
  return { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: session }
}

async function ask(
  url: URL,
  headers: Readonly<Record<string, string>>,
  whom: string,
  read: (answer: { readonly [key: string]: unknown }) => unknown,
  body?: URLSearchParams,
): Promise<unknown> {
  const refused = (why: string): AppError =>
    new AppError('refused', `${whom} gives no credentials: ${why}`, {
      fix: 'check "id-token: write" of the job, and which repository, branch and environment the role trusts',
    })
  let answer: unknown
  try {
    const response = await fetch(url, {
      headers: { ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { method: 'POST', body }),
    })
    if (!response.ok) throw refused(`it answered ${response.status}`)
    answer = await response.json()
  } catch (error) {
    if (error instanceof AppError) throw error
    throw refused('it cannot be reached, or did not answer in JSON')
  }
  const value = isObject(answer) ? read(answer) : undefined
  if (value === undefined || value === '') throw refused('its answer has none')
  return value
}
