/** Which fields a row has, in the order of the answer (reference: field lists of Ganeti's RAPI). */
export const clusterFields = [
  'software_version', 'protocol_version', 'config_version', 'os_api_version', 'export_version', 'vcs_version', 'architecture',
  'name', 'master', 'default_hypervisor', 'enabled_hypervisors', 'hvparams', 'os_hvp', 'beparams', 'osparams', 'ipolicy',
  'nicparams', 'ndparams', 'diskparams', 'candidate_pool_size', 'max_running_jobs', 'max_tracked_jobs', 'mac_prefix',
  'master_netdev', 'master_netmask', 'use_external_mip_script', 'volume_group_name', 'drbd_usermode_helper', 'file_storage_dir',
  'shared_file_storage_dir', 'gluster_storage_dir', 'maintain_node_health', 'ctime', 'mtime', 'uuid', 'tags', 'uid_pool',
  'default_iallocator', 'default_iallocator_params', 'reserved_lvs', 'primary_ip_version', 'prealloc_wipe_disks', 'hidden_os',
  'blacklisted_os', 'enabled_disk_templates', 'install_image', 'instance_communication_network', 'zeroing_image',
  'compression_tools', 'enabled_user_shutdown', 'enabled_data_collectors', 'data_collector_interval', 'modify_ssh_setup',
  'ssh_key_type', 'ssh_key_bits',
] as const;

export const nodeFields = [
  'name', 'offline', 'master_candidate', 'drained', 'dtotal', 'dfree', 'sptotal', 'spfree', 'mtotal', 'mnode', 'mfree',
  'pinst_cnt', 'sinst_cnt', 'ctotal', 'cnos', 'cnodes', 'csockets', 'pip', 'sip', 'role', 'pinst_list', 'sinst_list',
  'master_capable', 'vm_capable', 'ndparams', 'group.uuid', 'ctime', 'mtime', 'uuid', 'serial_no', 'tags',
] as const;

export const groupFields = [
  'alloc_policy', 'name', 'node_cnt', 'node_list', 'ipolicy', 'custom_ipolicy', 'diskparams', 'custom_diskparams', 'ndparams',
  'custom_ndparams', 'ctime', 'mtime', 'uuid', 'serial_no', 'tags',
] as const;

export const instanceFields = [
  'name', 'admin_state', 'os', 'pnode', 'snodes', 'disk_template', 'nic.ips', 'nic.macs', 'nic.modes', 'nic.uuids', 'nic.names',
  'nic.links', 'nic.networks', 'nic.networks.names', 'nic.bridges', 'network_port', 'disk.sizes', 'disk.spindles', 'disk_usage',
  'disk.uuids', 'disk.names', 'beparams', 'hvparams', 'oper_state', 'oper_ram', 'oper_vcpus', 'status', 'custom_hvparams',
  'custom_beparams', 'custom_nicparams', 'custom_osparams', 'ctime', 'mtime', 'uuid', 'serial_no', 'tags',
] as const;

export const jobBulkFields = [
  'id', 'ops', 'status', 'summary', 'opstatus', 'received_ts', 'start_ts', 'end_ts',
] as const;

export const jobFields = [...jobBulkFields, 'oplog', 'opresult'] as const;

export const osFields = [
  'name', 'valid', 'variants', 'parameters', 'api_versions', 'blacklisted', 'hidden', 'trusted',
] as const;
