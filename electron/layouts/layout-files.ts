/** The files of a layout, wherever they lie: in a folder or inside an archive. Names are relative, with `/`. */

export interface FileFacts {
  readonly sizeBytes: number
  /** Another one as soon as somebody wrote to the file. */
  readonly stamp: string
}

export interface LayoutFiles {
  /** What was given, for messages. */
  readonly path: string
  /** Whether the end was seen: a missing file of an archive that is cut off is its end's fault. */
  readonly isWhole: boolean
  /** Undefined where there is no such file. Throws `layout/leaves` and `layout/unreadable`. */
  look(name: string): Promise<FileFacts | undefined>
  /** The content from a byte on. Throws `layout/changed` at the end when the file was written to meanwhile. */
  read(name: string, fromByte: number): AsyncIterable<Buffer>
  /** The names at the top, to say what it looks like. */
  topNames(): Promise<readonly string[]>
  close(): Promise<void>
}
