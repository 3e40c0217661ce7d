import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type AST, parse } from 'svelte/compiler'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

/** Names that are the same in every language. */
const names = new Set(['BBCode', 'GIF', 'HTML', 'JSON', 'Markdown', 'QR', 'Tintype', 'URL'])
/** Of coordinates and keyboards. */
for (const name of ['X', 'Y', 'Alt', 'Ctrl', 'Del', 'Delete', 'Enter']) names.add(name)
/** Attributes, and what our own parts take, that are read to somebody or shown. */
const said = new Set(['alt', 'aria-description', 'aria-label', 'aria-roledescription', 'hint', 'label'])
for (const name of ['none', 'placeholder', 'summary', 'text', 'title', 'tooltip']) said.add(name)

type Node = { type?: string; data?: string; name?: string; value?: unknown }

/** What stands in a component in one language only: its words, those of attributes with their names. */
function writtenIn(source: string): string[] {
  const found: string[] = []
  const look = (node: unknown, place: string | undefined): void => {
    if (Array.isArray(node)) for (const each of node) look(each, place)
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return
    const { type = '', data = '', name = '', value } = node as Node
    if (place !== undefined && type === 'Text' && isWording(data)) found.push(place + data.trim())
    // A literal that begins with a capital letter or has blanks is no name of a thing in the code.
    const isPhrase = type === 'Literal' && typeof value === 'string' && /^\p{Lu}|\s|[^ -~]/u.test(value)
    if (place !== undefined && isPhrase && isWording(value)) found.push(place + value)
    const isMute = (type === 'Attribute' && !said.has(name)) || /Directive$/.test(type)
    const inner = isMute ? undefined : type === 'Attribute' ? `${name}: ` : place
    for (const each of Object.values(node)) look(each, inner)
  }
  look((parse(source, { modern: true }) as AST.Root).fragment, '')
  return found
}

/** Entities, addresses and the places of templates are no words. */
function isWording(text: string): boolean {
  const plain = text.replace(/&[#\w]+;|https?:\/\/\S*|\{\{\w+\}\}/g, '')
  return (plain.match(/\p{L}[\p{L}\p{N}]*/gu) ?? []).some((word) => !names.has(word))
}

test('components have no words of one language', async () => {
  const faults: string[] = []
  let count = 0
  for await (const path of glob('**/*.svelte', { cwd: root })) {
    count++
    for (const text of writtenIn(await readFile(join(root, path), 'utf8'))) faults.push(`${path}: ${text}`)
  }
  expect(count).toBeGreaterThan(100)
  expect(faults).toEqual([])
})

test('words of one language are found wherever somebody reads them', () => {
  const planted = `<script>const label = 'No text'</script>
    <svg><title>A gate</title></svg>
    <p class="no-text" title="A {name}">{label} &nbsp;· HTML{#if name}<b>Sent</b>{:else}文字{/if}</p>
    <Field label="Name" name="no-text" {hint} placeholder={'https://a.example'} style:width="{width}px" />
    {#if kind === 'none'}{isDone ? 'Done' : t('common.cancel')}{/if}<a title={has ? 'No way' : label}>X</a>`
  const found = ['A gate', 'title: A', 'Sent', '文字', 'label: Name', 'Done', 'title: No way']
  expect(writtenIn(planted)).toEqual(found)
})
