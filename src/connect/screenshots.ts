import { screenshotScript, uploadScript } from './shell.ts'
import { field, say, type Tool } from './tool.ts'

/** Its own upload goes to one fixed address: a script does the same. */
export const flameshot: Tool = {
  id: 'flameshot',
  name: 'Flameshot',
  kind: 'apps',
  about: say('Screenshots on Linux', 'Linux 截图工具'),
  ways: [
    {
      id: 'script',
      name: say('Script', '脚本'),
      steps: (site) => [
        {
          text: say(
            'Keep this script, for instance in ~/.local/bin, and make it executable.',
            '将此脚本存到 ~/.local/bin 等位置，并赋予执行权限。',
          ),
          file: screenshotScript(site, 'flameshot-upload.sh'),
          code: 'chmod 700 ~/.local/bin/flameshot-upload.sh',
        },
        {
          text: say(
            'Give it a shortcut in your desktop’s keyboard settings. The address is copied, by wl-copy or xclip.',
            '在桌面环境的键盘设置里为它设一个快捷键。地址会通过 wl-copy 或 xclip 复制到剪贴板。',
          ),
        },
      ],
    },
  ],
}

/** Its script uploader runs a program with the file's path and reads the address that it prints. */
export const ksnip: Tool = {
  id: 'ksnip',
  name: 'ksnip',
  kind: 'apps',
  about: say('Screenshots on Linux, Windows and macOS', '跨平台截图工具'),
  ways: [
    {
      id: 'script',
      name: say('Script uploader', '脚本上传'),
      steps: (site) => [
        {
          text: say(
            'Keep this script, for instance in ~/.local/bin, and make it executable.',
            '将此脚本存到 ~/.local/bin 等位置，并赋予执行权限。',
          ),
          file: uploadScript(site, 'ksnip-upload.sh'),
          code: 'chmod 700 ~/.local/bin/ksnip-upload.sh',
        },
        {
          text: say(
            'In Settings, Uploader, choose the type Script, then under Script Uploader name the file and tick “Copy script output to clipboard”.',
            '在“设置 › 上传”中将类型选为脚本，再在“脚本上传”里填入文件路径，并勾选将脚本输出复制到剪贴板。',
          ),
          fields: [field('Script', '~/.local/bin/ksnip-upload.sh')],
        },
      ],
    },
  ],
}
