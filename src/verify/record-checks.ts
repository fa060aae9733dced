import { verify } from 'node:crypto'
import { bundleFromJSON } from '@sigstore/bundle'
import { toSignedEntity, Verifier } from '@sigstore/verify'
import { bundleDocument, preAuthEncoding } from '../evidence/dsse.ts'
import { PATHS } from '../evidence/format.ts'
import { archiveKeys } from '../evidence/keys.ts'
import type { ReadRecord } from '../evidence/types/definition.ts'
import type { Finding } from './model.ts'
import type { Archive, RecordFile } from './read.ts'
import { isWithin, type Keys } from './trust.ts'

/** What a check answers: how many things it looked at, and what is wrong. */
export interface Outcome {
  readonly examined: number
  readonly findings: readonly Finding[]
}

/** Record files whose statement could be read. */
export function readable(archive: Archive): readonly (RecordFile & { readonly record: ReadRecord })[] {
  return archive.records.filter((file): file is RecordFile & { record: ReadRecord } => typeof file.record !== 'string')
}

/** Check `form`. */
export function checkForm(archive: Archive): Outcome {
  return {
    examined: archive.records.length,
    findings: archive.records.flatMap(({ path, bundle }) =>
      typeof bundle === 'string' ? [{ file: path, message: bundle }] : [],
    ),
  }
}

/** Check `statement`. */
export function checkStatement(archive: Archive): Outcome {
  return {
    examined: archive.records.length,
    findings: archive.records.flatMap(({ path, record }) =>
      typeof record === 'string' ? [{ file: path, message: record }] : [],
    ),
  }
}

/**
 * Check `signature`: by node:crypto over our own encoding of what is signed, and by Sigstore's verifier over the whole
 * bundle. They must agree. The thresholds are 0 here and nowhere else: records carry a key, no certificate, and their
 * log is our own, which other checks verify.
 */
export function checkSignature(archive: Archive, keys: Keys): Outcome {
  const sigstore = new Verifier(
    {
      certificateAuthorities: [],
      timestampAuthorities: [],
      tlogs: [],
      ctlogs: [],
      publicKey: (hint) => {
        const known = keys.signing.get(hint)
        if (!known) throw new Error('unknown key')
        return { publicKey: known.key, validFor: () => true }
      },
    },
    { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 },
  )
  const findings: Finding[] = []
  for (const { path, bundle } of archive.records) {
    if (typeof bundle === 'string') {
      findings.push({ file: path, message: 'its signature cannot be read' })
      continue
    }
    const known = keys.signing.get(bundle.hint)
    if (known === undefined) {
      findings.push({ file: path, message: `it is signed with a key that is not trusted (${bundle.hint})` })
      continue
    }
    const own = verify('sha256', preAuthEncoding(bundle.payload), known.key, bundle.signature)
    let other = true
    try {
      sigstore.verify(toSignedEntity(bundleFromJSON(bundleDocument(bundle))))
    } catch {
      other = false
    }
    if (!own && !other) findings.push({ file: path, message: 'its signature is wrong' })
    else if (own !== other) {
      findings.push({ file: path, message: `${own ? 'Node' : 'Sigstore'} accepts its signature, the other does not` })
    }
  }
  return { examined: archive.records.length, findings }
}

/** Check `window`: by the times that the records and the log entries claim. */
export function checkWindow(archive: Archive, keys: Keys): Outcome {
  const findings: Finding[] = []
  const logged = new Map(archive.leaves.flatMap((leaf) => (typeof leaf === 'string' ? [] : [[leaf.id, leaf.time]])))
  for (const { path, bundle, record } of readable(archive)) {
    const window = typeof bundle === 'string' ? undefined : keys.signing.get(bundle.hint)?.validFor
    const archived = logged.get(record.id)
    if (archived !== undefined && !isWithin(archived, window)) {
      findings.push({ file: path, message: `it was archived at ${archived}, outside the period of its key` })
    }
  }
  const last = archive.leaves.at(-1)
  const log = typeof archive.signed === 'number' ? keys.log[archive.signed] : undefined
  if (typeof last === 'object' && log && !isWithin(last.time, log.validFor)) {
    findings.push({
      file: PATHS.checkpoint,
      message: `its last entry is of ${last.time}, outside the period of the log key`,
    })
  }
  return { examined: archive.records.length, findings }
}

/** Check `name`. */
export function checkName(archive: Archive): Outcome {
  const files = readable(archive)
  return {
    examined: archive.records.length,
    findings: files.flatMap(({ path, record }) =>
      path === record.path ? [] : [{ file: path, message: `by its statement it belongs at ${record.path}` }],
    ),
  }
}

/** Check `keys`: the copy inside the archive is a function of what was signed, so that not one byte of it is free. */
export function checkKeys(archive: Archive, keys: Keys, copy: string | undefined): Outcome {
  if (copy === undefined)
    return { examined: 0, findings: [{ file: PATHS.keys, message: 'the copy of the keys is missing' }] }
  const used = new Map<string, string>()
  for (const { bundle } of archive.records) {
    const known = typeof bundle === 'string' ? undefined : keys.signing.get(bundle.hint)
    if (typeof bundle !== 'string' && known) used.set(bundle.hint, known.pem)
  }
  const log = keys.log[typeof archive.signed === 'number' ? archive.signed : 0]
  const expected = archiveKeys(keys.origin, used, log?.vkey ?? '')
  const findings =
    copy === expected ? [] : [{ file: PATHS.keys, message: 'it does not name exactly the trusted keys that were used' }]
  return { examined: 1, findings }
}
