import { word } from './shell.ts'
import { fileWord, jsonFile, type Site, type Step, say, type Tool } from './tool.ts'

export const tintype: Tool = {
  id: 'tintype',
  name: 'tintype',
  kind: 'programs',
  about: say('This site’s own command line', '本站自己的命令行工具'),
  ways: [
    {
      id: 'profile',
      name: say('Profile', '配置档'),
      steps: (site) => [
        profileStep(site),
        { text: say('Upload.', '上传文件。'), code: 'tintype upload cat.png' },
      ],
    },
  ],
}

/** Keeps the site and its key on somebody's machine. The same line does in sh, cmd and PowerShell. */
export function profileStep(site: Site): Step {
  const name = word(fileWord(site))
  return {
    text: say(
      'Install tintype (guide: The command line), then type this once.',
      '安装 tintype（见指南“命令行”），然后运行一次：',
    ),
    code: `echo ${site.key} | tintype profile add ${name} --url ${word(site.url)} --key-stdin`,
  }
}

export const curl: Tool = {
  id: 'curl',
  name: 'curl',
  kind: 'programs',
  about: say('For scripts', '用于脚本'),
  ways: [
    {
      id: 'address',
      name: say('Prints the address', '输出地址'),
      steps: ({ url, key }) => [
        uploading(
          `curl --fail-with-body -H 'X-API-Key: ${key}' -F format=txt -F source=@cat.png ${word(`${url}/api/1/upload`)}`,
        ),
      ],
    },
    {
      id: 'native',
      name: say('Prints JSON, with the deletion address', '输出 JSON，含删除地址'),
      steps: ({ url, key }) => [
        uploading(
          `curl --fail-with-body -H 'Authorization: Bearer ${key}' -F file=@cat.png ${word(`${url}/api/media`)}`,
        ),
      ],
    },
  ],
}

export const client: Tool = {
  id: 'client',
  name: '@tintype/client',
  kind: 'programs',
  about: say('Library for Node, browsers and workers', '供 Node、浏览器和 Worker 使用的库'),
  ways: [{ id: 'node', name: say('Node', 'Node'), steps: clientSteps }],
}

function clientSteps({ url, key }: Site): Step[] {
  return [
    {
      text: say(
        'Install @tintype/client (its README in Tintype’s folder client says how). Then upload a file and print its address.',
        '安装 @tintype/client（方法见 Tintype 的 client 目录中的 README），然后上传一个文件并输出地址：',
      ),
      file: {
        name: 'upload.mjs',
        type: 'text/javascript',
        text: `import { createClient } from '@tintype/client'
import { openFile } from '@tintype/client/node'

const client = createClient({ url: ${JSON.stringify(url)}, key: ${JSON.stringify(key)} })
const { media } = await client.upload(await openFile(process.argv[2] ?? 'cat.png'))
console.log(media.file.url)
`,
      },
      code: 'node upload.mjs cat.png',
    },
  ]
}

/** What an assistant's program is started with, as most of them write it. */
export const mcp: Tool = {
  id: 'mcp',
  name: 'MCP',
  kind: 'programs',
  about: say('Claude and other assistants', 'Claude 等 AI 助手'),
  ways: [
    {
      id: 'json',
      name: say('Settings file', '配置文件'),
      steps: (site) => [
        {
          text: say(
            'Install tintype (guide: The command line). Put this into the assistant’s settings: for Claude Desktop, claude_desktop_config.json; others call it mcp.json.',
            '安装 tintype（见指南“命令行”），再把以下内容写入助手的配置：Claude Desktop 为 claude_desktop_config.json，其他助手多为 mcp.json。',
          ),
          file: jsonFile('mcp.json', {
            mcpServers: { tintype: { command: 'tintype', args: ['mcp'], env: environment(site) } },
          }),
        },
      ],
    },
    {
      id: 'claude-code',
      name: say('Claude Code', 'Claude Code'),
      steps: (site) => {
        const set = Object.entries(environment(site)).map(([name, value]) => `--env ${name}=${word(value)}`)
        return [
          {
            text: say('Install tintype, then type this once.', '安装 tintype，然后运行一次：'),
            code: `claude mcp add tintype ${set.join(' ')} -- tintype mcp`,
          },
        ]
      },
    },
  ],
}

function environment({ url, key }: Site): Record<string, string> {
  return { TINTYPE_URL: url, TINTYPE_KEY: key }
}

function uploading(code: string): Step {
  return { text: say('Upload a file.', '上传一个文件：'), code }
}
