import { bareAddress, field, jsonFile, type Site, type Step, say, type Tool, type Way } from './tool.ts'

type Told = { app: string; folder: string }

/** PicGo 1.5, 2 and 3 read the same settings; their own SM.MS speaks https only. */
export const picgo: Tool = {
  id: 'picgo',
  name: 'PicGo',
  kind: 'apps',
  about: say('Uploads from the desktop and for editors', '桌面上传工具，也供编辑器调用'),
  ways: waysOf({ app: 'PicGo', folder: '~/.picgo' }),
}

/** Its core is PicGo's. */
export const piclist: Tool = {
  id: 'piclist',
  name: 'PicList',
  kind: 'apps',
  about: say('PicGo with a manager for what was uploaded', '带图床管理的 PicGo 增强版'),
  ways: waysOf({ app: 'PicList', folder: '~/.piclist' }),
}

function waysOf(told: Told): readonly Way[] {
  return [
    {
      id: 'smms',
      name: say('Built-in SM.MS', '自带的 SM.MS'),
      needs: 'https',
      steps: (site) => smms(told, site),
    },
    {
      id: 'web-uploader',
      name: say('Plug-in web-uploader', 'web-uploader 插件'),
      steps: (site) => webUploader(told, site),
    },
    {
      id: 'lankong',
      name: say('Plug-in lankong (deletes too)', 'lankong 插件（支持同步删除）'),
      steps: (site) => lankong(told, site),
    },
  ]
}

function smms(told: Told, site: Site): Step[] {
  const values = { token: site.key, backupDomain: bareAddress(site) }
  return [
    {
      text: say(
        `In ${told.app}, open the image host SM.MS (S.EE in newer versions), fill this in and make it the default.`,
        `在 ${told.app} 中打开图床“SM.MS”（新版为 S.EE），填入以下内容并设为默认图床。`,
      ),
      fields: [
        { name: say('Set Token', '设定Token'), value: values.token },
        { name: say('Set Backup Upload Domain', '备用上传域名'), value: values.backupDomain },
      ],
    },
    withoutWindow(told, { uploader: 'smms', values }),
  ]
}

function webUploader(told: Told, { url, key }: Site): Step[] {
  const values = {
    url: `${url}/api/v2/upload`,
    paramName: 'smfile',
    jsonPath: 'data.url',
    customHeader: JSON.stringify({ Authorization: key }),
    customBody: '',
  }
  const inWindow = {
    text: say(
      'Open the image host “自定义Web图床” (custom web), fill this in and make it the default. Leave the body empty.',
      '打开图床“自定义Web图床”，填入以下内容并设为默认图床，自定义 Body 留空。',
    ),
    fields: [
      field('API地址', values.url),
      field('POST参数名', values.paramName),
      field('JSON路径', values.jsonPath),
      field('自定义请求头', values.customHeader),
    ],
  }
  return byPlugin(told, { name: 'web-uploader', inWindow, values })
}

function lankong(told: Told, { url, key }: Site): Step[] {
  const values = {
    lskyProVersion: 'V2',
    server: url,
    token: `Bearer ${key}`,
    strategyId: '',
    albumId: '',
    // 0: by its address alone.
    permission: 0,
    ignoreCertErr: false,
    syncDelete: true,
  }
  const inWindow = {
    text: say(
      'Open the image host “lankong”, fill this in, switch on Sync Delete and make it the default. Leave the rest as it is.',
      '打开图床“lankong”，填入以下内容，开启 Sync Delete 并设为默认图床，其余保持不变。',
    ),
    fields: [
      field('Lsky Pro Version', values.lskyProVersion),
      field('Server', values.server),
      field('Auth token', values.token),
    ],
  }
  return byPlugin(told, { name: 'lankong', inWindow, values })
}

/** A plug-in is installed, and its image host filled in by hand or by a file. */
function byPlugin(
  told: Told,
  { name, inWindow, values }: { name: string; inWindow: Step; values: object },
): Step[] {
  return [
    installing(told, name),
    inWindow,
    withoutWindow(told, { uploader: name, values, plugin: `picgo-plugin-${name}` }),
  ]
}

function installing({ app }: Told, plugin: string): Step {
  return {
    text: say(
      `In ${app}, open Plugin Settings, search for this and install it.`,
      `在 ${app} 的“插件设置”中搜索并安装。`,
    ),
    fields: [{ name: say('Plug-in', '插件'), value: plugin }],
  }
}

function withoutWindow(
  { app, folder }: Told,
  { uploader, values, plugin }: { uploader: string; values: object; plugin?: string },
): Step {
  const picBed = { current: uploader, uploader, [uploader]: values }
  const config = { picBed, picgoPlugins: plugin === undefined ? {} : { [plugin]: true } }
  return {
    text:
      plugin === undefined
        ? say(
            `Or, for ${app} on the command line, take this as ${folder}/config.json.`,
            `如果使用命令行版 ${app}，将此文件存为 ${folder}/config.json。`,
          )
        : say(
            `Or, for ${app} on the command line, install the plug-in and take this as ${folder}/config.json.`,
            `如果使用命令行版 ${app}，先安装插件，再将此文件存为 ${folder}/config.json。`,
          ),
    ...(plugin !== undefined && { code: `${app.toLowerCase()} install ${uploader}` }),
    file: jsonFile('config.json', config),
  }
}
