import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { FormData } from 'undici'
import { expect } from 'vitest'
import { start } from '../process.ts'
import { runScript } from './proofs-apps.ts'
import { codeOf, fieldsOf, fileOf, linkPackages, type Proof, sh, shellFor, type Trial } from './trial.ts'

/** Typora hands over paths and reads the last lines. */
const typoraTintype: Proof = async (trial) => {
  const env = await shellFor(trial)
  await sh(codeOf(trial.way), trial.folder, env)
  const command = fieldsOf(trial.way)('Command')
  const said = await sh(`${command} "$FILE"`, trial.folder, { ...env, FILE: trial.file })
  return { url: said.split('\n').at(-1) ?? '' }
}

const typoraCurl: Proof = async (trial) => {
  expect(fieldsOf(trial.way)('Command')).toBe(`~/${fileOf(trial.way).name}`)
  await copyFile(trial.file, join(trial.folder, 'two.png'))
  await writeFile(join(trial.folder, 'it'), trial.file)
  // The same picture twice is told twice: every line stands for an argument.
  const said = await runScript(trial, fileOf(trial.way), '"$(cat it)" two.png')
  const [url = '', again] = said.split('\n')
  expect(again).toBe(url)
  await expect(runScript(trial, fileOf(trial.way), 'missing.png')).rejects.toMatchObject({ code: 1 })
  return { url }
}

/** Its fields are JSON; `$FILE` stands for the picture. It asks as a page of `app://obsidian.md`. */
const imageUploader: Proof = async ({ ground, way, file, bytes }) => {
  const field = fieldsOf(way)
  const form = new FormData()
  for (const [name, value] of Object.entries<string>(JSON.parse(field('Upload Body')))) {
    if (value === '$FILE')
      form.append(name, new File([new Uint8Array(bytes)], basename(file), { type: 'image/png' }))
    else form.append(name, value)
  }
  const headers = { ...JSON.parse(field('Upload Header')), origin: 'app://obsidian.md' }
  const answer = await ground.fetch(field('Api Endpoint'), { method: 'POST', headers, body: form })
  expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  const path = field('Image Url Path').split('.')
  const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], await answer.json())
  return { url: String(found) }
}

/** The plug-in posts paths to PicGo's server; here it listens elsewhere, as the usual port may be somebody's. */
const imageAutoUpload: Proof = async (trial) => {
  const env = await shellFor(trial)
  await sh(codeOf(trial.way), trial.folder, env)
  const [command = '', ...args] = codeOf(trial.way, 1).split(' ')
  const port = ['--port', '0']
  await using server = start([...args, ...port], {
    environment: env,
    cwd: trial.folder,
    command: [join(trial.folder, 'bin', command)],
  })
  await server.said('Listening for tools at')
  const own = /at (http:\S+)/.exec(server.stdout())?.[1] ?? ''
  const { pathname } = new URL(fieldsOf(trial.way)('PicGo server'))
  const answer = await fetch(own + pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ list: [trial.file] }),
  })
  const { result } = (await answer.json()) as { result: string[] }
  return { url: result[0] ?? '' }
}

/** Lines that upload `cat.png` where they are typed. */
async function typeAll(trial: Trial): Promise<string> {
  await copyFile(trial.file, join(trial.folder, 'cat.png'))
  const env = await shellFor(trial)
  let said = ''
  for (const { code } of trial.way.steps) if (code !== undefined) said = await sh(code, trial.folder, env)
  return said
}

const printed: Proof = async (trial) => ({ url: (await typeAll(trial)).split('\n').at(-1) ?? '' })

const curlJson: Proof = async (trial) => {
  const { file, deletionUrl } = JSON.parse(await typeAll(trial))
  return { url: file.url, remove: () => trial.ground.fetch(deletionUrl).then((answer) => answer.text()) }
}

const library: Proof = async (trial) => {
  const { name, text } = fileOf(trial.way)
  await linkPackages(trial.folder)
  await writeFile(join(trial.folder, name), text)
  await shellFor(trial, { node: `exec ${process.execPath} "$@"` })
  return printed(trial)
}

type Started = { command: string; args: string[]; env: Record<string, string> }

/** Starts what an assistant would start, and has it upload the picture. */
async function assist(trial: Trial, { command, args, env }: Started): Promise<string> {
  const shell = await shellFor(trial)
  const client = new Client({ name: 'tests', version: '1' }, { versionNegotiation: { mode: 'legacy' } })
  const program = join(trial.folder, 'bin', command)
  await client.connect(
    new StdioClientTransport({ command: program, args, env: { ...shell, ...env }, stderr: 'ignore' }),
  )
  try {
    const { content } = await client.callTool({ name: 'upload_picture', arguments: { path: trial.file } })
    const [said] = content
    return JSON.parse(said?.type === 'text' ? said.text : '{}').url
  } finally {
    await client.close()
  }
}

const mcpJson: Proof = async (trial) => {
  const { mcpServers } = JSON.parse(fileOf(trial.way).text) as { mcpServers: Record<string, Started> }
  const [only, ...others] = Object.values(mcpServers)
  if (!only || others.length > 0) throw new Error('not one server')
  return { url: await assist(trial, only) }
}

/** `claude mcp add NAME --env K=V … -- COMMAND ARGS…` */
const claudeCode: Proof = async (trial) => {
  const env = await shellFor(trial, { claude: `printf '%s\\n' "$@"` })
  await mkdir(join(trial.folder, 'project'))
  const words = (await sh(codeOf(trial.way), join(trial.folder, 'project'), env)).split('\n')
  const dashes = words.indexOf('--')
  expect(words.slice(0, 3)).toEqual(['mcp', 'add', 'tintype'])
  const set = words.slice(3, dashes).filter((word) => word !== '--env')
  const [command = '', ...args] = words.slice(dashes + 1)
  const pairs = set.map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string])
  return { url: await assist(trial, { command, args, env: Object.fromEntries(pairs) }) }
}

export const programProofs: Readonly<Record<string, Readonly<Record<string, Proof>>>> = {
  'typora/tintype': { command: typoraTintype },
  'typora/curl': { command: typoraCurl },
  'obsidian/image-uploader': { form: imageUploader },
  'obsidian/picgo': { server: imageAutoUpload },
  'tintype/profile': { sh: printed },
  'curl/address': { sh: printed },
  'curl/native': { sh: curlJson },
  'client/node': { script: library },
  'mcp/json': { settings: mcpJson },
  'mcp/claude-code': { sh: claudeCode },
}
