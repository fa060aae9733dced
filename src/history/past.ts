import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors.ts'
import type { ArchivedDecision } from '../evidence/documents.ts'
import { readPlainFile } from '../evidence/plain.ts'
import type { Workplace } from '../files.ts'
import { checkOutBase } from '../gate/base.ts'
import { rulesOf } from '../gate/rules.ts'
import { readSources } from '../gate/sources.ts'
import { type Json, parseJson } from '../json.ts'
import type { Exception, Register } from '../register/model.ts'
import { readRegister } from '../register/read.ts'
import type { ReportedChange } from '../report/model.ts'
import { digestOf, isInputsDocument, type PastInputs, readInputs } from './inputs.ts'

/** Where the inputs of past decisions are looked for, in this order: beside the decision, at its commit, and here. */
export interface PastPlaces {
  readonly place: Workplace
  /** The archive. */
  readonly archive: string
  /** A directory of the repository whose commits the decisions name. */
  readonly repository: string
  /** The register that the user gave for decisions whose own cannot be had. */
  readonly register?: Register | undefined
  /** Exceptions are replaced, so that those of then are not needed. */
  readonly exceptionsReplaced: boolean
}

/** Inputs, and what a reader has to know about them. */
export interface Found {
  readonly inputs: PastInputs
  readonly notes: readonly string[]
}

interface AtCommit {
  readonly register: Register | undefined
  readonly exceptions: readonly Exception[]
  readonly bundle: string
  readonly rules: readonly string[]
}

/**
 * Finds the inputs of past decisions. Each part is taken for that of the decision only if it has the digest that the
 * decision names; a register that was given takes the place of one that cannot be had, and that is said.
 */
export function pastReader(places: PastPlaces): (change: ReportedChange) => Promise<Found | string> {
  const commits = new Map<string, Promise<AtCommit | string>>()
  const here = registerHere(places)
  return async (change) => {
    const attached = attachedInputs(places.archive, change)
    if (attached !== undefined && typeof attached !== 'string') return { inputs: attached, notes: [] }
    const decision = change.decisionDocument
    if (decision.digests['baseline'] !== undefined) return attached ?? 'it had a baseline, which is not archived'
    if (touchesExceptions(decision)) return attached ?? 'its change touched exceptions, and with what is not archived'
    const { revision } = decision.policySource
    if (revision !== undefined && !commits.has(revision)) commits.set(revision, atCommit(places, revision))
    const commit = revision === undefined ? undefined : await commits.get(revision)
    const found = parts(places, decision, here, typeof commit === 'string' ? undefined : commit)
    if (typeof found !== 'string') return found
    const why = typeof commit === 'string' ? commit : revision === undefined ? 'it names no commit' : undefined
    return attached ?? (why === undefined ? found : `${found}; ${why}`)
  }
}

/** What a change does to exceptions is judged too, and no commit of its base has it. */
function touchesExceptions(decision: ArchivedDecision & { readonly exceptionDifference?: unknown }): boolean {
  return Array.isArray(decision.exceptionDifference) && decision.exceptionDifference.length > 0
}

function parts(
  places: PastPlaces,
  decision: ArchivedDecision,
  here: Register | undefined,
  commit: AtCommit | undefined,
): Found | string {
  const notes: string[] = []
  const wanted = decision.digests['register']
  const registers = [commit?.register, here, places.register].filter((one) => one !== undefined)
  let register = registers.find((one) => digestOf(one) === wanted)
  if (wanted !== undefined && register === undefined) {
    if (places.register === undefined) return 'its register is not archived, and no other one has its digest'
    register = places.register
    notes.push('judged with the register that was given, as its own is not archived')
  }
  const lists = [[], commit?.exceptions, here?.exceptions, places.register?.exceptions].filter(
    (one) => one !== undefined,
  )
  let exceptions = lists.find((one) => digestOf(one) === decision.digests['exceptions'])
  if (exceptions === undefined && places.exceptionsReplaced) exceptions = []
  if (exceptions === undefined) {
    if (places.register === undefined) return 'its exceptions are not archived, and no other ones have their digest'
    exceptions = places.register.exceptions
    notes.push('judged with the exceptions of the register that was given, as its own are not archived')
  }
  return { inputs: { register, exceptions, baseline: undefined, selection: selectionOf(decision, commit) }, notes }
}

/** Only some rules were evaluated where the policies of then have others as well. */
function selectionOf(decision: ArchivedDecision, commit: AtCommit | undefined): readonly string[] | undefined {
  if (commit === undefined || commit.bundle !== decision.digests.bundle) return undefined
  const judged = decision.rules.map(({ id }) => id)
  return commit.rules.some((id) => !judged.includes(id)) ? judged : undefined
}

function attachedInputs(archive: string, change: ReportedChange): PastInputs | string | undefined {
  for (const { path } of change.attachments) {
    const bytes = path.endsWith('.json') ? readPlainFile(archive, path) : undefined
    if (bytes === undefined || 'message' in bytes) continue
    const value = parsed(bytes, path)
    if (value === undefined || !isInputsDocument(value)) continue
    try {
      return readInputs(value, path, change.decisionDocument)
    } catch (error) {
      if (error instanceof AppError) return `the archived inputs cannot be read: ${error.message}`
      throw error
    }
  }
  return undefined
}

/** An attachment may be any text. */
function parsed(bytes: Buffer, path: string): Json | undefined {
  try {
    return parseJson(bytes.toString(), path)
  } catch {
    return undefined
  }
}

function registerHere({ place, repository }: PastPlaces): Register | undefined {
  const directory = join(repository, 'stacks/register')
  if (!existsSync(directory)) return undefined
  try {
    return readRegister(place, directory)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

async function atCommit({ place, repository }: PastPlaces, revision: string): Promise<AtCommit | string> {
  const short = revision.slice(0, 12)
  try {
    const base = await checkOutBase(repository, revision)
    try {
      const { binding } = readSources(place, { root: base.tip.root, useDefaultRegister: true, base })
      return {
        register: binding.register,
        exceptions: binding.exceptions,
        bundle: binding.bundle.digest,
        rules: await rulesOf(binding.bundle, binding.parameters),
      }
    } finally {
      base.dispose()
    }
  } catch (error) {
    if (error instanceof AppError) return `its commit ${short} cannot be read: ${error.message}`
    throw error
  }
}
