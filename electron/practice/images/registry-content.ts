/** What the registries of the practice world hold. */

import type { Recipe } from './build-image.ts'
import { builtRecipes, systemRecipes } from './recipes.ts'

export interface RegistryEntry {
  readonly name: string
  readonly recipe: (architecture: string) => Recipe
  readonly architectures: readonly string[]
}

const BOTH = ['amd64', 'arm64'] as const

export const registryContent: readonly RegistryEntry[] = [
  { name: 'quay.io/fedora/fedora-coreos:stable', recipe: systemRecipes.stable, architectures: BOTH },
  { name: 'quay.io/fedora/fedora-coreos:testing', recipe: systemRecipes.testing, architectures: BOTH },
  { name: 'quay.io/fedora/fedora-coreos:next', recipe: systemRecipes.next, architectures: BOTH },
  { name: 'quay.io/podman/machine-os:5.8', recipe: builtRecipes.podmanMachine58, architectures: BOTH },
  { name: 'quay.io/podman/machine-os:6.1', recipe: builtRecipes.podmanMachine61, architectures: BOTH },
  { name: 'quay.io/centos-bootc/centos-bootc:stream9', recipe: systemRecipes.centos, architectures: BOTH },
  { name: 'ghcr.io/ublue-os/ucore:stable', recipe: builtRecipes.ucore, architectures: BOTH },
  { name: 'docker.io/library/alpine:latest', recipe: builtRecipes.alpine, architectures: BOTH },
  { name: 'docker.io/library/nginx:latest', recipe: builtRecipes.nginx, architectures: BOTH },
]

/** Registries that answer; any other name does not resolve. */
export const knownRegistries: readonly string[] = ['quay.io', 'ghcr.io', 'docker.io', 'registry.fedoraproject.org']

/** Repositories that want a login nobody has. */
export const privateRepositories: readonly string[] = ['ghcr.io/acme/private']
