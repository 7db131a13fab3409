# From the deployments of deployments.bash to what `bootc status --json` prints (tests/reference/bootc/status-*.json).
def image: { image: (.reference | sub("^ostree-unverified-registry:|^ostree-image-signed:(docker://|registry:)|^(ostree-unverified-image|ostree-image-signed):[a-z-]+:(//)?"; "")),
    transport: (.reference | if test("^ostree-unverified-registry:|^ostree-image-signed:(docker:|registry:)") then "registry" else split(":")[1] end) }
  + (if (.reference | startswith("ostree-image-signed:")) then {signature: "containerPolicy"} else {} end);
def entry: { cachedUpdate: null, composefs: null, downloadOnly: false, incompatible: false, pinned, softRebootCapable: false,
  store: "ostreeContainer", ostree: { checksum, deploySerial: .serial, stateroot: .osname },
  image: { architecture: (.config | fromjson | .architecture), image: image, imageDigest: .digest,
    timestamp: (.created | sub("\\.[0-9]+"; "")), version: (if .version == "" then null else .version end) } };
. as $all | (map(.role) | index("booted")) as $booted | (map(.role) | index("staged")) as $staged |
([range(length) | select($booted != null and $all[.].role == "-" and . > $booted)][0]
  // [range(length) | select($all[.].role == "-")][0]) as $rollback |
($booted != null and $rollback != null and $rollback < $booted) as $queued |
[range(length) | select(. != $booted and . != $staged and . != $rollback) | $all[.] | entry] as $others |
{ apiVersion: "org.containers.bootc/v1", kind: "BootcHost", metadata: { name: "host" },
  spec: { bootOrder: (if $queued then "rollback" else "default" end),
    image: (if $booted == null then null else ($all[$staged // $booted] | image) end) },
  status: ({ booted: (if $booted == null then null else ($all[$booted] | entry) end), readOnly: false,
    rollback: (if $rollback == null then null else ($all[$rollback] | entry) end), rollbackQueued: $queued,
    staged: (if $staged == null then null else ($all[$staged] | entry) end),
    type: (if $booted == null then null else "bootcHost" end), usrOverlay: null }
    + (if $others == [] then {} else { otherDeployments: $others } end)) }
