/** What cluster verify can find: the code of each finding, and the kind of object its report names. docs/verify.md says what to do. */
const objects = {
  ECLUSTERCERT: 'cluster',
  ECLUSTERCFG: 'cluster',
  ECLUSTERCLIENTCERT: 'cluster',
  ECLUSTERDANGLINGINST: 'node',
  ECLUSTERDANGLINGNODES: 'node',
  ECLUSTERFILECHECK: 'cluster',
  EEXTAGS: 'node',
  EGROUPDIFFERENTPVSIZE: 'group',
  EINSTANCEBADNODE: 'instance',
  EINSTANCEDOWN: 'instance',
  EINSTANCEFAULTYDISK: 'instance',
  EINSTANCELAYOUT: 'instance',
  EINSTANCEMISSINGCFGPARAMETER: 'instance',
  EINSTANCEMISSINGDISK: 'instance',
  EINSTANCEPOLICY: 'instance',
  EINSTANCESPLITGROUPS: 'instance',
  EINSTANCEUNSUITABLENODE: 'instance',
  EINSTANCEWRONGNODE: 'instance',
  ENODEDRBD: 'node',
  ENODEDRBDHELPER: 'node',
  ENODEDRBDVERSION: 'node',
  ENODEFILECHECK: 'node',
  ENODEFILESTORAGEPATHS: 'node',
  ENODEFILESTORAGEPATHUNUSABLE: 'node',
  ENODEGLUSTERSTORAGEPATHUNUSABLE: 'node',
  ENODEHOOKS: 'node',
  ENODEHV: 'node',
  ENODELVM: 'node',
  ENODEN1: 'node',
  ENODENET: 'node',
  ENODEOOBPATH: 'node',
  ENODEORPHANINSTANCE: 'node',
  ENODEORPHANLV: 'node',
  ENODEOS: 'node',
  ENODERPC: 'node',
  ENODESETUP: 'node',
  ENODESHAREDFILESTORAGEPATHUNUSABLE: 'node',
  ENODESSH: 'node',
  ENODETIME: 'node',
  ENODEUSERSCRIPTS: 'node',
  ENODEVERSION: 'node',
} as const;

export type VerifyErrorCode = keyof typeof objects;
export type VerifiedObject = (typeof objects)[VerifyErrorCode];

export const verifyErrorCodes = Object.keys(objects) as [VerifyErrorCode, ...VerifyErrorCode[]];

export function verifiedObject(code: VerifyErrorCode): VerifiedObject {
  return objects[code];
}
