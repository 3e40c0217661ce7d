import type { FastifyReply } from 'fastify'
import type { App } from '../../core/app.ts'
import { findGroup } from '../../core/groups.ts'
import { actorOf } from '../../core/keys.ts'
import { sitePath, siteUrl } from '../../core/links.ts'
import { expiryOf } from '../../core/policy.ts'
import type { Door } from '../../core/settings.ts'
import type { Actor, Group } from '../../core/words.ts'
import { type KindName, kindNames, kinds } from '../../media/kinds.ts'
import { formatSize } from '../../server/figures.ts'
import { originOf } from '../../server/origin.ts'
import { spanOf } from './figures.ts'
import { type Html, html } from './html.ts'
import { uploadIcon } from './icons.ts'
import { type Exchange, type Setting, sendPage, settingFor } from './layout.ts'
import { fileField } from './uploading.ts'

/** The addresses that tools are given, and how each is spoken to. */
const tools = [
  {
    door: 'smms',
    heading: 'SM.MS API v2',
    path: '/api/v2/',
    facts: { fileField: 'smfile', header: 'Authorization: KEY', answerPath: 'data.url' },
  },
  {
    door: 'chevereto',
    heading: 'Chevereto API V1.1',
    path: '/api/1/upload',
    facts: { fileField: 'source', header: 'X-API-Key: KEY', answerPath: 'image.url' },
  },
] as const satisfies readonly { door: Door; [more: string]: unknown }[]

/** The home page: a form to upload, as far as guests may, and how to point tools here. */
export async function answerHome(app: App, { request, reply }: Exchange): Promise<FastifyReply> {
  const setting = await settingFor(app, request)
  const guest = await actorOf(app, undefined, originOf(app.config, request.raw))
  const members = await findGroup(app, 'members')
  const mayUpload = guestsMay(setting, guest.group, 'web')
  return sendPage(reply, setting, {
    narrow: true,
    caching: 'no-cache',
    referrer: 'strict-origin-when-cross-origin',
    main: html`${mayUpload ? form(setting, guest, members) : closed(setting)}
${toolBoxes(setting, guest.group)}
${accounts(setting)}`,
  })
}

function guestsMay({ settings }: Setting, guests: Group, door: Door): boolean {
  return guests.mayUpload && settings['guest-doors'].includes(door)
}

function form(setting: Setting, guest: Actor, members: Group): Html {
  const { app, texts } = setting
  const taken = takenKinds(setting, guest.group)
  const labels = taken.map((kind) => kinds[kind].label).join(', ')
  const { maxFileBytes } = guest.group
  const expiry = expiryOf(guest, undefined)
  return html`<section class="card drop">
${uploadIcon}
<h1>${texts.chooseFile}</h1>
<p class="quiet" id="ways">${texts.dropFile}</p>
<form method="post" action="${sitePath(app, '/upload')}" enctype="multipart/form-data">
<input type="file" name="${fileField}" required accept="${accepted(taken)}" aria-label="${texts.file}" aria-describedby="ways limits">
<button class="button" type="submit">${texts.upload}</button>
</form>
<p class="quiet" id="limits">${texts.limits(labels, formatSize(maxFileBytes))}</p>
</section>
<div class="quiet">
${expiry !== undefined && html`<p>${texts.guestExpiry(spanOf(expiry))}</p>`}
${members.maxFileBytes > maxFileBytes && html`<p>${texts.largerWithAccount(formatSize(members.maxFileBytes))}</p>`}
</div>`
}

function closed({ texts }: Setting): Html {
  return html`<section class="card message"><h1>${texts.guestsOff}</h1><p>${texts.guestsOffAdvice}</p></section>`
}

function takenKinds({ settings }: Setting, group: Group): KindName[] {
  return kindNames.filter(
    (kind) => !settings['disabled-kinds'].includes(kind) && group.kinds?.includes(kind) !== false,
  )
}

function accepted(taken: readonly KindName[]): string {
  return taken
    .flatMap((kind) => [kinds[kind].mime, ...kinds[kind].extensions.map((each) => `.${each}`)])
    .join()
}

function toolBoxes(setting: Setting, guests: Group): Html {
  const { app, texts } = setting
  const boxes = tools.map(
    ({ door, heading, path, facts }) => html`<section class="card">
<h2>${heading}</h2>
<p class="quiet">${texts.address}</p>
<code class="code" tabindex="0">${siteUrl(app, path)}</code>
<dl class="facts">
<dt>${texts.fileField}</dt><dd><code>${facts.fileField}</code></dd>
<dt>${texts.header}</dt><dd><code>${facts.header}</code></dd>
<dt>${texts.answerPath}</dt><dd><code>${facts.answerPath}</code></dd>
</dl>
<p class="quiet">${guestsMay(setting, guests, door) ? texts.withoutKey : texts.withKey}</p>
</section>`,
  )
  return html`<h2>${texts.tools}</h2>\n<div class="tools">${boxes}</div>`
}

function accounts({ texts }: Setting): Html {
  return html`<details class="card">
<summary>${texts.accounts}</summary>
<p>${texts.accountsAnswer}</p>
<code class="code lines" tabindex="0">npm run -s tintype -- user add NAME --email ADDRESS --role user
npm run -s tintype -- key add NAME --name LABEL</code>
</details>`
}
