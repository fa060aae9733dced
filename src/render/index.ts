import type { Decision } from '../gate/decision.ts'
import { renderGithub } from './github.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import type { RenderOptions } from './options.ts'
import { renderSarif } from './sarif.ts'
import { renderText } from './text.ts'

export type Format = 'text' | 'json' | 'markdown' | 'sarif' | 'junit' | 'github'

/** Every form in which a decision can be written; a new renderer is one file and one line here. */
export const RENDERERS: Readonly<Record<Format, (decision: Decision, options: RenderOptions) => string>> = {
  text: renderText,
  json: renderJson,
  markdown: renderMarkdown,
  sarif: renderSarif,
  junit: renderJunit,
  github: renderGithub,
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  txt: 'text',
  json: 'json',
  md: 'markdown',
  markdown: 'markdown',
  sarif: 'sarif',
  xml: 'junit',
}

/** True for the name of a format, as typed by a user. */
export function isFormat(name: string): name is Format {
  return Object.hasOwn(RENDERERS, name)
}

/** The format that a file's name asks for (`x.sarif` and `x.sarif.json` are SARIF, `x.xml` is JUnit), or undefined. */
export function formatOfFile(path: string): Format | undefined {
  const name = path.toLowerCase()
  if (name.endsWith('.sarif.json')) return 'sarif'
  const extension = /\.([a-z]+)$/.exec(name)?.[1]
  return extension !== undefined && Object.hasOwn(EXTENSIONS, extension) ? EXTENSIONS[extension] : undefined
}
