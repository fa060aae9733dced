/** What a program tried and was kept from, and what to do instead. */
export interface Refusal {
  readonly message: string
  readonly fix: string
}

/**
 * Recognises in a program's error that the isolation refused something: Node's permissions (`ERR_ACCESS_DENIED` with
 * `permission` and `resource`, Node 24, process permissions), or the network that is not there (errors of `connect` and
 * `getaddrinfo`). Their own words name options that a user of this program does not have.
 */
export function refusalIn(message: string): Refusal | undefined {
  const denied = /code: 'ERR_ACCESS_DENIED',\s+permission: '(\w+)',\s+resource: '([^']*)'/.exec(message)
  if (denied) return permissionRefusal(denied[1] ?? '', denied[2] ?? '')
  const call = /\b(?:connect|getaddrinfo) E[A-Z_]+ (\S+)/.exec(message)
  if (call === null) return undefined
  return {
    message: `the program tried to reach ${call[1]} over the network`,
    fix: 'remove the call: a plan is made without network; record answers of data sources for --invokes FILE',
  }
}

function permissionRefusal(permission: string, resource: string): Refusal | undefined {
  switch (permission) {
    case 'FileSystemRead':
      return {
        message: `the program tried to read ${resource}, which lies outside its checkout`,
        fix: 'read files of the checkout only, or give the value as configuration',
      }
    case 'FileSystemWrite':
      return {
        message: `the program tried to write ${resource}`,
        fix: 'remove the call: a program declares resources and writes no file',
      }
    case 'ChildProcess':
      return {
        message: `the program tried to start the process ${resource}`,
        fix: 'remove the call, and give what the process would answer as configuration',
      }
    case 'WorkerThreads':
      return { message: 'the program tried to start a thread', fix: 'remove the call' }
    default:
      return undefined
  }
}
