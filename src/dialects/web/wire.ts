import type { AppError, ErrorCode } from '../../errors.ts'
import { formatSize } from '../../server/figures.ts'
import type { Language } from './language.ts'

/** What a refusal's page says: what is the matter, and what to do about it. */
export type Said = readonly [matter: string, advice: string]

type Row = { status: number } & Record<Language, Said | ((refusal: AppError) => Said)>

const badAddress = {
  status: 400,
  en: ['This address cannot be used', 'Send the file itself instead.'],
  zh: ['无法使用此网址', '请直接上传文件。'],
} as const satisfies Row

/** Pages have no field for it: only what somebody else's form sends can be wrong. */
const badField = {
  status: 400,
  en: ['A field of the form is wrong', 'Use the form on our home page.'],
  zh: ['表单内容有误', '请使用首页的表单。'],
} as const satisfies Row

const broken = {
  status: 422,
  en: ['This file cannot be read', 'It may be damaged or incomplete. Open and save it again, then retry.'],
  zh: ['无法读取此文件', '文件可能已损坏或不完整。请重新保存后再试。'],
} as const satisfies Row

const notTaken = {
  status: 415,
  en: ['Files of this kind are not taken', 'Save it as one of the kinds that the home page lists.'],
  zh: ['不支持此类文件', '请另存为首页所列的格式后再上传。'],
} as const satisfies Row

const noFile = {
  status: 400,
  en: ['No file has arrived', 'Choose a file that is not empty, then upload.'],
  zh: ['没有收到文件', '请选择一个非空文件后上传。'],
} as const satisfies Row

const denied = {
  status: 403,
  en: ['You may not do this', 'Ask whoever runs this site.'],
  zh: ['没有权限', '请联系本站管理员。'],
} as const satisfies Row

/** How every refusal is said on a page. */
export const refusals = {
  'bad-input': {
    status: 400,
    en: ['The request could not be understood', 'Go back, reload the page and try again.'],
    zh: ['无法理解此请求', '请返回并刷新页面后重试。'],
  },
  'no-source': noFile,
  'empty-source': noFile,
  'bad-base64': badField,
  unsupported: notTaken,
  'broken-file': broken,
  'kind-unavailable': notTaken,
  'kind-disabled': notTaken,
  'too-large': {
    status: 413,
    en: ({ details: { limit } }) => [
      'The file is too large',
      limit === undefined ? 'Choose a smaller one.' : `Files may have up to ${formatSize(limit)}.`,
    ],
    zh: ({ details: { limit } }) => [
      '文件过大',
      limit === undefined ? '请选择较小的文件。' : `文件最大为 ${formatSize(limit)}。`,
    ],
  },
  'too-complex': {
    status: 422,
    en: ['This picture is too much for this server', 'Reduce its dimensions or its number of frames.'],
    zh: ['此图片超出服务器的处理能力', '请减小图片尺寸或帧数。'],
  },
  'bad-width': badField,
  'width-too-large': badField,
  'bad-album': badField,
  'bad-category': badField,
  'bad-expiration': badField,
  'url-disabled': badAddress,
  'url-private': badAddress,
  'url-self': badAddress,
  'url-scheme': badAddress,
  'url-unreachable': badAddress,
  'key-missing': {
    status: 403,
    en: ['Guests cannot upload here', 'Upload with a tool that has the key of an account.'],
    zh: ['此处不接受游客上传', '请使用配置了账户密钥的工具上传。'],
  },
  'key-invalid': {
    status: 401,
    en: ['This key is not valid', 'It may have been revoked. Ask for a new one.'],
    zh: ['密钥无效', '密钥可能已被撤销，请申请新的密钥。'],
  },
  'bad-credentials': {
    status: 401,
    en: ['Wrong username or password', 'Check both and try again.'],
    zh: ['用户名或密码错误', '请检查后重试。'],
  },
  forbidden: denied,
  'not-found': {
    status: 404,
    en: ['There is nothing here', 'The address may be mistyped, or what was here is private.'],
    zh: ['这里什么也没有', '网址可能有误，或此内容未公开。'],
  },
  'already-deleted': {
    status: 410,
    en: ['This file was removed', 'Its sender deleted it, or its time was over.'],
    zh: ['此文件已被移除', '上传者已将其删除，或其保存期限已过。'],
  },
  duplicate: {
    status: 409,
    en: ['You already uploaded this file', 'There is no need to do it again.'],
    zh: ['您已上传过此文件', '无需重复上传。'],
  },
  'over-quota': {
    status: 403,
    en: ['No space left on your account', 'Delete something, or ask for more space.'],
    zh: ['账户空间已满', '请删除一些文件，或申请更多空间。'],
  },
  flood: {
    status: 429,
    en: ['Too many requests', 'Wait a little.'],
    zh: ['请求过于频繁', '请稍候。'],
  },
  busy: {
    status: 503,
    en: ['The server is busy', 'Wait a little.'],
    zh: ['服务器繁忙', '请稍候。'],
  },
  'storage-full': {
    status: 507,
    en: ['The server has no space left', 'Tell whoever runs this site.'],
    zh: ['服务器空间已满', '请告知本站管理员。'],
  },
  internal: {
    status: 500,
    en: [
      'Something went wrong here',
      'It is not your fault. Try again; if it stays, tell whoever runs this site.',
    ],
    zh: ['服务器出错了', '这不是您的问题。请重试；如果问题依旧，请告知本站管理员。'],
  },
} as const satisfies Record<ErrorCode, Row>

/** The status and the words of a refusal's page. */
export function translate(refusal: AppError, language: Language): { status: number; said: Said } {
  const row: Row = refusals[refusal.code]
  const said = row[language]
  return { status: row.status, said: typeof said === 'function' ? said(refusal) : said }
}
