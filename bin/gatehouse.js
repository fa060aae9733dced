#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on an old Node to say which Node is needed.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 24 || (major === 24 && minor < 15)) {
  process.stderr.write(
    `gatehouse: needs Node 24.15 or newer, this is ${process.versions.node}. Run it as "npm run -s gatehouse -- …" after "npm ci", which puts Node 24 into node_modules/.bin.\n`,
  )
  process.exitCode = 2
} else {
  // Keeps what V8 compiled, and our sources without their types; where the folder cannot be written, nothing is kept.
  const { enableCompileCache } = await import('node:module')
  enableCompileCache(`${import.meta.dirname}/../node_modules/.cache/gatehouse`)
  const { main } = await import('../src/cli.ts')
  process.exitCode = await main(process.argv.slice(2))
}
