import { profileStep } from './programs.ts'
import { uploadScript } from './shell.ts'
import { field, type Site, type Step, say, type Tool } from './tool.ts'

/** Typora runs a command with the files' paths and reads the addresses from the lines printed last. */
export const typora: Tool = {
  id: 'typora',
  name: 'Typora',
  kind: 'writing',
  about: say('Markdown editor', 'Markdown 编辑器'),
  ways: [
    {
      id: 'tintype',
      name: say('With tintype', '使用 tintype 命令'),
      steps: (site) => [profileStep(site), customCommand('tintype upload')],
    },
    {
      id: 'curl',
      name: say('With curl (macOS, Linux)', '使用 curl（macOS、Linux）'),
      steps: (site) => [
        {
          text: say(
            'Keep this script in your home folder and make it executable.',
            '将此脚本存到主目录，并赋予执行权限。',
          ),
          file: uploadScript(site, 'typora-upload.sh'),
          code: 'chmod 700 ~/typora-upload.sh',
        },
        customCommand('~/typora-upload.sh'),
      ],
    },
  ],
}

export const obsidian: Tool = {
  id: 'obsidian',
  name: 'Obsidian',
  kind: 'writing',
  about: say('Notes in Markdown', 'Markdown 笔记'),
  ways: [
    {
      id: 'image-uploader',
      name: say('Plug-in Image Uploader', 'Image Uploader 插件'),
      steps: imageUploader,
    },
    {
      id: 'picgo',
      name: say('Plug-in Image auto upload, with tintype', 'Image auto upload 插件，配合 tintype'),
      steps: (site) => [
        profileStep(site),
        {
          text: say(
            'Start this when you write; it stands in for PicGo.',
            '写作时运行此命令，它会代替 PicGo 服务。',
          ),
          code: 'tintype picgo',
        },
        {
          text: say(
            'In the plug-in’s settings choose PicGo (app) as uploader, with this server.',
            '在插件设置中将默认上传器选为 PicGo（app），并填入以下服务地址。',
          ),
          fields: [{ name: say('PicGo server', 'PicGo server'), value: 'http://127.0.0.1:36677/upload' }],
        },
      ],
    },
  ],
}

function customCommand(command: string): Step {
  return {
    text: say(
      'In Preferences, Image, choose the image uploader Custom Command and fill this in.',
      '在“偏好设置 › 图像”中将上传服务选为 Custom Command（自定义命令），并填入以下命令。',
    ),
    fields: [{ name: say('Command', '命令'), value: command }],
  }
}

function imageUploader({ url, key }: Site): Step[] {
  return [
    {
      text: say(
        'Install the community plug-in Image Uploader and fill this into its settings.',
        '安装社区插件 Image Uploader，并在其设置中填入以下内容。',
      ),
      fields: [
        field('Api Endpoint', `${url}/api/v2/upload`),
        field('Upload Header', JSON.stringify({ Authorization: key })),
        field('Upload Body', JSON.stringify({ smfile: '$FILE' })),
        field('Image Url Path', 'data.url'),
      ],
    },
  ]
}
