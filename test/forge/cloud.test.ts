// Credentials of a cloud against the identity of a job: asked for once, never printed, never guessed.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsCredentials } from '../../scripts/forge/cloud.ts'

const asked: { url: string; authorization: string | undefined; body: string }[] = []
let answers: Readonly<Record<string, unknown>> = {}
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string
  const url = new URL(request.url ?? '/', 'http://x')
  asked.push({ url: `${url.pathname}${url.search}`, authorization: request.headers.authorization, body })
  const answer = answers[url.pathname]
  response.writeHead(answer === undefined ? 403 : 200)
  response.end(answer === undefined ? 'denied' : JSON.stringify(answer))
})
let origin = ''
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())

const sts = {
  AssumeRoleWithWebIdentityResponse: {
    AssumeRoleWithWebIdentityResult: {
      Credentials: { AccessKeyId: 'id', SecretAccessKey: 'secret', SessionToken: 'session', Expiration: 1 },
    },
  },
}

function credentials(more: Readonly<Record<string, string>> = {}): Promise<Readonly<Record<string, string>>> {
  const env = {
    AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/gatehouse',
    AWS_REGION: 'eu-central-1',
    AWS_ENDPOINT_URL_STS: `${origin}/sts`,
    ACTIONS_ID_TOKEN_REQUEST_URL: `${origin}/token?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'request-token',
    GITHUB_RUN_ID: '77',
    ...more,
  }
  return awsCredentials({ arguments: [], env, scratch: '', say: () => undefined })
}

test('are those of the role, for the audience of AWS', async () => {
  answers = { '/token': { value: 'identity-token' }, '/sts': sts }
  expect(await credentials()).toEqual({
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_REGION: 'eu-central-1',
  })
  expect(asked).toEqual([
    { url: '/token?api-version=2&audience=sts.amazonaws.com', authorization: 'Bearer request-token', body: '' },
    {
      url: '/sts?Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fgatehouse&RoleSessionName=gatehouse-77&DurationSeconds=3600',
      authorization: undefined,
      body: 'WebIdentityToken=identity-token',
    },
  ])
})

test('are none without a role', async () => {
  asked.length = 0
  expect(await credentials({ AWS_ROLE_ARN: '' })).toEqual({})
  expect(asked).toEqual([])
})

test('are refused in words', async () => {
  answers = { '/token': { value: 'identity-token' } }
  await expect(credentials()).rejects.toThrow('AWS gives no credentials: it answered 403')
  answers = { '/token': {}, '/sts': sts }
  await expect(credentials()).rejects.toThrow('the forge gives no credentials: its answer has none')
  answers = { '/token': { value: 'identity-token' }, '/sts': { Error: {} } }
  await expect(credentials()).rejects.toThrow('AWS gives no credentials: its answer has none')
})
