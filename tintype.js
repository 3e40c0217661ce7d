// Plain JavaScript that old versions of Node can read too: they cannot read src/, and would not say why.
const oldest = 24

if (Number.parseInt(process.versions.node, 10) >= oldest) {
  await import('./src/main.ts')
} else {
  console.error(`Tintype needs Node ${oldest} or newer; this is Node ${process.versions.node}.`)
  console.error('On Linux with an x64 processor `npm ci` brings its own: run `npm ci`, then `npm start`.')
  process.exitCode = 1
}
