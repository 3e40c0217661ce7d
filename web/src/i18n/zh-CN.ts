import account from './zh-CN/account.json'
import album from './zh-CN/album.json'
import auth from './zh-CN/auth.json'
import common from './zh-CN/common.json'
import connect from './zh-CN/connect.json'
import editor from './zh-CN/editor.json'
import errors from './zh-CN/errors.json'
import explore from './zh-CN/explore.json'
import library from './zh-CN/library.json'
import remotes from './zh-CN/remotes.json'
import start from './zh-CN/start.json'
import upload from './zh-CN/upload.json'
import viewer from './zh-CN/viewer.json'

/** Every text of this language. An area is a file: its keys begin with its name. */
export const messages = {
  ...common,
  ...errors,
  ...start,
  ...upload,
  ...editor,
  ...viewer,
  ...library,
  ...album,
  ...account,
  ...auth,
  ...explore,
  ...remotes,
  ...connect,
}
