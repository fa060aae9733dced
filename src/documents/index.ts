import { AppError } from '../errors.ts'
import { nearest } from '../schema.ts'
import type { DocumentData } from './data.ts'
import { dataClassification } from './data-classification.ts'
import { managementReview } from './management-review.ts'
import type { Document } from './model.ts'
import { documentCsv } from './render/csv.ts'
import { documentHtml } from './render/html.ts'
import { documentMarkdown } from './render/markdown.ts'
import { documentXlsx } from './render/xlsx.ts'
import { reviewCalendar } from './review-calendar.ts'
import { riskRegister } from './risk-register.ts'
import { serviceRegister } from './service-register.ts'
import { sharedResponsibility } from './shared-responsibility.ts'
import { statementOfApplicability } from './statement-of-applicability.ts'
import { vendorOverview } from './vendor-overview.ts'

/** Every document by its name. */
const DOCUMENTS: { readonly [name: string]: (data: DocumentData) => Document } = {
  'service-register': serviceRegister,
  'statement-of-applicability': statementOfApplicability,
  'risk-register': riskRegister,
  'shared-responsibility': sharedResponsibility,
  'data-classification': dataClassification,
  'vendor-overview': vendorOverview,
  'review-calendar': reviewCalendar,
  'management-review': managementReview,
}

/** The names of all documents. */
export const DOCUMENT_NAMES: readonly string[] = Object.keys(DOCUMENTS)

/** The formats in which a document can be written. */
export const FORMATS = ['markdown', 'html', 'csv', 'xlsx'] as const
export type DocumentFormat = (typeof FORMATS)[number]

/** The documents with these names, all of them for none. @throws AppError `usage` for an unknown name. */
export function buildDocuments(data: DocumentData, names: readonly string[]): readonly Document[] {
  const unknown = names.find((name) => !Object.hasOwn(DOCUMENTS, name))
  if (unknown !== undefined) {
    const near = nearest(unknown, DOCUMENT_NAMES)
    throw new AppError('usage', `there is no document ${unknown}${near ? `; did you mean ${near}?` : ''}`, {
      expected: `one of ${DOCUMENT_NAMES.join(', ')}`,
      fix: 'name one of them, or none for all',
    })
  }
  return DOCUMENT_NAMES.filter((name) => names.length === 0 || names.includes(name)).flatMap(
    (name) => DOCUMENTS[name]?.(data) ?? [],
  )
}

/** The files of one document in one format, by name. */
export async function renderDocument(
  document: Document,
  format: DocumentFormat,
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  switch (format) {
    case 'markdown':
      return new Map([[`${document.id}.md`, documentMarkdown(document)]])
    case 'html':
      return new Map([[`${document.id}.html`, documentHtml(document)]])
    case 'csv':
      return documentCsv(document)
    case 'xlsx':
      return new Map([[`${document.id}.xlsx`, await documentXlsx(document)]])
    default:
      return format satisfies never
  }
}
