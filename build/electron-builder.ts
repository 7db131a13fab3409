/**
 * How Drydock is packed. Everything the app runs is bundled (build/node-bundle.ts), so app.asar holds `dist/`,
 * package.json and no node_modules; nothing is compiled for Electron.
 */

import type { Configuration } from 'electron-builder'

/** Switches inside Electron's program that a person's own environment could otherwise use to run other code as Drydock. */
const fuses = {
  runAsNode: false,
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableCookieEncryption: true,
  onlyLoadAppFromAsar: true,
  enableEmbeddedAsarIntegrityValidation: true,
  grantFileProtocolExtraPrivileges: false,
} as const

export interface PackOptions {
  readonly electronVersion: string
  /** An unpacked Electron; without one electron-builder downloads it. */
  readonly electronDist?: string
  /** Whether that is the real one, which has fuses to set. */
  readonly isRealElectron: boolean
}

export function packConfiguration({ electronVersion, electronDist, isRealElectron }: PackOptions): Configuration {
  return {
    appId: 'io.github.drydock.Drydock',
    productName: 'Drydock',
    copyright: 'Copyright The Drydock authors, Apache-2.0',
    electronVersion,
    ...(electronDist === undefined ? {} : { electronDist }),
    ...(isRealElectron ? { electronFuses: fuses } : {}),
    npmRebuild: false,
    asar: true,
    directories: { output: 'release', buildResources: 'build/icons' },
    files: ['dist/**/*', '!dist/web/**/*', 'package.json', '!node_modules/**/*'],
    publish: null,
    linux: {
      target: ['AppImage', 'deb', 'rpm', 'tar.gz'],
      icon: 'build/icons',
      category: 'System',
      executableName: 'drydock',
      maintainer: 'The Drydock authors <drydock@users.noreply.github.com>',
      synopsis: 'Swap the operating system under a machine',
    },
    deb: { recommends: ['podman', 'openssh-client'] },
    mac: {
      target: ['dmg'],
      icon: 'build/icons/1024x1024.png',
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
    },
    win: { target: ['nsis'], icon: 'build/icons/512x512.png' },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
  }
}
