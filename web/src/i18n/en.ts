import account from './en/account.json'
import album from './en/album.json'
import auth from './en/auth.json'
import common from './en/common.json'
import connect from './en/connect.json'
import editor from './en/editor.json'
import errors from './en/errors.json'
import explore from './en/explore.json'
import library from './en/library.json'
import remotes from './en/remotes.json'
import start from './en/start.json'
import upload from './en/upload.json'
import viewer from './en/viewer.json'

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
