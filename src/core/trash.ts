/** For how long what was deleted can be taken out of the trash, milliseconds. */
export const trashLife = 30 * 86_400_000
