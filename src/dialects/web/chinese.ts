import type { Texts } from './english.ts'
import type { Span } from './figures.ts'

/** The texts of the pages in simplified Chinese. */
export const chinese: Texts = {
  home: '首页',
  upload: '上传',
  uploadOther: '上传其他文件',

  chooseFile: '选择要上传的文件',
  dropFile: '将图片或视频拖放到下方区域，或点击该区域浏览文件。',
  file: '文件',
  limits: (kinds, size) => `${kinds} · 最大 ${size}`,
  guestExpiry: (span) => `游客上传的文件将在 ${say(span)}后自动删除。申请账户以自定义或防止文件被自动删除。`,
  largerWithAccount: (size) => `拥有账户后可上传大小：${size}`,
  guestsOff: '此处不接受游客上传',
  guestsOffAdvice: '上传需要账户密钥：请将密钥填入下方任一工具。',
  tools: '在您的工具中使用',
  address: '地址',
  fileField: '文件字段',
  header: '请求头',
  answerPath: '返回值路径',
  withoutKey: '游客无需密钥。',
  withKey: '需要账户密钥。',
  accounts: '如何获得账户和密钥？',
  accountsAnswer: '账户和密钥由本站管理员创建。如果您就是管理员，请运行以下命令：',

  openOriginal: '打开原图',
  download: (size) => `下载 · ${size}`,
  details: '详细信息',
  kind: '类型',
  dimensions: '尺寸',
  size: '大小',
  duration: '时长',
  uploaded: '上传时间',
  tags: '标签',
  expiresOn: ['此内容将于 ', ' 被删除。'],
  codes: '嵌入代码',
  codesAdvice: '点击代码即可全选，然后复制。',
  directCodes: '直接链接',
  pageCodes: '查看页链接',
  previewCodes: '带链接的预览图',
  nsfw: '此内容可能不适合在公共场合查看',
  show: '显示',
  yours: '上传完毕',
  yoursAdvice: '请保存此删除链接：它只在这里显示，一小时后不再显示。',

  askDeletion: '要删除此文件吗？',
  askDeletionAdvice: '文件及其所有链接将对所有人失效，且无法恢复。',
  remove: '删除',
  keep: '保留',
  deletion: '删除',
  deleted: '文件已删除，缓存将在几分钟内刷新。',
  deletedBefore: '图片此前已被删除。',

  requestId: '请求编号',
  tryAgainIn: (span) => `请在 ${say(span)}后重试。`,
  existing: '查看已有的文件',
}

const unitNames = { day: '天', hour: '小时', minute: '分钟', second: '秒' } as const satisfies Record<
  Span['unit'],
  string
>

function say({ count, unit }: Span): string {
  return `${count} ${unitNames[unit]}`
}
