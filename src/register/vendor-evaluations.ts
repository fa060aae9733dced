import { AppError } from '../errors.ts'
import { byCodeUnit } from '../json.ts'
import { scoreOf } from '../records/kinds/vendor-evaluation.ts'
import { type OperatingRecord, recordsOf } from '../records/model.ts'
import type { ReadRecords } from '../records/read.ts'
import type { Register, Vendor } from './model.ts'

/**
 * The register with its records. An evaluation of a vendor is in vendors.yaml or in a record, never in both, and
 * whoever asks for the evaluations of a vendor gets all of them, by day.
 */
export function withRecords(declared: Omit<Register, 'records'>, records: readonly OperatingRecord[]): Register {
  const evaluations = recordsOf(records, 'vendor-evaluation')
  const vendors = declared.vendors.map((vendor): Vendor => {
    const recorded = evaluations
      .filter(({ body }) => body.vendor === vendor.id)
      .map(({ id, body }) => ({
        on: body.evaluatedAt.slice(0, 10),
        by: body.evaluator,
        score: scoreOf(body),
        verdict: body.verdict,
        ...(body.notes === undefined ? {} : { notes: body.notes }),
        record: id,
      }))
    if (recorded.length === 0) return vendor
    return { ...vendor, evaluations: [...vendor.evaluations, ...recorded].sort((a, b) => byCodeUnit(a.on, b.on)) }
  })
  return { ...declared, vendors, records }
}

/** Evaluations of one vendor and one day that are in vendors.yaml and in a record. */
export function evaluationFaults(records: ReadRecords, vendors: readonly Vendor[]): readonly AppError[] {
  return records.flatMap(({ file, record }) => {
    if (record.kind !== 'vendor-evaluation') return []
    const day = record.at.slice(0, 10)
    const vendor = vendors.find(({ id }) => id === record.body.vendor)
    if (!vendor?.evaluations.some(({ on }) => on === day)) return []
    return [
      new AppError('reference', `vendor: vendors.yaml has an evaluation of ${vendor.id} on ${day} too`, {
        place: file.document.locate('/vendor'),
        expected: 'one evaluation in one place',
        fix: 'remove the line in vendors.yaml: the record says more',
      }),
    ]
  })
}
