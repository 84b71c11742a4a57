const ofClusterInfo = [
  'master', 'enabled_hypervisors', 'default_hypervisor', 'hvparams', 'os_hvp', 'beparams', 'osparams', 'nicparams', 'ndparams',
  'diskparams', 'ipolicy', 'candidate_pool_size', 'max_running_jobs', 'max_tracked_jobs', 'mac_prefix', 'master_netdev', 'master_netmask',
  'use_external_mip_script', 'vg_name', 'drbd_helper', 'drbd_usermode_helper', 'file_storage_dir', 'shared_file_storage_dir', 'gluster_storage_dir',
  'maintain_node_health', 'uuid', 'uid_pool', 'default_iallocator', 'default_iallocator_params', 'reserved_lvs', 'primary_ip_version',
  'prealloc_wipe_disks', 'hidden_os', 'blacklisted_os', 'enabled_disk_templates', 'install_image', 'instance_communication_network', 'zeroing_image',
  'compression_tools', 'enabled_user_shutdown', 'enabled_data_collectors', 'data_collector_interval', 'modify_ssh_setup', 'ssh_key_type', 'ssh_key_bits',
];

/** Where the fields differ from Ganeti's on purpose: `kind/field` -> why. This list is all there is. */
export const fieldDeviations: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ofClusterInfo.map((name) => [`cluster/${name}`, 'The description that /2/info answers can be asked for by field, too'])),
  'job/held': 'Which filter rule holds a job back; Ganeti does not say',
};
