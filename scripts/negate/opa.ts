import { execFile, execFileSync } from 'node:child_process'

/** The OPA to run: `$OPA`, or the one on the path. */
const OPA: string = process.env['OPA'] ?? 'opa'

/** Syntax tree of a Rego file, with the place of everything in it. @throws Error if it does not parse. */
export function parse(directory: string, file: string): unknown {
  const text = execFileSync(OPA, ['parse', '--format', 'json', '--json-include', 'locations', file], {
    cwd: directory,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(text)
}

/** `invalid`: the files do not compile. `failed`: at least one test failed or could not be evaluated. */
export type Outcome = 'passed' | 'failed' | 'invalid'

/** Runs the tests of some Rego files; no test at all is `failed`. @throws Error if OPA cannot be run. */
export function runTests(directory: string, files: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    execFile(OPA, ['test', '--fail-on-empty', '--parallel', '1', ...files], { cwd: directory }, (error) => {
      if (error === null) return resolve('passed')
      if (error.code === 2) return resolve('failed')
      if (error.code === 1) return resolve('invalid')
      reject(error)
    })
  })
}
