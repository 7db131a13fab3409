/** What a person dropped or browsed for, as a page gets to know it: a folder or one file, and maybe where it lies. */

export interface DroppedFile {
  /** Relative to the folder, with `/`; empty for a file that was dropped itself. */
  readonly name: string
  readonly file: File
}

export interface Dropped {
  readonly name: string
  readonly kind: 'folder' | 'file'
  readonly files: readonly DroppedFile[]
  /** Absolute, where the page may learn it (Electron). */
  readonly path?: string
}

/** Electron’s preload; a browser has no such thing. */
interface WithBridge {
  readonly drydock?: { pathForFile(file: File): string }
}

/** Where a file lies on this computer; undefined in a browser, which does not tell. */
export function pathOf(file: File): string | undefined {
  const path = (window as WithBridge).drydock?.pathForFile(file)
  return path === undefined || path === '' ? undefined : path
}

const withPath = (dropped: Omit<Dropped, 'path'>, path: string | undefined): Dropped =>
  path === undefined ? dropped : { ...dropped, path }

const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject))

const entriesOf = (reader: FileSystemDirectoryReader): Promise<readonly FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject))

/** All files below a folder. A reader hands out a hundred at a time and then nothing (File and Directory Entries API). */
async function filesBelow(directory: FileSystemDirectoryEntry, prefix: string): Promise<readonly DroppedFile[]> {
  const files: DroppedFile[] = []
  const reader = directory.createReader()
  for (let batch = await entriesOf(reader); batch.length > 0; batch = await entriesOf(reader)) {
    for (const entry of batch) {
      const name = `${prefix}${entry.name}`
      if (entry.isFile) files.push({ name, file: await fileOf(entry as FileSystemFileEntry) })
      else files.push(...(await filesBelow(entry as FileSystemDirectoryEntry, `${name}/`)))
    }
  }
  return files
}

/** The one thing that was dropped; undefined where it was several, or none. Must be called while the event is heard. */
export function readDrop(transfer: DataTransfer): Promise<Dropped> | undefined {
  const items = [...transfer.items].filter(({ kind }) => kind === 'file')
  const entry = items[0]?.webkitGetAsEntry()
  const file = items[0]?.getAsFile()
  if (items.length !== 1 || !entry) return undefined
  const path = file ? pathOf(file) : undefined
  const { name } = entry
  // Where the path is known nothing has to be read here.
  if (path !== undefined) return Promise.resolve({ name, kind: entry.isDirectory ? 'folder' : 'file', files: [], path })
  if (!entry.isDirectory) return Promise.resolve({ name, kind: 'file', files: file ? [{ name: '', file }] : [] })
  return filesBelow(entry as FileSystemDirectoryEntry, '').then(files => ({ name, kind: 'folder', files }))
}

/** What was chosen with `<input type="file">`, a folder with `webkitdirectory`; undefined for nothing. */
export function readChosen(chosen: Iterable<File>): Dropped | undefined {
  const files = [...chosen]
  const [first] = files
  if (!first) return undefined
  const path = pathOf(first)
  const [folder, ...rest] = first.webkitRelativePath.split('/')
  if (!folder || rest.length === 0)
    return withPath({ name: first.name, kind: 'file', files: [{ name: '', file: first }] }, path)
  const below = files.map(file => ({ name: file.webkitRelativePath.split('/').slice(1).join('/'), file }))
  const own = path?.slice(0, path.length - rest.join('/').length).replace(/[\\/]$/, '')
  return withPath({ name: folder, kind: 'folder', files: below }, own)
}

/** Above this a file beside `blobs` is none that tells what the folder is. */
const SMALL_BYTES = 1024 * 1024

/** The files that have to travel: all of a layout, and of anything else only what tells what it is. */
export function neededFiles({ kind, files }: Dropped): readonly DroppedFile[] {
  if (kind === 'file') return files
  const isLayout = files.some(({ name }) => name === 'index.json')
  return files.filter(({ name, file }) =>
    name.startsWith('blobs/') ? isLayout : !name.includes('/') && file.size <= SMALL_BYTES,
  )
}
