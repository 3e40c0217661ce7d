/** What the upload button's script knows besides how to work; it goes into the script as JSON. */

/** What the button says, by language. */
export const words: Readonly<Record<string, string>> = {
  ar: 'تحميل الصور',
  cs: 'Nahrát obrázky',
  da: 'Upload billeder',
  de: 'Bilder hochladen',
  en: 'Upload images',
  es: 'Subir imágenes',
  fi: 'Lataa kuvia',
  fr: 'Envoyer des images',
  id: 'Unggah gambar',
  it: 'Carica immagini',
  ja: '画像をアップロード',
  ko: '이미지 업로드',
  nb: 'Last opp bilder',
  nl: 'Afbeeldingen uploaden',
  pl: 'Prześlij obrazy',
  pt: 'Enviar imagens',
  ru: 'Загрузить изображения',
  sv: 'Ladda upp bilder',
  tr: 'Resim yükle',
  uk: 'Завантажити зображення',
  zh: '上传图片',
  'zh-tw': '上傳圖片',
  'zh-hk': '上傳圖片',
}

/** Background and text of buttons, by Chevereto's names. */
export const palettes: Readonly<Record<string, readonly [string, string]>> = {
  default: ['#f1f1ef', '#2a2a28'],
  clear: ['transparent', 'inherit'],
  turquoise: ['#0f766e', '#fff'],
  green: ['#15803d', '#fff'],
  blue: ['#1d4ed8', '#fff'],
  purple: ['#7e22ce', '#fff'],
  darkblue: ['#1e293b', '#fff'],
  yellow: ['#facc15', '#1c1917'],
  orange: ['#c2410c', '#fff'],
  red: ['#b91c1c', '#fff'],
  grey: ['#e5e5e5', '#171717'],
  black: ['#262626', '#fff'],
}

type Vendor = {
  /** One of these names on `window`, or something that this selector finds, tells such a page. */
  globals?: readonly string[]
  sign?: string
  /** What people write in. */
  editor: string
  /** The code it takes, by Chevereto's names. */
  code: 'bbcode-embed-medium' | 'markdown-embed-medium' | 'html-embed-medium'
}

const message = 'textarea[name="message"]'

/** Forums, by Chevereto's names. The first whose page it is counts; the last is for all others. */
export const vendors: Readonly<Record<string, Vendor>> = {
  discourse: {
    sign: 'meta[name="generator"][content^="Discourse"], .d-editor',
    editor: '.d-editor-input, .d-editor .ProseMirror',
    code: 'markdown-embed-medium',
  },
  nodebb: {
    globals: ['ajaxify'],
    editor: '.composer textarea.write, [component="composer"] textarea, [component="topic/quickreply/text"]',
    code: 'markdown-embed-medium',
  },
  XF2: { globals: ['XF'], editor: `.fr-element, ${message}`, code: 'bbcode-embed-medium' },
  XF1: { globals: ['XenForo'], editor: `.redactor_editor, ${message}`, code: 'bbcode-embed-medium' },
  WoltLab: {
    globals: ['WCF'],
    editor: '.ck-content, .redactor-layer, textarea.wysiwygTextarea',
    code: 'html-embed-medium',
  },
  ipb: {
    globals: ['ips'],
    editor: '[data-ipseditor-name] [contenteditable="true"], .ipsEditor [contenteditable="true"], .tiptap',
    code: 'html-embed-medium',
  },
  phpbb: { globals: ['phpbb'], editor: message, code: 'bbcode-embed-medium' },
  mybb: { globals: ['MyBB'], editor: message, code: 'bbcode-embed-medium' },
  smf: { globals: ['smf_scripturl'], editor: message, code: 'bbcode-embed-medium' },
  vbulletin: {
    globals: ['vBulletin', 'vBulletin_init'],
    editor: `${message}, textarea[name="text"], .b-content-entry textarea, .cke_editable`,
    code: 'bbcode-embed-medium',
  },
  proboards: { globals: ['proboards'], editor: message, code: 'bbcode-embed-medium' },
  discuz: { globals: ['DISCUZCODE'], editor: message, code: 'bbcode-embed-medium' },
  vanilla: {
    globals: ['gdn'],
    editor: 'textarea.BodyBox, textarea[name="Body"]',
    code: 'html-embed-medium',
  },
  bbpress: {
    sign: '#bbpress-forums, .bbpress-wrapper, body.bbpress',
    editor: '#bbp_reply_content, #bbp_topic_content',
    code: 'html-embed-medium',
  },
  default: {
    sign: 'html',
    editor: 'textarea, [contenteditable=""], [contenteditable="true"]',
    code: 'bbcode-embed-medium',
  },
}
