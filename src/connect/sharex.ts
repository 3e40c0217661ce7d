import { fileWord, type Site, type Step, say, type Tool } from './tool.ts'

/** What all uploaders have in common. ShareX refuses files of versions up to 12.3.1; this syntax is 13.7.1's and later. */
const common = {
  Version: '14.1.0',
  DestinationType: 'ImageUploader, FileUploader',
  RequestMethod: 'POST',
  Body: 'MultipartFormData',
}

/** Custom uploaders, https://getsharex.com/docs/custom-uploader. `ErrorMessage` is read when the status is not 2xx. */
export const sharex: Tool = {
  id: 'sharex',
  name: 'ShareX',
  kind: 'apps',
  about: say('Screenshots and recordings on Windows', 'Windows 截图与录屏工具'),
  ways: [
    {
      id: 'native',
      name: say('Tintype’s own API', 'Tintype 原生接口'),
      steps: (site) => importing(site, native(site), ''),
    },
    {
      id: 'chevereto',
      name: say('Chevereto’s API', 'Chevereto 接口'),
      steps: (site) => importing(site, chevereto(site), 'chevereto'),
    },
    {
      id: 'smms',
      name: say('SM.MS’s API', 'SM.MS 接口'),
      steps: (site) => importing(site, smms(site), 'smms'),
    },
  ],
}

function importing(site: Site, uploader: object, dialect: string): Step[] {
  const base = dialect === '' ? fileWord(site) : `${fileWord(site)}-${dialect}`
  const text = `${JSON.stringify({ ...common, Name: site.name, ...uploader }, null, 2)}\n`
  return [
    {
      text: say('Open this file with ShareX and confirm.', '用 ShareX 打开此文件并确认。'),
      file: { name: `${base}.sxcu`, type: 'application/json', text },
    },
    {
      text: say(
        'Under Destinations, choose the custom uploader for images and for files.',
        '在“目标”中，将图像上传器和文件上传器都选为“自定义上传”。',
      ),
    },
  ]
}

function native({ url, key }: Site): object {
  return {
    RequestURL: `${url}/api/media`,
    Headers: { Authorization: `Bearer ${key}` },
    // The same picture again gets an address of its own: ShareX shows a refusal as a failure.
    Arguments: { again: '1' },
    FileFormName: 'file',
    ...answered({ url: 'file.url', thumb: 'thumb.url', deletion: 'deletionUrl', message: 'error.message' }),
  }
}

function chevereto({ url, key }: Site): object {
  return {
    RequestURL: `${url}/api/1/upload`,
    Headers: { 'X-API-Key': key },
    Arguments: { format: 'json' },
    FileFormName: 'source',
    ...answered({
      url: 'image.url',
      thumb: 'image.thumb.url',
      deletion: 'image.delete_url',
      message: 'error.message',
    }),
  }
}

/** The answer's JSON paths. */
type Paths = { url: string; thumb: string; deletion: string; message: string }

const answered = ({ url, thumb, deletion, message }: Paths): object => ({
  URL: `{json:${url}}`,
  ThumbnailURL: `{json:${thumb}}`,
  DeletionURL: `{json:${deletion}}`,
  ErrorMessage: `{json:${message}}`,
})

/** SM.MS tells of no thumbnail: the picture stands for it. */
function smms({ url, key }: Site): object {
  return {
    RequestURL: `${url}/api/v2/upload`,
    Headers: { Authorization: key },
    FileFormName: 'smfile',
    ...answered({ url: 'data.url', thumb: 'data.url', deletion: 'data.delete', message: 'message' }),
  }
}
