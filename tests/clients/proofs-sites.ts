import { execFile } from 'node:child_process'
import { copyFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { FormData } from 'undici'
import { expect } from 'vitest'
import { programs } from './client.ts'
import { fieldsOf, type Proof, sh, shellFor } from './trial.ts'

/** python3-requests, doing what Qexo's provider does with the seven fields of its form. */
const qexo: Proof = async (trial) => {
  const field = fieldsOf(trial.way)
  const form = {
    api: field('API address'),
    post_params: field('POST parameter'),
    json_path: field('JSON path'),
    custom_header: field('Custom headers'),
    custom_body: '',
    custom_url: '',
    delete_url: field('Deletion API'),
  }
  const env = await shellFor(trial)
  const ask = async (order: object) => {
    const script = join(programs, 'qexo.py')
    // Debian's own Python, which python3-requests is for.
    const { stdout } = await promisify(execFile)('/usr/bin/python3', [script, JSON.stringify(order)], { env })
    return JSON.parse(stdout) as { url: string; delete: string; said: string }
  }
  const { url, delete: deletion } = await ask({ ...form, file: trial.file })
  return { url, remove: async () => expect((await ask({ delete: deletion })).said).toMatch(/deleted/) }
}

type LskyAnswer = { status: boolean; message: string; data: { key: string; links: { url: string } } }

/** https://github.com/ichenhe/halo-lsky-pro: its form is checked before it is taken; any status but 2xx is a failure. */
const halo: Proof = async ({ ground, way, file, bytes }) => {
  const field = fieldsOf(way)
  const [server, token] = [field('Lsky Pro 地址'), field('API Token')]
  expect(server).toMatch(/^https?:\/\/.+[^/]$/)
  expect(token).toMatch(/^\d+\|\w+$/)
  expect(field('实例 ID')).toMatch(/^[\w-]+$/)
  const headers = { accept: 'application/json', authorization: `Bearer ${token}` }
  const form = new FormData()
  form.append('file', new File([new Uint8Array(bytes)], basename(file), { type: 'image/png' }))
  const answer = await ground.fetch(`${server}/api/v1/upload`, { method: 'POST', headers, body: form })
  expect(answer.status).toBe(200)
  const { status, message, data } = (await answer.json()) as LskyAnswer
  expect(status, message).toBe(true)
  return {
    url: data.links.url,
    async remove() {
      const gone = await ground.fetch(`${server}/api/v1/images/${data.key}`, { method: 'DELETE', headers })
      expect(await gone.json()).toMatchObject({ status: true })
    },
  }
}

/** The plug-in LskyProUpload is PHP's curl: the type of its bodies is set by hand, a DELETE has a form. */
const typecho: Proof = async (trial) => {
  const field = fieldsOf(trial.way)
  const env = await shellFor(trial)
  await copyFile(trial.file, join(trial.folder, 'cat.png'))
  const headers = [
    'Content-Type: multipart/form-data',
    'Accept: application/json',
    `Authorization: Bearer ${field('Token')}`,
  ]
  const curl = (...args: string[]) =>
    sh(
      `curl -sS ${[...headers.flatMap((header) => ['-H', header]), ...args].map((word) => `'${word}'`).join(' ')}`,
      trial.folder,
      env,
    )
  const api = field('Api')
  const { data } = JSON.parse(await curl('-F', 'file=@cat.png', `${api}/api/v1/upload`)) as LskyAnswer
  const remove = () => curl('-X', 'DELETE', '-F', `key=${data.key}`, `${api}/api/v1/images/${data.key}`)
  return { url: data.links.url, remove }
}

export const siteProofs: Readonly<Record<string, Readonly<Record<string, Proof>>>> = {
  'qexo/smms': { 'python3-requests': qexo },
  'qexo/chevereto': { 'python3-requests': qexo },
  'halo/lsky': { 'as halo-lsky-pro': halo },
  'typecho/lsky': { 'as LskyProUpload': typecho },
}
