import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** What the declaration file of a provider SDK says about one resource type. */
interface SdkType {
  /** Properties that are always present after the deployment and hold a string. */
  readonly strings: ReadonlySet<string>
  /** Properties whose change makes a new object, as far as their documentation says so. */
  readonly replacing: ReadonlySet<string>
}

/** Looks up types in the provider SDKs that the program itself has installed. */
export interface SdkTypes {
  readonly resource: (token: string) => SdkType | undefined
  /** Property name → is it a string, of a data source's result; undefined where the SDK does not declare it. */
  readonly result: (token: string) => ReadonlyMap<string, boolean> | undefined
}

const TOKEN = /^([\w-]+):([\w./-]+)\/(\w+):(\w+)$/

/** Reads declaration files on demand, each once. `directory` is where the program resolves its packages from. */
export function createSdkTypes(directory: string): SdkTypes {
  const load = createRequire(join(directory, 'resolve.js'))
  const declarations = (token: string): { text: string; name: string } | undefined => {
    const [, provider, module, file, name] = TOKEN.exec(token) ?? []
    if (provider === undefined || module === undefined || file === undefined || name === undefined) return undefined
    try {
      const root = dirname(load.resolve(`@pulumi/${provider}/package.json`))
      return { text: readFileSync(join(root, module === 'index' ? '' : module, `${file}.d.ts`), 'utf8'), name }
    } catch {
      // A package that is not installed, or not laid out like a bridged provider: its computed values stay unknown.
      return undefined
    }
  }
  return {
    resource: memo((token) => readResource(declarations(token))),
    result: memo((token) => readResult(declarations(token))),
  }
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const made = new Map<string, T>()
  return (key) => {
    if (!made.has(key)) made.set(key, make(key))
    return made.get(key) as T
  }
}

function readResource(file: { text: string; name: string } | undefined): SdkType | undefined {
  if (file === undefined) return undefined
  const type = block(file.text, `export declare class ${file.name} `)
  if (type === undefined) return undefined
  const strings = new Set<string>()
  for (const [, name] of type.matchAll(/^ {4}readonly (\w+): pulumi\.Output<string>;$/gm)) strings.add(name as string)
  const replacing = new Set<string>()
  const inputs = block(file.text, `export interface ${file.name}Args `) ?? ''
  for (const [, comment, name] of inputs.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*?)\*\/\s*(\w+)\??:/g)) {
    if (/forces? (?:a |the creation of a )?new |forces new resource/i.test(comment as string))
      replacing.add(name as string)
  }
  return { strings, replacing }
}

function readResult(file: { text: string; name: string } | undefined): ReadonlyMap<string, boolean> | undefined {
  if (file === undefined) return undefined
  const name = `${file.name.slice(0, 1).toUpperCase()}${file.name.slice(1)}Result`
  const type = block(file.text, `export interface ${name} `)
  if (type === undefined) return undefined
  const lines = type.matchAll(/^ {4}readonly (\w+)\??: (.*)$/gm)
  return new Map([...lines].map(([, property, kind]) => [property as string, kind === 'string;']))
}

/** The text of a declaration up to its closing brace in the first column. */
function block(text: string, head: string): string | undefined {
  const start = text.indexOf(head)
  return start < 0 ? undefined : text.slice(start, text.indexOf('\n}', start))
}
