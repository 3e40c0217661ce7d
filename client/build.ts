import { execFileSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'

/**
 * Makes `dist/`, or another folder that is named, anew: JavaScript with types for any tool, which is what is published
 * (`npm publish client/dist`).
 */
const here = import.meta.dirname
const dist = resolve(process.argv[2] ?? join(here, 'dist'))

rmSync(dist, { recursive: true, force: true })
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')
execFileSync(process.execPath, [tsc, '-p', here, '--outDir', dist], { stdio: 'inherit' })

const {
  scripts: _,
  devDependencies: __,
  ...kept
} = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'))
const exported = (name: string) => ({ types: `./${name}.d.ts`, default: `./${name}.js` })
const described = {
  ...kept,
  exports: { '.': exported('client'), './node': exported('node') },
  sideEffects: false,
}
writeFileSync(join(dist, 'package.json'), `${JSON.stringify(described, null, 2)}\n`)
copyFileSync(join(here, 'README.md'), join(dist, 'README.md'))
copyFileSync(join(here, '..', 'LICENSE'), join(dist, 'LICENSE'))
