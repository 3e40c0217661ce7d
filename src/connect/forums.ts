import { type Site, type Step, say, type Text, type Tool } from './tool.ts'

type Forum = { id: string; name: string; vendor: string; where: Text; also?: readonly Text[] }

/** An upload button by one script: people upload as themselves, so it holds no key. */
export const nodebb = forum({
  id: 'nodebb',
  name: 'NodeBB',
  vendor: 'nodebb',
  where: say(
    'In the control panel, Appearance, Custom Content, put this into Custom Header, switch it on and save.',
    '在控制面板“外观 › 自定义内容”的自定义 Header 中填入以下代码，启用并保存。',
  ),
})

export const discourse = forum({
  id: 'discourse',
  name: 'Discourse',
  vendor: 'discourse',
  where: say(
    'In Admin, Customize, Themes, edit a theme component’s code and put this under Common, Body.',
    '在“管理 › 自定义 › 主题”中编辑一个主题组件的代码，将以下内容放入“通用 › Body”。',
  ),
  also: [
    say(
      'Where the content security policy is on, add the script’s address to “content security policy script src”.',
      '如果启用了内容安全策略，还需将脚本地址加入 “content security policy script src” 设置。',
    ),
  ],
})

export const phpbb = forum({
  id: 'phpbb',
  name: 'phpBB',
  vendor: 'phpbb',
  where: say(
    'Put this into overall_footer.html of your style, right before </body>.',
    '将以下代码放入所用风格的 overall_footer.html，位于 </body> 之前。',
  ),
  also: [say('Purge the cache in the control panel.', '在管理面板中清除缓存。')],
})

export const otherForum = forum({
  id: 'forum',
  name: 'XenForo, MyBB, SMF …',
  vendor: '',
  where: say(
    'Put this before </body> of the pages with text fields; which software it is is found out.',
    '将以下代码放在含有文本框的页面的 </body> 之前，会自动识别论坛程序。',
  ),
})

/** The script tag of the upload button, with attributes. */
export function scriptTag({ url }: Pick<Site, 'url'>, attributes: Readonly<Record<string, string>>): string {
  const all = Object.entries({ src: `${url}/pup.js`, ...attributes })
  return `<script async ${all.map(([name, value]) => `${name}="${attribute(value)}"`).join(' ')}></script>`
}

function forum({ id, name, vendor, where, also = [] }: Forum): Tool {
  const steps = (site: Site): Step[] => [
    { text: where, code: scriptTag(site, vendor === '' ? {} : { 'data-vendor': vendor }) },
    ...also.map((text) => ({ text })),
  ]
  return {
    id,
    name,
    kind: 'sites',
    about: say('Upload button for forums', '论坛上传按钮'),
    keyless: true,
    ways: [{ id: 'button', name: say('Upload button', '上传按钮'), steps }],
  }
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
