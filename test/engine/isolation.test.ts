import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProgram, run } from './programs.ts'

/** Tries what a pull request's code must not do, and prints what came of it. */
const PROBES = `import fs from 'node:fs'
import http from 'node:http'
import childProcess from 'node:child_process'
import { Worker } from 'node:worker_threads'
const probe = async (name, act) => {
  try { console.log(name, 'did', String(await act()).slice(0, 60)) } catch (error) { console.log(name, 'not', error.code ?? error.message) }
}
const connect = (port) => new Promise((resolve, reject) => {
  const request = http.get({ host: '127.0.0.1', port, timeout: 2000 }, () => { request.destroy(); resolve('connected') })
  request.on('error', reject)
})
await probe('environment', () => JSON.stringify(Object.entries(process.env)).includes('canary-5d1f'))
await probe('home', () => process.env.HOME === ${JSON.stringify(process.env['HOME'])})
await probe('network', () => connect(PORT))
await probe('passwd', () => fs.readFileSync('/etc/passwd', 'utf8'))
await probe('parent', () => fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8').includes('canary-5d1f'))
await probe('git', () => fs.readFileSync('.git/config', 'utf8'))
await probe('write', () => fs.writeFileSync('written.txt', 'x'))
await probe('writeHome', () => fs.writeFileSync(process.env.HOME + '/written.txt', 'x'))
await probe('child', () => childProcess.execFileSync('/bin/true'))
await probe('worker', () => new Worker('1', { eval: true }).terminate())
await probe('addon', () => process.dlopen({ exports: {} }, '/lib/addon.node'))
await probe('database', () => import('node:sqlite'))
await probe('own file', () => fs.readFileSync('index.ts', 'utf8').length > 0)
export const ended = true
`

let server: Server
let port: number

beforeAll(async () => {
  server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  port = typeof address === 'object' && address !== null ? address.port : 0
  process.env['GATEHOUSE_CANARY'] = 'canary-5d1f'
})

afterAll(() => {
  delete process.env['GATEHOUSE_CANARY']
  server.close()
})

function probes(printed: string): Readonly<Record<string, string>> {
  const lines = [...printed.matchAll(/^program: (.+?) (did|not) ?(.*)$/gm)]
  return Object.fromEntries(lines.map(([, name, how, what]) => [name ?? '', `${how} ${what}`.trim()]))
}

function program(): string {
  const root = makeProgram(PROBES.replace('PORT', String(port)))
  mkdirSync(join(root, '.git'))
  writeFileSync(join(root, '.git', 'config'), 'token = 1\n')
  return root
}

const CAN_UNSHARE = spawnSync('/usr/bin/unshare', ['-rn', 'true']).status === 0

/** What holds by Node's own permissions, on every machine. */
const BY_PERMISSIONS = {
  environment: 'did false',
  home: 'did false',
  passwd: 'not ERR_ACCESS_DENIED',
  parent: 'not ERR_ACCESS_DENIED',
  write: 'not ERR_ACCESS_DENIED',
  writeHome: 'not ERR_ACCESS_DENIED',
  child: 'not ERR_ACCESS_DENIED',
  worker: 'not ERR_ACCESS_DENIED',
  addon: 'not ERR_DLOPEN_DISABLED',
  database: 'not ERR_UNKNOWN_BUILTIN_MODULE',
  'own file': 'did true',
}

describe('the code of a pull request finds nothing and reaches nobody', () => {
  test.runIf(CAN_UNSHARE)('with everything that this machine gives', async () => {
    const root = program()
    const { plan, printed } = await run(root)
    expect(plan.origin.sandbox).toBe('network+permissions')
    const { network, git, ...rest } = probes(printed)
    expect(rest).toEqual(BY_PERMISSIONS)
    expect(network).toMatch(/^not (ENETUNREACH|ECONNREFUSED|EADDRNOTAVAIL)/)
    // Covered where the machine allows mounts in a namespace; without them the checkout is readable as a whole.
    expect(['not ENOENT', 'did token = 1']).toContain(git)
    expect(existsSync(join(root, 'written.txt'))).toBe(false)
  })

  test('with Node permissions alone the plan does not claim more', async () => {
    const { plan, printed } = await run(program(), { sandbox: 'permissions' })
    expect(plan.origin.sandbox).toBe('permissions')
    const { network, git, ...rest } = probes(printed)
    expect(rest).toEqual(BY_PERMISSIONS)
    expect([network, git]).toEqual(['did connected', 'did token = 1'])
    expect(printed.split('\n')[0]).toMatch(
      /^gatehouse: the program runs with Node's permissions alone, .* archive refuses/,
    )
  })

  test('without any isolation the plan says so, and the environment is empty all the same', async () => {
    const { plan, printed } = await run(program(), { sandbox: 'none' })
    expect(plan.origin.sandbox).toBe('none')
    const { environment, home, passwd } = probes(printed)
    expect([environment, home, passwd?.startsWith('did root')]).toEqual(['did false', 'did false', true])
  })

  test.each(['', 'process.exit(1)'])('the temporary home is removed: %s', async (end) => {
    const { printed } = await run(makeProgram(`console.log(process.env.HOME)\n${end}\n`))
    const home = /^program: (.*)$/m.exec(printed)?.[1] ?? ''
    expect(home.startsWith(`${tmpdir()}/gatehouse-`)).toBe(true)
    expect(existsSync(home)).toBe(false)
  })

  test('a symbolic link out of the checkout is refused before anything runs', async () => {
    const root = makeProgram('console.log("ran")\n')
    symlinkSync('/etc/passwd', join(root, 'notes.txt'))
    const { error, printed } = await run(root)
    expect(printed).toBe('')
    expect(error).toBe(
      'refused: gatehouse: notes.txt: a symbolic link leads out of the checkout\n' +
        '  expected: links to files of the checkout\n' +
        '  fix: remove the link; a program could read any file of this machine through it',
    )
  })

  test.each([
    ['stacks/node_modules/out', '/etc'],
    ['node_modules', '/'],
    ['packages/a/node_modules/.bin/tool', '/etc/hostname'],
    ['node_modules/left', '/etc/there-is-no-such-file'],
  ])('a committed link among packages is a link as any other: %s to %s', async (link, target) => {
    const root = makeProgram('console.log("ran")\n')
    rmSync(join(root, 'node_modules'))
    mkdirSync(join(root, link, '..'), { recursive: true })
    symlinkSync(target, join(root, link))
    const { error, printed } = await run(root)
    expect([error.split('\n')[0], printed]).toEqual([
      `refused: gatehouse: ${link}: a symbolic link leads out of the checkout`,
      '',
    ])
  })

  test('links of installed packages may stay among them, and lead nowhere in the checkout', async () => {
    const root = makeProgram('console.log("ran")\n')
    for (const [link, target] of [
      ['stacks/node_modules/own', '../../index.ts'],
      ['stacks/node_modules/.bin/tool', '../left-out/tool.js'],
    ] as const) {
      mkdirSync(join(root, link, '..'), { recursive: true })
      symlinkSync(target, join(root, link))
    }
    expect((await run(root)).error).toBe('')
  })

  test('links inside the checkout are fine', async () => {
    const root = makeProgram({ 'index.ts': 'import "./link.ts"\n', 'real.ts': 'export const a = 1\n' })
    symlinkSync('real.ts', join(root, 'link.ts'))
    expect((await run(root)).error).toBe('')
  })

  test('what the program prints is marked line by line and cannot steer a terminal or a CI system', async () => {
    const root = makeProgram(
      String.raw`process.stdout.write('one\n::error::two\r::warning::three\n\u001b[2Jfour ##vso[task.complete]\n')`,
    )
    expect((await run(root)).printed).toBe(
      'program: one\nprogram: \\u003A:error::two::warning::three\nprogram: four \\u0023#vso[task.complete]\n',
    )
  })
})
