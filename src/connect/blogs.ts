import { scriptTag } from './forums.ts'
import { field, fileWord, type Site, type Step, say, type Tool } from './tool.ts'

/** Qexo's "remote API" image host: a form of seven fields, two of them JSON. */
export const qexo: Tool = {
  id: 'qexo',
  name: 'Qexo',
  kind: 'sites',
  about: say('Manages Hexo, Hugo and other blogs', '管理 Hexo、Hugo 等静态博客'),
  ways: [
    {
      id: 'smms',
      name: say('SM.MS’s API', 'SM.MS 接口'),
      steps: ({ url, key }) =>
        remoteApi({
          api: `${url}/api/v2/upload`,
          file: 'smfile',
          path: 'data.url',
          headers: { Authorization: key },
          deletion: 'data.delete',
        }),
    },
    {
      id: 'chevereto',
      name: say('Chevereto’s API', 'Chevereto 接口'),
      steps: ({ url, key }) =>
        remoteApi({
          api: `${url}/api/1/upload`,
          file: 'source',
          path: 'image.url',
          headers: { 'X-API-Key': key },
          deletion: 'image.delete_url',
        }),
    },
  ],
}

type RemoteApi = { api: string; file: string; path: string; headers: object; deletion: string }

function remoteApi({ api, file, path, headers, deletion }: RemoteApi): Step[] {
  return [
    {
      text: say(
        'In Qexo’s settings, Image host, choose Remote API and fill this in. Leave body and prefix empty.',
        '在 Qexo 设置的“图床”中选择“远程API”，填入以下内容，自定义请求主体和自定义前缀留空。',
      ),
      fields: [
        { name: say('API address', 'API 地址'), value: api },
        { name: say('POST parameter', 'POST 参数名'), value: file },
        { name: say('JSON path', 'JSON 路径'), value: path },
        { name: say('Custom headers', '自定义请求头'), value: JSON.stringify(headers) },
        { name: say('Deletion API', '删除 API'), value: deletion },
      ],
    },
  ]
}

/** Its plug-in for Lsky Pro takes only tokens of the form `1|…`. */
export const halo: Tool = {
  id: 'halo',
  name: 'Halo',
  kind: 'sites',
  about: say('Blog and site software', '建站与博客系统'),
  ways: [
    {
      id: 'lsky',
      name: say('Plug-in Lsky Pro', 'Lsky Pro 兰空图床插件'),
      steps: (site) => [
        {
          text: say(
            'Install the plug-in “Lsky Pro” from Halo’s app store; under Attachments, Storage policies, add a policy of it and fill this in.',
            '在 Halo 应用市场安装“Lsky Pro 兰空图床”插件，再到“附件 › 存储策略”新增该类型的策略并填入：',
          ),
          fields: [
            field('Lsky Pro 地址', site.url),
            field('API Token', `1|${site.key}`),
            field('实例 ID', fileWord(site).replaceAll('.', '-')),
          ],
        },
      ],
    },
  ],
}

export const typecho: Tool = {
  id: 'typecho',
  name: 'Typecho',
  kind: 'sites',
  about: say('Blog software', '博客系统'),
  ways: [
    {
      id: 'lsky',
      name: say('Plug-in LskyProUpload', 'LskyProUpload 插件'),
      steps: ({ url, key }) => [
        {
          text: say(
            'Install the plug-in LskyProUpload, switch it on and fill this into its settings.',
            '安装并启用 LskyProUpload 插件，在其设置中填入：',
          ),
          fields: [field('Api', url), field('Token', key)],
        },
      ],
    },
  ],
}

export const wordpress: Tool = {
  id: 'wordpress',
  name: 'WordPress',
  kind: 'sites',
  about: say('Site software', '建站系统'),
  keyless: true,
  ways: [
    {
      id: 'button',
      name: say('Upload button', '上传按钮'),
      steps: (site) => [
        {
          text: say(
            'Put this file into wp-content/mu-plugins. A button stands beside the classic editor and other text fields of the dashboard.',
            '将此文件放入 wp-content/mu-plugins，后台的经典编辑器等文本框旁会出现上传按钮。',
          ),
          file: { name: 'upload-button.php', type: 'application/x-php', text: plugin(site) },
        },
        {
          text: say(
            'In the block editor, upload at this site and paste the address into an image block: Insert from URL.',
            '使用区块编辑器时，在本站上传后，将地址粘贴到图像区块的“从 URL 插入”。',
          ),
        },
      ],
    },
  ],
}

function plugin(site: Site): string {
  const tag = scriptTag(site, { 'data-auto-insert': 'html-embed' })
  return `<?php
/*
Plugin Name: Upload button
*/
add_action('admin_print_footer_scripts', function () {
    echo '${tag.replace(/[\\']/g, '\\$&')}';
});
`
}
