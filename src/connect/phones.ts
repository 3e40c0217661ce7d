import { field, type Site, type Step, say, type Tool } from './tool.ts'

/** The action "Get Contents of URL" of Apple's Shortcuts, in the share sheet. */
export const shortcuts: Tool = {
  id: 'shortcuts',
  name: 'iOS Shortcuts',
  kind: 'apps',
  about: say('From the share sheet of iPhone, iPad and Mac', '在 iPhone、iPad 和 Mac 的共享菜单中上传'),
  ways: [{ id: 'share', name: say('Share sheet', '共享菜单'), steps }],
}

function steps({ url, key }: Site): Step[] {
  return [
    {
      text: say(
        'Make a new shortcut that receives Images and Media from the Share Sheet.',
        '新建快捷指令，设为在共享表单中接收“图像”和“媒体”。',
      ),
    },
    {
      text: say(
        'Add “Get Contents of URL” with this URL and method, and add the header.',
        '添加操作“获取 URL 内容”，填入 URL 和方法，并添加头部。',
      ),
      fields: [
        field('URL', `${url}/api/v2/upload`),
        { name: say('Method', '方法'), value: 'POST' },
        { name: say('Header key', '头部的键'), value: 'Authorization' },
        { name: say('Header text', '头部的文本'), value: key },
      ],
    },
    {
      text: say(
        'As Request Body choose Form and add a field of type File with this key; its value is Shortcut Input.',
        '请求体选“表单”，添加一个“文件”类型的字段，键如下，值为“快捷指令输入”。',
      ),
      fields: [{ name: say('Field key', '字段的键'), value: 'smfile' }],
    },
    {
      text: say(
        'Add “Get Dictionary Value” for this key, then “Copy to Clipboard”.',
        '添加“获取词典值”并填入以下键，再添加“拷贝至剪贴板”。',
      ),
      fields: [{ name: say('Dictionary key', '词典的键'), value: 'data.url' }],
    },
  ]
}
