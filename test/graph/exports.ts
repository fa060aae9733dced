import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Workplace } from '../../src/files.ts'
import { readFolder } from '../../src/graph/files.ts'
import { type Imported, importGraph } from '../../src/graph/import.ts'

export const FIXTURES: string = new URL('../fixtures/', import.meta.url).pathname
export const TENANT = '11111111-2222-4333-8444-555555555555'

export function workplace(cwd: string, output: string[] = [], errors: string[] = []): Workplace {
  return {
    cwd,
    env: {},
    stdin: () => Buffer.alloc(0),
    stdout: (text) => output.push(text),
    stderr: (text) => errors.push(text),
    isTerminal: false,
    clock: () => new Date(0),
  }
}

/** Imports a folder made of the given files. */
export function imported(files: Readonly<Record<string, unknown>>, tenant?: string): Imported {
  const folder = mkdtempSync(join(tmpdir(), 'graph-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    const bytes = Buffer.isBuffer(content) || typeof content === 'string' ? content : JSON.stringify(content)
    writeFileSync(join(folder, name), bytes)
  }
  return importGraph(readFolder(workplace(folder), '.', ''), tenant)
}

export const ID = 'aaaaaaaa-0000-4000-8000-000000000001'
/** A policy of Graph with other properties in it. */
export const policy = (more: object): Record<string, unknown> => ({
  '@odata.type': '#microsoft.graph.conditionalAccessPolicy',
  id: ID,
  displayName: 'P',
  state: 'enabled',
  conditions: {
    users: { includeUsers: ['All'] },
    applications: { includeApplications: ['All'] },
    clientAppTypes: ['all'],
  },
  grantControls: { operator: 'OR', builtInControls: ['mfa'] },
  sessionControls: null,
  ...more,
})
