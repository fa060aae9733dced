import { existsSync, readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { AppError, type Locate } from '../errors.ts'
import { byCodeUnit, isObject, type JsonObject } from '../json.ts'

/** A YAML file that holds a map. */
export interface MapFile {
  readonly value: JsonObject
  readonly locate: Locate
}

/** In the order in which the engine looks for them (pulumi, sdk/go/common/encoding, Exts); it takes the first. */
const EXTENSIONS: readonly string[] = ['.json', '.yaml', '.yml']

/** Whether a directory holds a Pulumi project, in any of the forms that the engine reads. */
export function hasProject(directory: string): boolean {
  return formsOf(directory, 'Pulumi').length > 0
}

/**
 * The project file of a directory; undefined where there is none. The engine takes `Pulumi.json` before `Pulumi.yaml`,
 * so a second file would be another project than the one that a reviewer knows.
 * @throws AppError `refused` for `Pulumi.json`, and for two of them.
 */
export function projectFile(directory: string, show: (path: string) => string): string | undefined {
  const [first, second] = formsOf(directory, 'Pulumi')
  if (first !== undefined && (second !== undefined || extname(first) === '.json')) {
    throw new AppError('refused', `the engine takes ${first} as the project, whatever other file there is`, {
      place: { file: show(join(directory, first)) },
      expected: 'one project file, Pulumi.yaml',
      fix: second === undefined ? 'write it as Pulumi.yaml' : `remove ${first}, or ${second}`,
    })
  }
  return first && join(directory, first)
}

/**
 * The configuration file of a stack; undefined where there is none. The engine reads the one with the project file's
 * extension only, so another one would show a reviewer what does not count.
 * @throws AppError `refused` for a file with another extension.
 */
export function stackFile(
  project: string,
  directory: string,
  stack: string,
  show: (path: string) => string,
): string | undefined {
  const read = `Pulumi.${stack}${extname(project)}`
  const forms = formsOf(directory, `Pulumi.${stack}`)
  const other = forms.find((name) => name !== read)
  if (other !== undefined) {
    throw new AppError(
      'refused',
      `the engine does not read ${other}, for the project file ends with ${extname(project)}`,
      {
        place: { file: show(join(directory, other)) },
        expected: `one configuration of the stack, ${read}`,
        fix: forms.length > 1 ? `remove ${other}` : `rename it to ${read}`,
      },
    )
  }
  return forms.length === 0 ? undefined : join(directory, read)
}

/** Names of the stacks that have a configuration file beside the project file, sorted. */
export function stackNames(root: string): readonly string[] {
  const names = readdirSync(root).map((file) => /^Pulumi\.(.+)\.(?:ya?ml|json)$/.exec(file)?.[1])
  return [...new Set(names.filter((name) => name !== undefined))].sort(byCodeUnit)
}

function formsOf(directory: string, name: string): readonly string[] {
  return EXTENSIONS.map((extension) => `${name}${extension}`).filter((file) => existsSync(join(directory, file)))
}

const STACK_KEYS: readonly string[] = ['config', 'encryptionsalt', 'encryptedkey', 'secretsprovider', 'environment']

/** @throws AppError `schema` for a key that a stack's configuration does not have, `program` for an ESC environment. */
export function refuseStackKeys(file: MapFile): void {
  const wrong = Object.keys(file.value).find((key) => !STACK_KEYS.includes(key))
  if (wrong !== undefined) {
    throw new AppError('schema', `a stack's configuration has no key ${JSON.stringify(wrong)}`, {
      place: file.locate(`/${pointer(wrong)}`, 'key'),
      expected: STACK_KEYS.join(', '),
      fix: 'correct the key, or write it below config',
    })
  }
  if (file.value['environment'] === undefined) return
  throw new AppError('program', 'the stack takes values from a Pulumi ESC environment, which the planner cannot open', {
    place: file.locate('/environment', 'key'),
    fix: 'plan with the preview engine (--engine preview FILE), or write the values into the stack configuration',
  })
}

/** Keys that decide nothing about what is deployed, or that the planner follows as the engine does. */
const PROJECT_KEYS: readonly string[] = [
  ...['author', 'config', 'description', 'license', 'main', 'name', 'options', 'requiredPulumiVersion', 'runtime'],
  ...['template', 'website'],
]

/** Why a key that the engine knows is refused (pulumi, sdk/go/common/workspace/project.json). */
const REFUSED: { readonly [pointer: string]: string } = {
  '/backend': 'backend chooses where the state is kept; a change could bring a state of its own',
  '/packages': 'packages brings providers whose program the repository names; a provider gets the credentials',
  '/plugins': 'plugins runs providers from the repository; a provider is a program that gets the credentials',
  '/stackConfigDir': 'stackConfigDir leads to configuration that the planner does not read',
  '/runtime/options/nodeargs': 'nodeargs makes Node run other code than the planner did',
  '/runtime/options/tsconfig': 'tsconfig makes the engine compile the program in another way than the planner does',
}

/**
 * Refuses what would make the engine deploy something else than the planner sees, or elsewhere; unknown keys too, for
 * the next version of the engine may know them.
 * @throws AppError `refused`, `schema`, with the place of the key.
 */
export function refuseProjectKeys(file: MapFile): void {
  refuseOthers(file, '', file.value, PROJECT_KEYS)
  // A refresh before a deployment only shows more of what the cloud is.
  refuseOthers(file, '/options', file.value['options'], ['refresh'])
  const runtime = file.value['runtime']
  if (!isObject(runtime)) return
  refuseOthers(file, '/runtime', runtime, ['name', 'options'])
  // The package manager only installs, and plans are made with what is installed.
  if (runtime['name'] === 'nodejs') {
    refuseOthers(file, '/runtime/options', runtime['options'], ['packagemanager', 'typescript'])
  }
}

function refuseOthers(file: MapFile, parent: string, value: unknown, allowed: readonly string[]): void {
  const wrong = isObject(value) ? Object.keys(value).find((key) => !allowed.includes(key)) : undefined
  if (wrong === undefined) return
  const where = `${parent}/${pointer(wrong)}`
  const why = Object.hasOwn(REFUSED, where) ? REFUSED[where] : undefined
  const name = parent === '' ? 'the project' : parent.slice(1).replaceAll('/', '.')
  throw new AppError(why === undefined ? 'schema' : 'refused', why ?? `${name} has no key ${JSON.stringify(wrong)}`, {
    place: file.locate(where, 'key'),
    expected: allowed.join(', '),
    fix:
      why === undefined
        ? 'correct the key, or remove it'
        : 'remove it here; what a deployment needs of it, its own command line and environment say',
  })
}

/** A key as a part of a JSON pointer. */
export function pointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
