import { describe, expect, test } from 'vitest'
import { configure, findTool, tools } from '../../src/connect/tools.ts'
import { fixture } from '../fixture.ts'
import { openBrowser } from './browser.ts'
import { openForumSite, openFrom, uploadIn, visitForum } from './forum-site.ts'
import { newPictures, openBusyStage, openFolder } from './uploading.ts'

/** A page as each software has it, around the place where its configuration tells to put the script. */
const pages: Readonly<Record<string, { before: string; code: RegExp }>> = {
  wordpress: {
    before: '<textarea id="content" class="wp-editor-area"></textarea>',
    code: /<img src="(.+?)"/,
  },
  nodebb: {
    before: '<div class="composer"><textarea class="write"></textarea></div>',
    code: /!\[[^\]]*\]\((.+?)\)/,
  },
  discourse: { before: '<textarea class="d-editor-input"></textarea>', code: /!\[[^\]]*\]\((.+?)\)/ },
  phpbb: { before: '<textarea name="message"></textarea>', code: /\[img\](.+?)\[\/img\]/ },
  forum: {
    before: '<script>window.XF = {}</script><textarea name="message"></textarea>',
    code: /\[img\](.+?)\[\/img\]/i,
  },
}

describe('configurations that are an upload button', () => {
  const stage = fixture(openBusyStage)
  const browser = fixture(openBrowser)
  const folder = fixture(openFolder)
  const forum = fixture(openForumSite)

  test('each is tried', () => {
    expect(Object.keys(pages).sort()).toEqual(tools.flatMap(({ id, keyless }) => (keyless ? id : [])).sort())
  })

  test.each(Object.entries(pages))('%s', async (id, { before, code }) => {
    const site = { name: 'Pictures', url: stage.url, key: '' }
    const [way] = configure(findTool(id), site, 'en').ways
    const [step] = way?.steps ?? []
    const script = step?.code ?? echoed(step?.file?.text ?? '')
    await using visitor = await visitForum({ browser, forum }, before + script, {})
    const { page } = visitor
    await uploadIn(await openFrom(page), await newPictures(folder, 1))
    const written = () => page.locator('textarea').inputValue()
    await expect.poll(written).toMatch(code)
    const [, url = ''] = code.exec(await written()) ?? []
    expect(url).toMatch(new RegExp(`^${stage.url}/images/`))
    expect((await fetch(url)).status).toBe(200)
    expect(visitor.complaints).toEqual([])
  })
})

/** What the one `echo` of a PHP file writes: a text in single quotes, where a backslash takes a quote's meaning. */
function echoed(php: string): string {
  const [, text] = /echo '((?:[^'\\]|\\.)*)';/.exec(php) ?? []
  if (text === undefined || !php.startsWith('<?php\n')) throw new Error(php)
  return text.replace(/\\([\\'])/g, '$1')
}
