import { field, fileWord, type Site, type Step, say, type Tool } from './tool.ts'

/** uPic for macOS. Its import file is a list of hosts, each JSON in a text; `resultPath` is a list in a text as well. */
export const upic: Tool = {
  id: 'upic',
  name: 'uPic',
  kind: 'apps',
  about: say('Uploads from the menu bar of macOS', 'macOS 菜单栏上传工具'),
  ways: [{ id: 'smms', name: say('Custom host', '自定义图床'), steps }],
}

function steps(site: Site): Step[] {
  const config = {
    url: `${site.url}/api/v2/upload`,
    method: 'POST',
    field: 'smfile',
    bodys: [],
    headers: [{ key: 'Authorization', value: site.key }],
    resultPath: '["data","url"]',
    domain: '',
    saveKeyPath: '',
    suffix: '',
    useBase64: false,
  }
  const host = JSON.stringify({
    id: `tintype-${fileWord(site)}`,
    name: site.name,
    type: 'custom',
    data: config,
  })
  return [
    {
      text: say(
        'In uPic’s menu, choose Import hosts and this file, then choose the new host.',
        '在 uPic 菜单中选择“导入图床配置”并打开此文件，然后选用新图床。',
      ),
      file: { name: 'uPic_hosts.json', type: 'application/json', text: `${JSON.stringify([host])}\n` },
    },
    {
      text: say(
        'Or add a custom host in the preferences and fill this in; the header is Authorization.',
        '也可在偏好设置中新增“自定义”图床并填入以下内容，请求头为 Authorization。',
      ),
      fields: [
        { name: say('API URL', 'API 地址'), value: config.url },
        { name: say('Request method', '请求方式'), value: config.method },
        { name: say('File field', '文件字段名'), value: config.field },
        field('Authorization', site.key),
        { name: say('URL path', 'URL 路径'), value: config.resultPath },
      ],
    },
  ]
}
