/**
 * Understands what a person dropped, within a second whatever its size: names and sizes are looked at, only manifests and
 * configs are read and hashed. Layers are hashed when they are sent.
 */

import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError, fromReport } from '../../shared/errors.ts'
import type { Layout, LayoutImage, LayoutKind } from '../../shared/layout.ts'
import { openArchiveFiles } from './archive-files.ts'
import type { LayoutBlob, ReadImage } from './blob.ts'
import { openDirectoryFiles } from './directory-files.ts'
import { isAbsent, unreadable } from './file-problem.ts'
import type { LayoutFiles } from './layout-files.ts'
import { archiveLooksLike, compressionOf, fileLooksLike, folderLooksLike, MAGIC_BYTES } from './looks-like.ts'
import { readDockerArchive } from './read-docker-archive.ts'
import { readOciLayout } from './read-oci-layout.ts'
import { parseTarHeader } from './tar-header.ts'

/** A layout whose blobs can be read until it is closed. */
export interface OpenedLayout {
  readonly layout: Layout
  /** What an image of this layout consists of, the manifest first. Throws the image’s own problem. */
  blobsOf(image: LayoutImage): readonly LayoutBlob[]
  close(): Promise<void>
}

async function kindOfPath(path: string): Promise<'directory' | 'file'> {
  try {
    const facts = await stat(path)
    if (facts.isDirectory()) return 'directory'
    if (facts.isFile()) return 'file'
  } catch (thrown) {
    throw isAbsent(thrown) ? new AppError('layout/missing', { path }) : unreadable(path, thrown)
  }
  throw new AppError('layout/not-a-layout', { path, looksLike: 'it is neither a folder nor a file' })
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (thrown) {
    throw unreadable(path, thrown)
  }
}

/** Throws `layout/compressed` or `layout/not-a-layout` for a file that is no tar file. */
async function refuseOtherFiles(file: FileHandle, path: string): Promise<void> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_BYTES), 0, MAGIC_BYTES, 0)
  const head = buffer.subarray(0, bytesRead)
  const compression = compressionOf(head)
  if (compression) {
    throw new AppError('layout/compressed', { path, compression: compression.name, command: compression.command(path) })
  }
  if (parseTarHeader(head.subarray(0, 512))) return
  throw new AppError('layout/not-a-layout', { path, looksLike: fileLooksLike(head, basename(path)) })
}

async function openTar(path: string): Promise<LayoutFiles> {
  const file = await openFile(path)
  try {
    await refuseOtherFiles(file, path)
    return await openArchiveFiles(file, path)
  } catch (thrown) {
    await file.close()
    throw thrown
  }
}

async function kindOf(files: LayoutFiles, isDirectory: boolean): Promise<LayoutKind> {
  if (await files.look('index.json')) return isDirectory ? 'oci-directory' : 'oci-archive'
  const names = await files.topNames()
  if (!isDirectory && names.includes('manifest.json')) return 'docker-archive'
  if (!files.isWhole) throw new AppError('layout/truncated', { path: files.path })
  const looksLike = isDirectory ? folderLooksLike(names) : archiveLooksLike(names)
  throw new AppError('layout/not-a-layout', { path: files.path, looksLike })
}

/** One broken image beside good ones is told when it is chosen; where all are broken the first one’s problem is thrown. */
function refuseUseless(path: string, images: readonly ReadImage<LayoutImage>[]): void {
  const [first] = images
  if (!first) throw new AppError('layout/empty', { path })
  if (first.image.problem && images.every(({ image }) => image.problem)) throw fromReport(first.image.problem)
}

async function readImages(files: LayoutFiles, kind: LayoutKind): Promise<readonly ReadImage<LayoutImage>[]> {
  const images = await (kind === 'docker-archive' ? readDockerArchive(files) : readOciLayout(files))
  refuseUseless(files.path, images)
  return images
}

/** Opens an OCI directory, an OCI archive or an archive of Docker at an absolute path. Throws a `layout/…` error for anything else. */
export async function openLayout(path: string): Promise<OpenedLayout> {
  const isDirectory = (await kindOfPath(path)) === 'directory'
  const files = isDirectory ? await openDirectoryFiles(path) : await openTar(path)
  try {
    const kind = await kindOf(files, isDirectory)
    const images = await readImages(files, kind)
    return {
      layout: { path, name: basename(path) || path, kind, images: images.map(({ image }) => image) },
      blobsOf(image) {
        if (image.problem) throw fromReport(image.problem)
        return images.find(each => each.image.digest === image.digest)?.blobs ?? []
      },
      close: () => files.close(),
    }
  } catch (thrown) {
    await files.close()
    throw thrown
  }
}

/** What lies at a path, without keeping it open. */
export async function understandLayout(path: string): Promise<Layout> {
  const opened = await openLayout(path)
  await opened.close()
  return opened.layout
}
