import { isObject } from '../../src/json.ts'

/** One Rego file of the tree: its package and what it imports, both without `data`. */
export interface RegoFile {
  readonly path: string
  readonly tree: unknown
  readonly package: string
  readonly imports: readonly string[]
}

/** Reads package and imports off a syntax tree of OPA. */
export function regoFile(path: string, tree: unknown): RegoFile {
  const { package: own, imports } = tree as { readonly package: { readonly path: unknown }; readonly imports?: unknown }
  return {
    path,
    tree,
    package: dotted(own.path),
    imports: (Array.isArray(imports) ? imports : []).map((entry) => dotted(entry.path.value)),
  }
}

/** `data.lib.result` as `lib.result`. */
function dotted(terms: unknown): string {
  const [, ...rest] = Array.isArray(terms) ? terms : []
  return rest.map((term) => (isObject(term) ? String(term['value']) : '')).join('.')
}

/** The test file beside a Rego file. */
export function testOf(path: string): string {
  return path.replace(/\.rego$/, '_test.rego')
}

/** The files that some files need to be compiled: themselves and what they import, directly or through others. */
export function withImports(files: readonly RegoFile[], start: readonly string[]): readonly string[] {
  const needed = new Set(start)
  for (const path of needed) {
    for (const name of files.find((file) => file.path === path)?.imports ?? []) {
      for (const file of files) if (name === file.package || name.startsWith(`${file.package}.`)) needed.add(file.path)
    }
  }
  return [...needed]
}
