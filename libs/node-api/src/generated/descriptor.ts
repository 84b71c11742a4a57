/* Made by tools/generate/proto.mjs from proto/node/v1/node.proto; do not edit. */
export const descriptor = {
 "nested": {
  "ganeti": {
   "nested": {
    "node": {
     "nested": {
      "v1": {
       "nested": {
        "Empty": {
         "fields": {}
        },
        "Progress": {
         "fields": {
          "message": {
           "type": "string",
           "id": 1
          },
          "percent": {
           "type": "double",
           "id": 2
          }
         }
        },
        "BlockDevice": {
         "oneofs": {
          "logical_id": {
           "oneof": [
            "plain",
            "drbd",
            "file",
            "blockdev_path",
            "rbd",
            "ext"
           ]
          }
         },
         "fields": {
          "dev_type": {
           "type": "string",
           "id": 1
          },
          "size": {
           "type": "uint32",
           "id": 2
          },
          "plain": {
           "type": "LogicalVolume",
           "id": 3
          },
          "drbd": {
           "type": "DrbdId",
           "id": 4
          },
          "file": {
           "type": "FileId",
           "id": 5
          },
          "blockdev_path": {
           "type": "string",
           "id": 6
          },
          "rbd": {
           "type": "NamedId",
           "id": 7
          },
          "ext": {
           "type": "NamedId",
           "id": 8
          },
          "children": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 9
          },
          "uuid": {
           "type": "string",
           "id": 10
          },
          "name": {
           "type": "string",
           "id": 11
          },
          "mode": {
           "type": "string",
           "id": 12
          },
          "params": {
           "keyType": "string",
           "type": "string",
           "id": 13
          }
         }
        },
        "LogicalVolume": {
         "fields": {
          "vg": {
           "type": "string",
           "id": 1
          },
          "lv": {
           "type": "string",
           "id": 2
          }
         }
        },
        "FileId": {
         "fields": {
          "driver": {
           "type": "string",
           "id": 1
          },
          "path": {
           "type": "string",
           "id": 2
          }
         }
        },
        "NamedId": {
         "fields": {
          "pool": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          }
         }
        },
        "DrbdId": {
         "fields": {
          "node_a": {
           "type": "string",
           "id": 1
          },
          "node_b": {
           "type": "string",
           "id": 2
          },
          "port": {
           "type": "uint32",
           "id": 3
          },
          "minor_a": {
           "type": "uint32",
           "id": 4
          },
          "minor_b": {
           "type": "uint32",
           "id": 5
          },
          "secret": {
           "type": "string",
           "id": 6
          },
          "address_a": {
           "type": "string",
           "id": 7
          },
          "address_b": {
           "type": "string",
           "id": 8
          }
         }
        },
        "Nic": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "mac": {
           "type": "string",
           "id": 3
          },
          "ip": {
           "type": "string",
           "id": 4
          },
          "params": {
           "keyType": "string",
           "type": "string",
           "id": 5
          },
          "network": {
           "keyType": "string",
           "type": "string",
           "id": 6
          }
         }
        },
        "Instance": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "hypervisor": {
           "type": "string",
           "id": 3
          },
          "os": {
           "type": "string",
           "id": 4
          },
          "hvparams": {
           "keyType": "string",
           "type": "string",
           "id": 5
          },
          "beparams": {
           "keyType": "string",
           "type": "string",
           "id": 6
          },
          "osparams": {
           "keyType": "string",
           "type": "string",
           "id": 7
          },
          "nics": {
           "rule": "repeated",
           "type": "Nic",
           "id": 8
          },
          "disks": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 9
          },
          "primary_node": {
           "type": "string",
           "id": 10
          },
          "secondary_nodes": {
           "rule": "repeated",
           "type": "string",
           "id": 11
          },
          "ctime": {
           "type": "double",
           "id": 12
          },
          "mtime": {
           "type": "double",
           "id": 13
          },
          "tags": {
           "rule": "repeated",
           "type": "string",
           "id": 14
          },
          "network_port": {
           "type": "uint32",
           "id": 15
          },
          "osparams_private": {
           "keyType": "string",
           "type": "string",
           "id": 16
          },
          "osparams_secret": {
           "keyType": "string",
           "type": "string",
           "id": 17
          }
         }
        },
        "Node": {
         "methods": {
          "Handshake": {
           "requestType": "HandshakeRequest",
           "responseType": "HandshakeResponse"
          },
          "Watch": {
           "requestType": "WatchRequest",
           "responseType": "StatusUpdate",
           "responseStream": true
          },
          "Verify": {
           "requestType": "VerifyRequest",
           "responseType": "VerifyResponse"
          },
          "Delay": {
           "requestType": "DelayRequest",
           "responseType": "Empty"
          },
          "ForgetSteps": {
           "requestType": "ForgetStepsRequest",
           "responseType": "Empty"
          },
          "Trust": {
           "requestType": "TrustRequest",
           "responseType": "Empty"
          },
          "NewKey": {
           "requestType": "Empty",
           "responseType": "NewKeyResponse"
          },
          "InstallCertificate": {
           "requestType": "InstallCertificateRequest",
           "responseType": "Empty"
          },
          "Leave": {
           "requestType": "Empty",
           "responseType": "Empty"
          }
         }
        },
        "HandshakeRequest": {
         "fields": {
          "node_uuid": {
           "type": "string",
           "id": 1
          },
          "node_name": {
           "type": "string",
           "id": 2
          },
          "cluster_name": {
           "type": "string",
           "id": 3
          },
          "cluster_uuid": {
           "type": "string",
           "id": 4
          }
         }
        },
        "HandshakeResponse": {
         "fields": {
          "protocol_version": {
           "type": "uint32",
           "id": 1
          },
          "release": {
           "type": "string",
           "id": 2
          },
          "node_uuid": {
           "type": "string",
           "id": 3
          },
          "node_name": {
           "type": "string",
           "id": 4
          },
          "epoch": {
           "type": "uint32",
           "id": 5
          },
          "hypervisors": {
           "rule": "repeated",
           "type": "string",
           "id": 6
          },
          "now": {
           "type": "double",
           "id": 7
          }
         }
        },
        "TrustRequest": {
         "fields": {
          "certificates": {
           "type": "string",
           "id": 1
          }
         }
        },
        "NewKeyResponse": {
         "fields": {
          "request": {
           "type": "string",
           "id": 1
          }
         }
        },
        "InstallCertificateRequest": {
         "fields": {
          "certificate": {
           "type": "string",
           "id": 1
          }
         }
        },
        "WatchRequest": {
         "fields": {
          "heartbeat_seconds": {
           "type": "double",
           "id": 1
          },
          "volume_groups": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          },
          "directories": {
           "rule": "repeated",
           "type": "string",
           "id": 3
          },
          "hypervisors": {
           "rule": "repeated",
           "type": "string",
           "id": 4
          },
          "every_volume_group": {
           "type": "bool",
           "id": 5
          },
          "exclusive_storage": {
           "type": "bool",
           "id": 6
          }
         }
        },
        "StatusUpdate": {
         "fields": {
          "full": {
           "type": "bool",
           "id": 1
          },
          "resources": {
           "type": "NodeResources",
           "id": 2
          },
          "instances": {
           "rule": "repeated",
           "type": "InstanceStatus",
           "id": 3
          },
          "gone": {
           "rule": "repeated",
           "type": "string",
           "id": 4
          },
          "heartbeat": {
           "type": "bool",
           "id": 5
          },
          "disks": {
           "rule": "repeated",
           "type": "DiskStatus",
           "id": 6
          },
          "change": {
           "type": "double",
           "id": 7
          }
         }
        },
        "NodeResources": {
         "fields": {
          "memory_total": {
           "type": "uint32",
           "id": 1
          },
          "memory_free": {
           "type": "uint32",
           "id": 2
          },
          "memory_dom0": {
           "type": "uint32",
           "id": 3
          },
          "cpu_total": {
           "type": "uint32",
           "id": 4
          },
          "cpu_nodes": {
           "type": "uint32",
           "id": 5
          },
          "cpu_sockets": {
           "type": "uint32",
           "id": 6
          },
          "cpu_dom0": {
           "type": "uint32",
           "id": 7
          },
          "boot_id": {
           "type": "string",
           "id": 8
          },
          "storage": {
           "rule": "repeated",
           "type": "StorageSpace",
           "id": 9
          },
          "load": {
           "type": "double",
           "id": 10
          }
         }
        },
        "StorageSpace": {
         "fields": {
          "type": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "total": {
           "type": "uint32",
           "id": 3
          },
          "free": {
           "type": "uint32",
           "id": 4
          }
         }
        },
        "InstanceStatus": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "hypervisor": {
           "type": "string",
           "id": 2
          },
          "state": {
           "type": "string",
           "id": 3
          },
          "memory": {
           "type": "uint32",
           "id": 4
          },
          "vcpus": {
           "type": "uint32",
           "id": 5
          },
          "cpu_seconds": {
           "type": "double",
           "id": 6
          }
         }
        },
        "VerifyRequest": {
         "fields": {
          "volume_groups": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          },
          "hypervisors": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          },
          "files": {
           "rule": "repeated",
           "type": "string",
           "id": 4
          },
          "drbd_helper": {
           "type": "string",
           "id": 5
          },
          "bridges": {
           "rule": "repeated",
           "type": "string",
           "id": 6
          },
          "hvparams": {
           "keyType": "string",
           "type": "string",
           "id": 7
          },
          "upkeep": {
           "type": "bool",
           "id": 8
          },
          "directories": {
           "rule": "repeated",
           "type": "string",
           "id": 9
          },
          "peers": {
           "rule": "repeated",
           "type": "Peer",
           "id": 10
          },
          "programs": {
           "rule": "repeated",
           "type": "string",
           "id": 11
          },
          "listed_directories": {
           "type": "bool",
           "id": 12
          },
          "gluster_directory": {
           "type": "string",
           "id": 13
          },
          "authorities": {
           "rule": "repeated",
           "type": "string",
           "id": 14
          }
         },
         "reserved": [
          [
           3,
           3
          ]
         ]
        },
        "Peer": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "address": {
           "type": "string",
           "id": 3
          },
          "port": {
           "type": "uint32",
           "id": 4
          },
          "secondary_address": {
           "type": "string",
           "id": 5
          }
         }
        },
        "VerifyResponse": {
         "fields": {
          "now": {
           "type": "double",
           "id": 1
          },
          "release": {
           "type": "string",
           "id": 2
          },
          "protocol_version": {
           "type": "uint32",
           "id": 3
          },
          "file_digests": {
           "keyType": "string",
           "type": "string",
           "id": 4
          },
          "findings": {
           "rule": "repeated",
           "type": "Finding",
           "id": 5
          },
          "drbd_minors": {
           "rule": "repeated",
           "type": "uint32",
           "id": 6
          },
          "volumes": {
           "rule": "repeated",
           "type": "string",
           "id": 7
          },
          "instances": {
           "rule": "repeated",
           "type": "InstanceStatus",
           "id": 8
          },
          "os": {
           "rule": "repeated",
           "type": "OsInfo",
           "id": 9
          },
          "certificate_digest": {
           "type": "string",
           "id": 10
          },
          "drbd_version": {
           "type": "string",
           "id": 11
          },
          "physical_volumes": {
           "rule": "repeated",
           "type": "PhysicalVolume",
           "id": 12
          }
         }
        },
        "PhysicalVolume": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "volume_group": {
           "type": "string",
           "id": 2
          },
          "size": {
           "type": "uint64",
           "id": 3
          }
         }
        },
        "Finding": {
         "fields": {
          "check": {
           "type": "string",
           "id": 1
          },
          "item": {
           "type": "string",
           "id": 2
          },
          "message": {
           "type": "string",
           "id": 3
          },
          "warning": {
           "type": "bool",
           "id": 4
          }
         }
        },
        "DelayRequest": {
         "fields": {
          "seconds": {
           "type": "double",
           "id": 1
          }
         }
        },
        "ForgetStepsRequest": {
         "fields": {
          "jobs": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "Blocks": {
         "methods": {
          "Create": {
           "requestType": "BlockCreateRequest",
           "responseType": "DiskStatus"
          },
          "Assemble": {
           "requestType": "BlockAssembleRequest",
           "responseType": "BlockAssembleResponse"
          },
          "Shutdown": {
           "requestType": "BlockRequest",
           "responseType": "Empty"
          },
          "Remove": {
           "requestType": "BlockRequest",
           "responseType": "Empty"
          },
          "Rename": {
           "requestType": "BlockRenameRequest",
           "responseType": "Empty"
          },
          "Grow": {
           "requestType": "BlockGrowRequest",
           "responseType": "Empty"
          },
          "Wipe": {
           "requestType": "BlockWipeRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "Status": {
           "requestType": "BlockStatusRequest",
           "responseType": "BlockStatusResponse"
          },
          "PauseSync": {
           "requestType": "PauseSyncRequest",
           "responseType": "Empty"
          },
          "SetInfo": {
           "requestType": "BlockSetInfoRequest",
           "responseType": "Empty"
          },
          "TakeSnapshot": {
           "requestType": "BlockSnapshotRequest",
           "responseType": "Empty"
          },
          "RollBack": {
           "requestType": "BlockRollBackRequest",
           "responseType": "Empty"
          },
          "Copy": {
           "requestType": "BlockCopyRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "DetachChildren": {
           "requestType": "ChildrenRequest",
           "responseType": "Empty"
          },
          "AttachChildren": {
           "requestType": "ChildrenRequest",
           "responseType": "Empty"
          },
          "DisconnectNetwork": {
           "requestType": "DevicesRequest",
           "responseType": "Empty"
          },
          "ConnectNetwork": {
           "requestType": "ConnectRequest",
           "responseType": "Empty"
          },
          "SetRole": {
           "requestType": "RoleRequest",
           "responseType": "Empty"
          },
          "ListVolumes": {
           "requestType": "ListVolumesRequest",
           "responseType": "ListVolumesResponse"
          }
         }
        },
        "BlockRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          }
         }
        },
        "DevicesRequest": {
         "fields": {
          "devices": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 1
          }
         }
        },
        "BlockCreateRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "owner": {
           "type": "string",
           "id": 2
          },
          "on_primary": {
           "type": "bool",
           "id": 3
          },
          "info": {
           "type": "string",
           "id": 4
          },
          "exclusive_storage": {
           "type": "bool",
           "id": 5
          }
         }
        },
        "BlockAssembleRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "owner": {
           "type": "string",
           "id": 2
          },
          "as_primary": {
           "type": "bool",
           "id": 3
          },
          "index": {
           "type": "uint32",
           "id": 4
          },
          "ignore_size": {
           "type": "bool",
           "id": 5
          },
          "shared": {
           "type": "bool",
           "id": 6
          }
         }
        },
        "BlockAssembleResponse": {
         "fields": {
          "path": {
           "type": "string",
           "id": 1
          },
          "link": {
           "type": "string",
           "id": 2
          },
          "uri": {
           "type": "string",
           "id": 3
          }
         }
        },
        "BlockRenameRequest": {
         "fields": {
          "pairs": {
           "rule": "repeated",
           "type": "RenamePair",
           "id": 1
          }
         }
        },
        "RenamePair": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "new_id": {
           "type": "BlockDevice",
           "id": 2
          }
         }
        },
        "BlockGrowRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "amount": {
           "type": "uint32",
           "id": 2
          },
          "dry_run": {
           "type": "bool",
           "id": 3
          },
          "backing_store": {
           "type": "bool",
           "id": 4
          }
         }
        },
        "BlockWipeRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "offset": {
           "type": "uint32",
           "id": 2
          },
          "size": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "ProgressEvent": {
         "oneofs": {
          "event": {
           "oneof": [
            "progress",
            "done"
           ]
          }
         },
         "fields": {
          "progress": {
           "type": "Progress",
           "id": 1
          },
          "done": {
           "type": "Empty",
           "id": 2
          }
         }
        },
        "BlockStatusRequest": {
         "fields": {
          "devices": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 1
          }
         }
        },
        "BlockStatusResponse": {
         "fields": {
          "status": {
           "rule": "repeated",
           "type": "DiskStatus",
           "id": 1
          }
         }
        },
        "DiskStatus": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          },
          "exists": {
           "type": "bool",
           "id": 2
          },
          "path": {
           "type": "string",
           "id": 3
          },
          "major": {
           "type": "int32",
           "id": 4
          },
          "minor": {
           "type": "int32",
           "id": 5
          },
          "sync_percent": {
           "type": "double",
           "id": 6
          },
          "estimated_time": {
           "type": "double",
           "id": 7
          },
          "degraded": {
           "type": "bool",
           "id": 8
          },
          "local_disk": {
           "type": "string",
           "id": 9
          },
          "role": {
           "type": "string",
           "id": 10
          },
          "connection": {
           "type": "string",
           "id": 11
          },
          "size": {
           "type": "uint32",
           "id": 12
          },
          "instance": {
           "type": "string",
           "id": 13
          }
         }
        },
        "PauseSyncRequest": {
         "fields": {
          "devices": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 1
          },
          "pause": {
           "type": "bool",
           "id": 2
          }
         }
        },
        "BlockSetInfoRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "info": {
           "type": "string",
           "id": 2
          }
         }
        },
        "BlockSnapshotRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "snapshot": {
           "type": "BlockDevice",
           "id": 2
          },
          "info": {
           "type": "string",
           "id": 3
          }
         }
        },
        "BlockRollBackRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "snapshot": {
           "type": "BlockDevice",
           "id": 2
          }
         }
        },
        "BlockCopyRequest": {
         "fields": {
          "source": {
           "type": "BlockDevice",
           "id": 1
          },
          "target": {
           "type": "BlockDevice",
           "id": 2
          },
          "size": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "ChildrenRequest": {
         "fields": {
          "device": {
           "type": "BlockDevice",
           "id": 1
          },
          "children": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 2
          }
         }
        },
        "ConnectRequest": {
         "fields": {
          "devices": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 1
          },
          "dual_primary": {
           "type": "bool",
           "id": 2
          }
         }
        },
        "RoleRequest": {
         "fields": {
          "devices": {
           "rule": "repeated",
           "type": "BlockDevice",
           "id": 1
          },
          "primary": {
           "type": "bool",
           "id": 2
          }
         }
        },
        "ListVolumesRequest": {
         "fields": {
          "volume_groups": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "ListVolumesResponse": {
         "fields": {
          "volumes": {
           "rule": "repeated",
           "type": "Volume",
           "id": 1
          }
         }
        },
        "Volume": {
         "fields": {
          "vg": {
           "type": "string",
           "id": 1
          },
          "lv": {
           "type": "string",
           "id": 2
          },
          "size": {
           "type": "double",
           "id": 3
          },
          "online": {
           "type": "bool",
           "id": 4
          },
          "device": {
           "type": "string",
           "id": 5
          },
          "in_use": {
           "type": "bool",
           "id": 6
          }
         }
        },
        "Instances": {
         "methods": {
          "Start": {
           "requestType": "InstanceStartRequest",
           "responseType": "Empty"
          },
          "Shutdown": {
           "requestType": "InstanceShutdownRequest",
           "responseType": "Empty"
          },
          "Reboot": {
           "requestType": "InstanceRebootRequest",
           "responseType": "Empty"
          },
          "Status": {
           "requestType": "InstanceStatusRequest",
           "responseType": "InstanceStatusResponse"
          },
          "MigrationInfo": {
           "requestType": "InstanceRequest",
           "responseType": "MigrationInfoResponse"
          },
          "AcceptMigration": {
           "requestType": "AcceptMigrationRequest",
           "responseType": "Empty"
          },
          "Migrate": {
           "requestType": "MigrateRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "FinishMigration": {
           "requestType": "FinishMigrationRequest",
           "responseType": "Empty"
          },
          "SetMemory": {
           "requestType": "SetMemoryRequest",
           "responseType": "Empty"
          },
          "HotplugSupported": {
           "requestType": "InstanceRequest",
           "responseType": "HotplugSupportedResponse"
          },
          "Hotplug": {
           "requestType": "HotplugRequest",
           "responseType": "Empty"
          },
          "ResizeDisk": {
           "requestType": "ResizeDiskRequest",
           "responseType": "Empty"
          },
          "ValidateParams": {
           "requestType": "ValidateParamsRequest",
           "responseType": "ValidateParamsResponse"
          }
         }
        },
        "InstanceRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          }
         }
        },
        "InstanceStartRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "paused": {
           "type": "bool",
           "id": 2
          }
         }
        },
        "InstanceShutdownRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "timeout": {
           "type": "double",
           "id": 2
          }
         }
        },
        "InstanceRebootRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "type": {
           "type": "string",
           "id": 2
          },
          "timeout": {
           "type": "double",
           "id": 3
          }
         }
        },
        "InstanceStatusRequest": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "hypervisor": {
           "type": "string",
           "id": 2
          }
         }
        },
        "InstanceStatusResponse": {
         "fields": {
          "exists": {
           "type": "bool",
           "id": 1
          },
          "status": {
           "type": "InstanceStatus",
           "id": 2
          }
         }
        },
        "MigrationInfoResponse": {
         "fields": {
          "info": {
           "type": "bytes",
           "id": 1
          },
          "migratable": {
           "type": "bool",
           "id": 2
          },
          "reason": {
           "type": "string",
           "id": 3
          },
          "hypervisor_version": {
           "type": "string",
           "id": 4
          }
         }
        },
        "AcceptMigrationRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "info": {
           "type": "bytes",
           "id": 2
          },
          "address": {
           "type": "string",
           "id": 3
          }
         }
        },
        "MigrateRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "target_address": {
           "type": "string",
           "id": 2
          },
          "live": {
           "type": "bool",
           "id": 3
          }
         }
        },
        "FinishMigrationRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "success": {
           "type": "bool",
           "id": 2
          },
          "source": {
           "type": "bool",
           "id": 3
          },
          "info": {
           "type": "bytes",
           "id": 4
          }
         }
        },
        "HotplugSupportedResponse": {
         "fields": {
          "supported": {
           "type": "bool",
           "id": 1
          },
          "reason": {
           "type": "string",
           "id": 2
          }
         }
        },
        "HotplugRequest": {
         "oneofs": {
          "device": {
           "oneof": [
            "disk",
            "nic"
           ]
          }
         },
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "action": {
           "type": "string",
           "id": 2
          },
          "disk": {
           "type": "BlockDevice",
           "id": 3
          },
          "nic": {
           "type": "Nic",
           "id": 4
          },
          "index": {
           "type": "uint32",
           "id": 5
          }
         }
        },
        "ResizeDiskRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "disk": {
           "type": "BlockDevice",
           "id": 2
          },
          "size": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "SetMemoryRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "memory": {
           "type": "uint32",
           "id": 2
          }
         }
        },
        "ValidateParamsRequest": {
         "fields": {
          "hypervisor": {
           "type": "string",
           "id": 1
          },
          "hvparams": {
           "keyType": "string",
           "type": "string",
           "id": 2
          }
         }
        },
        "ValidateParamsResponse": {
         "fields": {
          "problems": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "OperatingSystems": {
         "methods": {
          "List": {
           "requestType": "Empty",
           "responseType": "OsListResponse"
          },
          "Validate": {
           "requestType": "OsValidateRequest",
           "responseType": "OsValidateResponse"
          },
          "Create": {
           "requestType": "OsCreateRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "Rename": {
           "requestType": "OsRenameRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          }
         }
        },
        "OsInfo": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "path": {
           "type": "string",
           "id": 2
          },
          "valid": {
           "type": "bool",
           "id": 3
          },
          "message": {
           "type": "string",
           "id": 4
          },
          "variants": {
           "rule": "repeated",
           "type": "string",
           "id": 5
          },
          "parameters": {
           "rule": "repeated",
           "type": "OsParameter",
           "id": 6
          },
          "api_versions": {
           "rule": "repeated",
           "type": "uint32",
           "id": 7
          },
          "trusted": {
           "type": "bool",
           "id": 8
          }
         }
        },
        "OsParameter": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "help": {
           "type": "string",
           "id": 2
          }
         }
        },
        "OsListResponse": {
         "fields": {
          "os": {
           "rule": "repeated",
           "type": "OsInfo",
           "id": 1
          }
         }
        },
        "OsValidateRequest": {
         "fields": {
          "os": {
           "type": "string",
           "id": 1
          },
          "osparams": {
           "keyType": "string",
           "type": "string",
           "id": 2
          },
          "force_variant": {
           "type": "bool",
           "id": 3
          }
         }
        },
        "OsValidateResponse": {
         "fields": {
          "problems": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "OsCreateRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "reinstall": {
           "type": "bool",
           "id": 2
          },
          "debug_level": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "OsRenameRequest": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "old_name": {
           "type": "string",
           "id": 2
          },
          "debug_level": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "ExternalStorage": {
         "methods": {
          "List": {
           "requestType": "Empty",
           "responseType": "ExtStorageListResponse"
          }
         }
        },
        "ExtStorageInfo": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "path": {
           "type": "string",
           "id": 2
          },
          "valid": {
           "type": "bool",
           "id": 3
          },
          "message": {
           "type": "string",
           "id": 4
          },
          "parameters": {
           "rule": "repeated",
           "type": "ExtStorageParameter",
           "id": 5
          }
         }
        },
        "ExtStorageParameter": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "help": {
           "type": "string",
           "id": 2
          }
         }
        },
        "ExtStorageListResponse": {
         "fields": {
          "providers": {
           "rule": "repeated",
           "type": "ExtStorageInfo",
           "id": 1
          }
         }
        },
        "Exports": {
         "methods": {
          "List": {
           "requestType": "Empty",
           "responseType": "ExportListResponse"
          },
          "Describe": {
           "requestType": "ExportDescribeRequest",
           "responseType": "ExportDescribeResponse"
          },
          "Begin": {
           "requestType": "ExportName",
           "responseType": "Empty"
          },
          "Finish": {
           "requestType": "ExportFinishRequest",
           "responseType": "Empty"
          },
          "Abandon": {
           "requestType": "ExportName",
           "responseType": "Empty"
          },
          "Remove": {
           "requestType": "ExportName",
           "responseType": "Empty"
          }
         }
        },
        "ExportListResponse": {
         "fields": {
          "names": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "ExportName": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          }
         }
        },
        "ExportDescribeRequest": {
         "fields": {
          "path": {
           "type": "string",
           "id": 1
          }
         }
        },
        "ExportDescribeResponse": {
         "fields": {
          "exists": {
           "type": "bool",
           "id": 1
          },
          "config": {
           "type": "string",
           "id": 2
          }
         }
        },
        "ExportFinishRequest": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "config": {
           "type": "string",
           "id": 2
          }
         }
        },
        "Transfers": {
         "methods": {
          "CreateKey": {
           "requestType": "TransferKeyRequest",
           "responseType": "TransferKeyResponse"
          },
          "RemoveKey": {
           "requestType": "TransferKeyName",
           "responseType": "Empty"
          },
          "Listen": {
           "requestType": "TransferListenRequest",
           "responseType": "TransferListenResponse"
          },
          "Send": {
           "requestType": "TransferSendRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "Wait": {
           "requestType": "TransferWaitRequest",
           "responseType": "ProgressEvent",
           "responseStream": true
          },
          "Close": {
           "requestType": "TransferId",
           "responseType": "Empty"
          }
         }
        },
        "TransferKeyRequest": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "validity": {
           "type": "double",
           "id": 2
          }
         }
        },
        "TransferKeyName": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          }
         }
        },
        "TransferKeyResponse": {
         "fields": {
          "certificate": {
           "type": "string",
           "id": 1
          }
         }
        },
        "TransferId": {
         "fields": {
          "id": {
           "type": "string",
           "id": 1
          }
         }
        },
        "TransferListenRequest": {
         "fields": {
          "id": {
           "type": "string",
           "id": 1
          },
          "label": {
           "type": "string",
           "id": 2
          },
          "key": {
           "type": "string",
           "id": 3
          },
          "peer_certificate": {
           "type": "string",
           "id": 4
          },
          "secret": {
           "type": "string",
           "id": 5
          },
          "address": {
           "type": "string",
           "id": 6
          },
          "connect_timeout": {
           "type": "double",
           "id": 7
          },
          "device": {
           "type": "BlockDevice",
           "id": 8
          },
          "script": {
           "type": "TransferScript",
           "id": 9
          },
          "file": {
           "type": "TransferFile",
           "id": 10
          }
         }
        },
        "TransferListenResponse": {
         "fields": {
          "port": {
           "type": "uint32",
           "id": 1
          }
         }
        },
        "TransferSendRequest": {
         "fields": {
          "id": {
           "type": "string",
           "id": 1
          },
          "label": {
           "type": "string",
           "id": 2
          },
          "key": {
           "type": "string",
           "id": 3
          },
          "peer_certificate": {
           "type": "string",
           "id": 4
          },
          "secret": {
           "type": "string",
           "id": 5
          },
          "address": {
           "type": "string",
           "id": 6
          },
          "port": {
           "type": "uint32",
           "id": 7
          },
          "compress": {
           "type": "string",
           "id": 8
          },
          "scripted": {
           "type": "bool",
           "id": 9
          },
          "device": {
           "type": "BlockDevice",
           "id": 10
          },
          "script": {
           "type": "TransferScript",
           "id": 11
          },
          "file": {
           "type": "TransferFile",
           "id": 12
          }
         }
        },
        "TransferScript": {
         "fields": {
          "instance": {
           "type": "Instance",
           "id": 1
          },
          "index": {
           "type": "uint32",
           "id": 2
          },
          "debug_level": {
           "type": "uint32",
           "id": 3
          }
         }
        },
        "TransferFile": {
         "fields": {
          "export": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "compression": {
           "type": "string",
           "id": 3
          }
         }
        },
        "TransferWaitRequest": {
         "fields": {
          "id": {
           "type": "string",
           "id": 1
          },
          "connect_timeout": {
           "type": "double",
           "id": 2
          }
         }
        },
        "Hooks": {
         "methods": {
          "Run": {
           "requestType": "HooksRunRequest",
           "responseType": "HooksRunResponse"
          }
         }
        },
        "HooksRunRequest": {
         "fields": {
          "path": {
           "type": "string",
           "id": 1
          },
          "phase": {
           "type": "string",
           "id": 2
          },
          "environment": {
           "keyType": "string",
           "type": "string",
           "id": 3
          }
         }
        },
        "HooksRunResponse": {
         "fields": {
          "results": {
           "rule": "repeated",
           "type": "HookResult",
           "id": 1
          }
         }
        },
        "HookResult": {
         "fields": {
          "script": {
           "type": "string",
           "id": 1
          },
          "status": {
           "type": "string",
           "id": 2
          },
          "output": {
           "type": "string",
           "id": 3
          }
         }
        },
        "Files": {
         "methods": {
          "Write": {
           "requestType": "FileWriteRequest",
           "responseType": "Empty"
          },
          "WriteSsconf": {
           "requestType": "SsconfRequest",
           "responseType": "Empty"
          },
          "WriteConfig": {
           "requestType": "ConfigCopyRequest",
           "responseType": "Empty"
          },
          "DropConfig": {
           "requestType": "Empty",
           "responseType": "Empty"
          }
         }
        },
        "FileWriteRequest": {
         "fields": {
          "path": {
           "type": "string",
           "id": 1
          },
          "content": {
           "type": "bytes",
           "id": 2
          },
          "mode": {
           "type": "uint32",
           "id": 3
          },
          "owner": {
           "type": "string",
           "id": 4
          },
          "group": {
           "type": "string",
           "id": 5
          }
         }
        },
        "SsconfRequest": {
         "fields": {
          "values": {
           "keyType": "string",
           "type": "string",
           "id": 1
          },
          "revision": {
           "type": "double",
           "id": 2
          },
          "hosts": {
           "type": "HostsLines",
           "id": 3
          }
         }
        },
        "HostsLines": {
         "fields": {
          "lines": {
           "type": "string",
           "id": 1
          }
         }
        },
        "ConfigCopyRequest": {
         "fields": {
          "content": {
           "type": "bytes",
           "id": 1
          },
          "revision": {
           "type": "double",
           "id": 2
          }
         }
        },
        "Storage": {
         "methods": {
          "List": {
           "requestType": "StorageListRequest",
           "responseType": "StorageListResponse"
          },
          "Modify": {
           "requestType": "StorageModifyRequest",
           "responseType": "Empty"
          },
          "Repair": {
           "requestType": "StorageUnitRequest",
           "responseType": "Empty"
          }
         }
        },
        "StorageListRequest": {
         "fields": {
          "type": {
           "type": "string",
           "id": 1
          },
          "names": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          }
         }
        },
        "StorageListResponse": {
         "fields": {
          "units": {
           "rule": "repeated",
           "type": "StorageUnit",
           "id": 1
          }
         }
        },
        "StorageUnit": {
         "fields": {
          "type": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "size": {
           "type": "double",
           "id": 3
          },
          "used": {
           "type": "double",
           "id": 4
          },
          "free": {
           "type": "double",
           "id": 5
          },
          "allocatable": {
           "type": "bool",
           "id": 6
          },
          "problem": {
           "type": "string",
           "id": 7
          }
         }
        },
        "StorageModifyRequest": {
         "fields": {
          "type": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          },
          "allocatable": {
           "type": "bool",
           "id": 3
          }
         }
        },
        "StorageUnitRequest": {
         "fields": {
          "type": {
           "type": "string",
           "id": 1
          },
          "name": {
           "type": "string",
           "id": 2
          }
         }
        },
        "Machine": {
         "methods": {
          "Powercycle": {
           "requestType": "Empty",
           "responseType": "PowercycleResponse"
          },
          "Fence": {
           "requestType": "FenceRequest",
           "responseType": "Empty"
          },
          "OwnsAddress": {
           "requestType": "AddressRequest",
           "responseType": "AddressResponse"
          },
          "SetMasterAddress": {
           "requestType": "MasterAddressRequest",
           "responseType": "Empty"
          },
          "MakeSwitch": {
           "requestType": "SwitchRequest",
           "responseType": "Empty"
          },
          "RunOutOfBand": {
           "requestType": "OutOfBandRequest",
           "responseType": "OutOfBandResponse"
          },
          "RunRestricted": {
           "requestType": "RestrictedRequest",
           "responseType": "RestrictedResponse"
          }
         }
        },
        "MasterAddressRequest": {
         "fields": {
          "up": {
           "type": "bool",
           "id": 1
          },
          "address": {
           "type": "string",
           "id": 2
          },
          "prefix": {
           "type": "uint32",
           "id": 3
          },
          "device": {
           "type": "string",
           "id": 4
          },
          "external_script": {
           "type": "bool",
           "id": 5
          }
         }
        },
        "SwitchRequest": {
         "fields": {
          "name": {
           "type": "string",
           "id": 1
          },
          "link": {
           "type": "string",
           "id": 2
          }
         }
        },
        "FenceRequest": {
         "fields": {
          "reason": {
           "type": "string",
           "id": 1
          }
         }
        },
        "AddressRequest": {
         "fields": {
          "address": {
           "type": "string",
           "id": 1
          }
         }
        },
        "AddressResponse": {
         "fields": {
          "owned": {
           "type": "bool",
           "id": 1
          }
         }
        },
        "PowercycleResponse": {
         "fields": {
          "message": {
           "type": "string",
           "id": 1
          }
         }
        },
        "OutOfBandRequest": {
         "fields": {
          "program": {
           "type": "string",
           "id": 1
          },
          "command": {
           "type": "string",
           "id": 2
          },
          "node": {
           "type": "string",
           "id": 3
          },
          "timeout": {
           "type": "double",
           "id": 4
          }
         }
        },
        "OutOfBandResponse": {
         "fields": {
          "output": {
           "type": "string",
           "id": 1
          }
         }
        },
        "RestrictedRequest": {
         "fields": {
          "command": {
           "type": "string",
           "id": 1
          }
         }
        },
        "RestrictedResponse": {
         "fields": {
          "output": {
           "type": "string",
           "id": 1
          }
         }
        }
       }
      }
     }
    }
   }
  }
 }
};
