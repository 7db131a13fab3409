/**
 * Every failure a person can act on: a code, its facts, and three sentences.
 *
 * The form of every message is: what happened · what it means for the machine · what to do. Texts live here and nowhere
 * else; screens choose buttons by code and nobody matches on message text. A code without sentences does not compile.
 */

/** The facts each code carries. `raw` on any error is what the tool itself printed, shown one click away. */
export interface ErrorFacts {
  'image/invalid-reference': { text: string; reason: string }
  'image/not-found': { image: string; where: string }
  'image/store-unavailable': { machine: string }
  'image/path-missing': { path: string; machine: string; expected: string }
  'image/unsupported-transport': { transport: string; backend: string; known: string }
  'image/not-bootable': { image: string }
  'image/wrong-architecture': { image: string; has: string; needs: string }
  'image/ambiguous': { image: string }
  'image/unreadable': { path: string }
  'image/denied': { image: string }
  'image/policy-refused': { image: string }
  'layout/missing': { path: string }
  'layout/not-a-layout': { path: string; looksLike: string }
  'layout/malformed': { path: string; file: string; reason: string }
  'layout/empty': { path: string }
  'layout/choose': { path: string; images: string }
  'layout/blob-missing': { path: string; digest: string }
  'layout/size-mismatch': { path: string; digest: string; says: string; has: string }
  'layout/digest-mismatch': { path: string; digest: string; has: string }
  'layout/truncated': { path: string }
  'layout/compressed': { path: string; compression: string; command: string }
  'layout/media-type': { path: string; mediaType: string; what: string }
  'layout/encrypted': { path: string }
  'layout/too-deep': { path: string; most: number }
  'layout/leaves': { path: string; name: string }
  'layout/too-large': { path: string; digest: string; size: string; most: string }
  'layout/unsupported': { path: string; what: string }
  'layout/unreadable': { path: string; reason: string }
  'layout/changed': { path: string; file: string }
  'upload/refused': { machine: string; digest: string; reason: string }
  'upload/store-not-ours': { machine: string; directory: string; owner: string }
  'upload/drop-refused': { reason: string }
  'registry/unreachable': { registry: string; reason: string }
  'registry/insecure': { registry: string }
  'registry/certificate': { registry: string; reason: string }
  'machine/not-found': { name: string; known: string }
  'machine/ambiguous': { name: string; matches: string }
  'machine/none': Record<string, never>
  'machine/exists': { name: string }
  'machine/unreachable': { machine: string; reason: string }
  'machine/lost': { machine: string; during: string }
  'machine/auth': { machine: string; user: string }
  'machine/key-unreadable': { path: string; reason: string }
  'machine/host-key-unknown': { machine: string; fingerprint: string; keyType: string }
  'machine/host-key-changed': {
    machine: string
    fingerprint: string
    expected: string
    keyType: string
    file: string
    line: number
  }
  'machine/stopped': { machine: string }
  'machine/wsl': { machine: string }
  'machine/not-image-based': { machine: string; os: string }
  'machine/backend-broken': { machine: string; backend: string }
  'machine/busy': { machine: string; jobId: string }
  'podman/missing': Record<string, never>
  'podman/as-root': Record<string, never>
  'podman/failed': { command: string; reason: string }
  'sudo/refused': { machine: string; user: string }
  'sudo/password': { machine: string; user: string }
  'backend/transaction': { machine: string; title: string }
  'backend/driver': { machine: string; driver: string }
  'backend/daemon': { machine: string; backend: string }
  'backend/packages': { machine: string; packages: string }
  'backend/cancelled': { machine: string }
  'backend/unchanged': { image: string }
  'backend/direct-refused': { image: string; backend: string }
  'backend/nothing-to-roll-back': { machine: string }
  'backend/reboot-blocked': { machine: string; holder: string }
  'backend/failed': { backend: string; reason: string }
  'space/full': { fileSystem: string; needed: string; free: string }
  'verify/old-system': { machine: string; requested: string; running: string; reason: string }
  'verify/other-system': { machine: string; requested: string; running: string }
  'verify/not-back': { machine: string; waited: string }
  'verify/not-restarted': { machine: string }
  'plan/blocked': { machine: string; reasons: string }
  'plan/changed': { machine: string; what: string }
  'job/not-found': { jobId: string }
  'job/not-asking': { jobId: string }
  'job/interrupted': { step: string; truth: string }
  'doctor/no-longer': { machine: string }
  'job/elsewhere': { machine: string; jobId: string }
  'job/unit-gone': { machine: string; unit: string; why: string }
  'job/left': { machine: string; jobId: string }
  'machine/unfinished': { machine: string; jobId: string }
  'storage/damaged': { path: string; movedTo: string }
  'usage/invalid': { reason: string }
  'command/failed': { command: string; exitCode: number | null; stderr: string }
  internal: { reason: string }
}

export type ErrorCode = keyof ErrorFacts

/** Whether trying the same thing again can help: at once, only after something was changed, or never. */
export type Retry = 'may-help' | 'after-a-change' | 'never'

interface ErrorText<Facts> {
  readonly happened: (facts: Facts) => string
  readonly means: string | ((facts: Facts) => string)
  readonly next: string | ((facts: Facts) => string)
  readonly retry: Retry
}

const UNCHANGED = 'The machine is unchanged.'

const texts: { readonly [Code in ErrorCode]: ErrorText<ErrorFacts[Code]> } = {
  'image/invalid-reference': {
    happened: f => `“${f.text}” is not an image reference: ${f.reason}.`,
    means: 'Nothing was started.',
    next: 'Write it like quay.io/fedora/fedora-coreos:stable, or pick one from the list.',
    retry: 'after-a-change',
  },
  'image/not-found': {
    happened: f => `There is no image ${f.image} ${f.where}.`,
    means: UNCHANGED,
    next: 'Check the name and the tag, or choose one of the local images.',
    retry: 'after-a-change',
  },
  'image/store-unavailable': {
    happened: f => `Podman on ${f.machine} could not say which images it holds: unable to access local image store.`,
    means: `${UNCHANGED} Whether the image is there is not known, so nothing was pulled from a registry instead.`,
    next: 'Try “podman images” on the machine; to skip its store, write docker:// before the name.',
    retry: 'after-a-change',
  },
  'image/path-missing': {
    happened: f => `${f.path} on ${f.machine} is not ${f.expected}.`,
    means: UNCHANGED,
    next: 'The path is one on that machine, not on this computer. Check it there.',
    retry: 'after-a-change',
  },
  'image/unsupported-transport': {
    happened: f => `${f.backend} cannot read images from “${f.transport}:”.`,
    means: 'Nothing was started.',
    next: f => `It reads ${f.known}.`,
    retry: 'never',
  },
  'image/not-bootable': {
    happened: f => `${f.image} is a normal container image, not an operating system.`,
    means: UNCHANGED,
    next: 'Look for one built from a bootc or Fedora CoreOS base (label ostree.bootable or containers.bootc).',
    retry: 'never',
  },
  'image/wrong-architecture': {
    happened: f => `${f.image} is built for ${f.has}; this machine is ${f.needs}.`,
    means: UNCHANGED,
    next: f => `Choose or build the image for ${f.needs}.`,
    retry: 'never',
  },
  'image/ambiguous': {
    happened: f => `${f.image} holds more than one image.`,
    means: UNCHANGED,
    next: 'Add “:name” of the one you want after the path.',
    retry: 'after-a-change',
  },
  'image/unreadable': {
    happened: f => `The system’s puller may not read ${f.path}.`,
    means: `${UNCHANGED} It runs as an unprivileged user, so every folder above must be searchable too.`,
    next: 'Move the image to /var/tmp, or run chmod o+rX on it and on each folder above.',
    retry: 'after-a-change',
  },
  'image/denied': {
    happened: f => `The registry refused ${f.image}: it is private, or it does not exist.`,
    means: UNCHANGED,
    next: 'Check the name. For a private image put a login for root on the machine into /etc/ostree/auth.json.',
    retry: 'after-a-change',
  },
  'image/policy-refused': {
    happened: f => `The machine’s signature policy does not accept ${f.image}.`,
    means: UNCHANGED,
    next: 'Choose “unverified” for this rebase, or give /etc/containers/policy.json a key for this source.',
    retry: 'after-a-change',
  },
  'layout/missing': {
    happened: f => `There is nothing at ${f.path} on this computer.`,
    means: UNCHANGED,
    next: 'Check the path. An image on the machine is written like oci:/var/tmp/image.',
    retry: 'after-a-change',
  },
  'layout/not-a-layout': {
    happened: f => `${f.path} is not an image in the OCI layout: ${f.looksLike}.`,
    means: UNCHANGED,
    next: 'Save the image as one: podman save --format oci-dir -o DIRECTORY IMAGE',
    retry: 'after-a-change',
  },
  'layout/malformed': {
    happened: f => `${f.file} in ${f.path} is not as the OCI image specification wants it: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Save the image anew with the tool that built it.',
    retry: 'after-a-change',
  },
  'layout/empty': {
    happened: f => `${f.path} is an OCI layout without an image in it.`,
    means: UNCHANGED,
    next: 'Save an image into it, then try again.',
    retry: 'after-a-change',
  },
  'layout/choose': {
    happened: f => `${f.path} holds more than one image: ${f.images}.`,
    means: UNCHANGED,
    next: 'Choose one of them; on the command line with --choose NAME.',
    retry: 'after-a-change',
  },
  'layout/blob-missing': {
    happened: f => `${f.path} is not whole: the blob ${f.digest} is missing.`,
    means: UNCHANGED,
    next: 'Copy or save the image again, and wait until that is done.',
    retry: 'after-a-change',
  },
  'layout/size-mismatch': {
    happened: f => `The blob ${f.digest} in ${f.path} has ${f.has}; the image says ${f.says}.`,
    means: `${UNCHANGED} The file is damaged or was not copied to its end.`,
    next: 'Copy or save the image again.',
    retry: 'after-a-change',
  },
  'layout/digest-mismatch': {
    happened: f => `The blob ${f.digest} in ${f.path} holds other content (${f.has}).`,
    means: `${UNCHANGED} The file is damaged, or somebody changed it.`,
    next: 'Copy or save the image again.',
    retry: 'after-a-change',
  },
  'layout/truncated': {
    happened: f => `The archive ${f.path} ends too early.`,
    means: `${UNCHANGED} It was not written or copied to its end.`,
    next: 'Copy or save it again.',
    retry: 'after-a-change',
  },
  'layout/compressed': {
    happened: f => `The archive ${f.path} is compressed as a whole (${f.compression}).`,
    means: `${UNCHANGED} What is in it can be seen, and sent in parts, only once it is unpacked.`,
    next: f => `Unpack it first: ${f.command}`,
    retry: 'after-a-change',
  },
  'layout/media-type': {
    happened: f => `${f.what} in ${f.path} has the type “${f.mediaType}”, which no system can be made of.`,
    means: UNCHANGED,
    next: 'Choose a container image. Artifacts, charts and signatures are none.',
    retry: 'never',
  },
  'layout/encrypted': {
    happened: f => `Layers of the image in ${f.path} are encrypted.`,
    means: `${UNCHANGED} The backends cannot decrypt them.`,
    next: 'Save it decrypted: skopeo copy --decryption-key KEY oci:FROM oci:TO',
    retry: 'after-a-change',
  },
  'layout/too-deep': {
    happened: f => `The index in ${f.path} leads to other indexes more than ${f.most} times.`,
    means: UNCHANGED,
    next: 'Save the one image that is meant by itself.',
    retry: 'after-a-change',
  },
  'layout/leaves': {
    happened: f => `“${f.name}” in ${f.path} leads out of it.`,
    means: `${UNCHANGED} Drydock reads nothing outside of what was given.`,
    next: 'Copy the image with its content: cp -rL FROM TO',
    retry: 'after-a-change',
  },
  'layout/too-large': {
    happened: f =>
      `The blob ${f.digest} in ${f.path} is said to have ${f.size}; no layer may have more than ${f.most}.`,
    means: UNCHANGED,
    next: 'Save the image anew with the tool that built it.',
    retry: 'after-a-change',
  },
  'layout/unsupported': {
    happened: f => `${f.path} uses ${f.what}, which Drydock cannot send.`,
    means: UNCHANGED,
    next: 'Save it another way: skopeo copy oci:FROM oci:TO',
    retry: 'after-a-change',
  },
  'layout/unreadable': {
    happened: f => `${f.path} cannot be read: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Give yourself the right to read it, then try again.',
    retry: 'after-a-change',
  },
  'layout/changed': {
    happened: f => `${f.file} in ${f.path} changed while it was read.`,
    means: 'Nothing is staged. Whatever writes there was not done yet.',
    next: 'Wait until the build is finished, then try again.',
    retry: 'may-help',
  },
  'upload/refused': {
    happened: f => `${f.machine} did not take the blob ${f.digest}: ${f.reason}.`,
    means: 'Nothing is staged; the running system is unchanged. Blobs that arrived whole are kept for the next try.',
    next: 'Try again. What the machine said is under Details.',
    retry: 'may-help',
  },
  'upload/store-not-ours': {
    happened: f => `${f.directory} on ${f.machine} belongs to ${f.owner}.`,
    means: `${UNCHANGED} Drydock keeps no blobs in a place that somebody else can change.`,
    next: f => `Remove it there, or log in as its owner: sudo rm -r ${f.directory}`,
    retry: 'after-a-change',
  },
  'upload/drop-refused': {
    happened: f => f.reason,
    means: 'Nothing was kept of it, and nothing was started.',
    next: 'Choose it again, or use the command line: drydock apply ./DIRECTORY MACHINE',
    retry: 'after-a-change',
  },
  'registry/unreachable': {
    happened: f => `The machine cannot reach ${f.registry}: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Check the name of the registry and the machine’s network, then try again.',
    retry: 'may-help',
  },
  'registry/insecure': {
    happened: f => `${f.registry} speaks plain HTTP; the machine expects HTTPS.`,
    means: UNCHANGED,
    next: 'On the machine, add it to /etc/containers/registries.conf.d with insecure = true.',
    retry: 'after-a-change',
  },
  'registry/certificate': {
    happened: f => `The machine does not trust the certificate of ${f.registry}: ${f.reason}.`,
    means: UNCHANGED,
    next: 'Add the registry’s CA to /etc/pki/ca-trust/source/anchors on the machine and run update-ca-trust.',
    retry: 'after-a-change',
  },
  'machine/not-found': {
    happened: f => `There is no machine called “${f.name}”.`,
    means: 'Nothing was started.',
    next: f => (f.known === '' ? 'Add a machine first.' : `Known machines: ${f.known}.`),
    retry: 'after-a-change',
  },
  'machine/ambiguous': {
    happened: f => `More than one machine is called “${f.name}”.`,
    means: 'Nothing was started.',
    next: f => `Use one of ${f.matches}.`,
    retry: 'after-a-change',
  },
  'machine/none': {
    happened: () => 'No machine was named and there is no default Podman machine.',
    means: 'Nothing was started.',
    next: 'Name one (try “practice”), or create one with “podman machine init”.',
    retry: 'after-a-change',
  },
  'machine/exists': {
    happened: f => `A machine called “${f.name}” is already in the list.`,
    means: 'The list is unchanged.',
    next: 'Choose another name.',
    retry: 'after-a-change',
  },
  'machine/unreachable': {
    happened: f => `Cannot reach ${f.machine}: ${f.reason}.`,
    means: 'What is shown of it is what it last said.',
    next: 'Check that it runs and that its address is right, then try again.',
    retry: 'may-help',
  },
  'machine/lost': {
    happened: f => `Lost the connection to ${f.machine} during ${f.during}.`,
    means: 'What was running there may have stopped or may go on; Drydock asks as soon as the machine answers.',
    next: 'Check the network. The job’s log shows how far it came.',
    retry: 'may-help',
  },
  'machine/auth': {
    happened: f => `${f.machine} accepted none of the keys for ${f.user}.`,
    means: 'Drydock could not log in; nothing was done there.',
    next: 'Choose another key file or user, or add your key to ~/.ssh/authorized_keys on the machine.',
    retry: 'after-a-change',
  },
  'machine/key-unreadable': {
    happened: f => `The key file ${f.path} cannot be used: ${f.reason}.`,
    means: 'Drydock could not log in; nothing was done on the machine.',
    next: 'Check the path and the passphrase.',
    retry: 'after-a-change',
  },
  'machine/host-key-unknown': {
    happened: f => `${f.machine} showed a ${f.keyType} key that is not known here yet (${f.fingerprint}).`,
    means: 'Drydock did not log in.',
    next: 'Compare the fingerprint with the machine’s own, then accept it.',
    retry: 'after-a-change',
  },
  'machine/host-key-changed': {
    happened: f =>
      `${f.machine} showed another ${f.keyType} key than before (${f.fingerprint} instead of ${f.expected}).`,
    means: 'Someone may be listening in, or the machine was installed anew. Drydock did not log in.',
    next: f => `If you know why the key changed, remove line ${f.line} of ${f.file} and try again.`,
    retry: 'never',
  },
  'machine/stopped': {
    happened: f => `${f.machine} is stopped.`,
    means: UNCHANGED,
    next: 'Start it, then try again.',
    retry: 'after-a-change',
  },
  'machine/wsl': {
    happened: f => `${f.machine} uses WSL. Its system is not image-based and cannot be rebased.`,
    means: UNCHANGED,
    next: 'Update it with dnf, or create a Hyper-V machine.',
    retry: 'never',
  },
  'machine/not-image-based': {
    happened: f => `${f.machine} runs ${f.os}, which was not booted from an image (no ostree deployment).`,
    means: UNCHANGED,
    next: 'Drydock rebases machines that run rpm-ostree or bootc. Update this one with its package manager.',
    retry: 'never',
  },
  'machine/backend-broken': {
    happened: f => `${f.machine} was booted from an image, but ${f.backend} does not answer there.`,
    means: UNCHANGED,
    next: 'Look at “journalctl -u rpm-ostreed” on the machine.',
    retry: 'after-a-change',
  },
  'machine/busy': {
    happened: f => `Another job of Drydock is already changing ${f.machine}.`,
    means: 'That job goes on; nothing new was started.',
    next: 'Wait for it or cancel it first.',
    retry: 'may-help',
  },
  'podman/missing': {
    happened: () => 'Podman is not installed on this computer.',
    means: 'Podman machines cannot be listed; other machines are not affected.',
    next: 'Install Podman, or add machines over SSH.',
    retry: 'after-a-change',
  },
  'podman/as-root': {
    happened: () => 'Drydock runs as root, and Podman keeps machines for people only, not for root.',
    means: 'Podman machines cannot be listed; other machines are not affected.',
    next: 'Start Drydock as the person whose Podman machines these are.',
    retry: 'after-a-change',
  },
  'podman/failed': {
    happened: f => `“${f.command}” failed: ${f.reason}.`,
    means: 'Podman machines may be missing from the list.',
    next: 'Try the command in a terminal.',
    retry: 'may-help',
  },
  'sudo/refused': {
    happened: f => `${f.user} may not use sudo on ${f.machine}.`,
    means: UNCHANGED,
    next: 'Log in as root or as a user who may, or allow it in /etc/sudoers.d.',
    retry: 'after-a-change',
  },
  'sudo/password': {
    happened: f => `sudo on ${f.machine} asks for the password of ${f.user}.`,
    means: UNCHANGED,
    next: 'Enter the password when asked; Drydock keeps it in memory only, for this job.',
    retry: 'after-a-change',
  },
  'backend/transaction': {
    happened: f => `Another program is changing ${f.machine}: ${f.title}.`,
    means: 'That change goes on; Drydock changed nothing.',
    next: 'Wait until it is done. The doctor on the machine’s page tells who it is and what is safe to do.',
    retry: 'may-help',
  },
  'backend/driver': {
    happened: f => `${f.machine} is updated by ${f.driver}, which does not let others change it.`,
    means: UNCHANGED,
    next: f => `Stop ${f.driver} on the machine, or try again: Drydock asks rpm-ostree to bypass it.`,
    retry: 'may-help',
  },
  'backend/daemon': {
    happened: f => `${f.backend}’s service on ${f.machine} does not start.`,
    means: UNCHANGED,
    next: 'Look at “journalctl -u rpm-ostreed”. On newer systems bootc may work where rpm-ostree does not.',
    retry: 'after-a-change',
  },
  'backend/packages': {
    happened: f => `Packages added to this system stand in the way: ${f.packages}.`,
    means: UNCHANGED,
    next: 'Remove them with “rpm-ostree uninstall”, or all with “rpm-ostree reset”, then try again.',
    retry: 'after-a-change',
  },
  'backend/cancelled': {
    happened: f => `The change on ${f.machine} was cancelled there.`,
    means: 'Nothing is staged; the running system is unchanged.',
    next: 'Start again when you are ready.',
    retry: 'may-help',
  },
  'backend/unchanged': {
    happened: f => `The machine already follows ${f.image}.`,
    means: UNCHANGED,
    next: 'Drydock checks for newer content under the same name.',
    retry: 'never',
  },
  'backend/direct-refused': {
    happened: f => `${f.backend} on this machine cannot read another user’s image store, so not ${f.image} in place.`,
    means: UNCHANGED,
    next: 'Drydock exports the image to /var/tmp first and goes on.',
    retry: 'after-a-change',
  },
  'backend/nothing-to-roll-back': {
    happened: f => `${f.machine} holds no earlier system to go back to.`,
    means: UNCHANGED,
    next: 'Rebase to the image you want instead.',
    retry: 'never',
  },
  'backend/reboot-blocked': {
    happened: f => `${f.holder} on ${f.machine} blocks the restart.`,
    means: 'The new system is staged and starts with the next restart.',
    next: 'End what blocks it (“systemd-inhibit --list”), then restart the machine.',
    retry: 'may-help',
  },
  'backend/failed': {
    happened: f => `${f.backend} stopped: ${f.reason}.`,
    means: 'Nothing new is staged unless the machine’s page shows it.',
    next: 'The full text is under Details.',
    retry: 'may-help',
  },
  'space/full': {
    happened: f =>
      `${f.fileSystem} is full${f.needed === '' ? '' : ` (needs ${f.needed}${f.free === '' ? '' : `, ${f.free} free`})`}.`,
    means: 'Nothing new is staged; the running system is unchanged.',
    next: f =>
      f.fileSystem === '/boot'
        ? 'Remove an old system: unpin it and run “rpm-ostree cleanup -r”, then try again.'
        : 'Free space there, for example “podman image prune”, then try again.',
    retry: 'after-a-change',
  },
  'verify/old-system': {
    happened: f => `${f.machine} came back on the old system (${f.running}) instead of ${f.requested}.`,
    means: f => `The new one was staged but not activated at shutdown${f.reason === '' ? '' : `: ${f.reason}`}.`,
    next: 'Mend the cause, then rebase again. “journalctl -b -1 -u ostree-finalize-staged” on the machine tells more.',
    retry: 'after-a-change',
  },
  'verify/other-system': {
    happened: f => `${f.machine} runs ${f.running}, which is neither the old system nor ${f.requested}.`,
    means: 'Something else changed the machine meanwhile.',
    next: 'Look at its deployments, then decide.',
    retry: 'never',
  },
  'verify/not-back': {
    happened: f => `${f.machine} has not come back after ${f.waited}.`,
    means: 'It may still be starting, or the new system may not start.',
    next: 'Look at its screen. In the boot menu the previous system is still there.',
    retry: 'may-help',
  },
  'verify/not-restarted': {
    happened: f => `${f.machine} answers, but has not restarted.`,
    means: 'The new system is staged and starts with the next restart.',
    next: 'Restart it from its page.',
    retry: 'may-help',
  },
  'plan/blocked': {
    happened: f => `${f.machine} cannot be rebased like this: ${f.reasons}`,
    means: UNCHANGED,
    next: 'Mend what blocks it, then review again.',
    retry: 'after-a-change',
  },
  'plan/changed': {
    happened: f => `${f.machine} is not as it was on the review screen: ${f.what}.`,
    means: UNCHANGED,
    next: 'Review again.',
    retry: 'after-a-change',
  },
  'job/not-found': {
    happened: f => `There is no job ${f.jobId}.`,
    means: 'Nothing was changed.',
    next: 'Look in the history.',
    retry: 'never',
  },
  'job/not-asking': {
    happened: f => `Job ${f.jobId} is not waiting for an answer.`,
    means: 'Nothing was changed.',
    next: 'Look at the job’s page.',
    retry: 'never',
  },
  'job/interrupted': {
    happened: f => `Drydock was closed while this job was at “${f.step}”.`,
    means: f => f.truth,
    next: 'Look at the machine’s deployments, then start again if needed.',
    retry: 'may-help',
  },
  'doctor/no-longer': {
    happened: f => `${f.machine} is no longer as the diagnosis found it.`,
    means: 'Nothing was done.',
    next: 'Look again; what stood in the way may be gone.',
    retry: 'may-help',
  },
  'job/elsewhere': {
    happened: f => `Job ${f.jobId} on ${f.machine} is looked after by another Drydock on this computer.`,
    means: 'That job goes on; nothing was changed.',
    next: 'Cancel it where it was started.',
    retry: 'never',
  },
  'job/unit-gone': {
    happened: f => `The work on ${f.machine} (${f.unit}) ended without a word: ${f.why}.`,
    means: 'What it had not finished it left undone; the running system is unchanged.',
    next: 'Look at the machine’s deployments, then start again.',
    retry: 'may-help',
  },
  'job/left': {
    happened: f => `${f.machine} has not answered for a long time.`,
    means: 'What runs there goes on without Drydock. The job is not over and nothing of it is lost.',
    next: f => `Go on with it when the machine answers again: drydock resume ${f.jobId}`,
    retry: 'may-help',
  },
  'machine/unfinished': {
    happened: f => `A job of Drydock on ${f.machine} is not finished, and nobody looks after it.`,
    means: 'What runs there goes on; nothing new was started.',
    next: f => `Go on with it first: drydock resume ${f.jobId}`,
    retry: 'after-a-change',
  },
  'storage/damaged': {
    happened: f => `${f.path} could not be read.`,
    means: f => `It was set aside as ${f.movedTo}; nothing was deleted.`,
    next: 'Drydock goes on with defaults. Compare the file if something is missing.',
    retry: 'never',
  },
  'usage/invalid': {
    happened: f => f.reason,
    means: 'Nothing was started.',
    next: '“drydock --help” shows how.',
    retry: 'after-a-change',
  },
  'command/failed': {
    happened: f => `“${f.command}” ended with ${f.exitCode === null ? 'no exit code' : `exit code ${f.exitCode}`}.`,
    means: 'What it did before that is in the log.',
    next: 'The full text is under Details.',
    retry: 'may-help',
  },
  internal: {
    happened: f => `Something went wrong in Drydock: ${f.reason}`,
    means: 'This is a fault of the app, not of the machine.',
    next: 'Please report it with the text under Details.',
    retry: 'may-help',
  },
}

/** An error as data: what travels to the window, into the log and to `--json`. */
export interface ErrorReport {
  readonly code: ErrorCode
  readonly facts: Readonly<Record<string, string | number | null>>
  readonly message: string
  readonly means: string
  readonly next: string
  readonly retry: Retry
  readonly raw?: string
}

const say = <Facts>(text: string | ((facts: Facts) => string), facts: Facts): string =>
  typeof text === 'function' ? text(facts) : text

/** One failure a person can act on. `message` is the first sentence; `report` has all of them. */
export class AppError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'AppError'
  readonly code: Code
  readonly facts: ErrorFacts[Code]
  readonly raw: string | undefined

  constructor(code: Code, facts: ErrorFacts[Code], options: { readonly raw?: string; readonly cause?: unknown } = {}) {
    super(texts[code].happened(facts), options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.facts = facts
    this.raw = options.raw
  }

  get report(): ErrorReport {
    const text = texts[this.code] as ErrorText<ErrorFacts[Code]>
    return {
      code: this.code,
      facts: { ...this.facts } as Record<string, string | number | null>,
      message: this.message,
      means: say(text.means, this.facts),
      next: say(text.next, this.facts),
      retry: text.retry,
      ...(this.raw === undefined ? {} : { raw: this.raw }),
    }
  }
}

/** Narrows to one code, or to any AppError when no code is given. */
export function isAppError<Code extends ErrorCode>(thrown: unknown, code?: Code): thrown is AppError<Code> {
  return thrown instanceof AppError && (code === undefined || thrown.code === code)
}

/** Anything thrown as an AppError; what is not one becomes `internal`, with its stack as the raw text. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  return new AppError('internal', { reason: error.message }, { cause: error, raw: error.stack ?? error.message })
}

/** The AppError a report stands for, on the other side of the wire. */
export function fromReport(report: ErrorReport): AppError {
  const options = report.raw === undefined ? {} : { raw: report.raw }
  return new AppError(report.code, report.facts as never, options)
}

/** Every code there is, for tests and for the documentation of exit codes. */
export const errorCodes = Object.keys(texts) as readonly ErrorCode[]
