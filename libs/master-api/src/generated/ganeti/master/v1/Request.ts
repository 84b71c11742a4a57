// Original file: proto/master/v1/master.proto

import type { Submit as _ganeti_master_v1_Submit, Submit__Output as _ganeti_master_v1_Submit__Output } from '../../../ganeti/master/v1/Submit';
import type { Query as _ganeti_master_v1_Query, Query__Output as _ganeti_master_v1_Query__Output } from '../../../ganeti/master/v1/Query';
import type { WaitForChange as _ganeti_master_v1_WaitForChange, WaitForChange__Output as _ganeti_master_v1_WaitForChange__Output } from '../../../ganeti/master/v1/WaitForChange';
import type { JobCommand as _ganeti_master_v1_JobCommand, JobCommand__Output as _ganeti_master_v1_JobCommand__Output } from '../../../ganeti/master/v1/JobCommand';
import type { AutoArchive as _ganeti_master_v1_AutoArchive, AutoArchive__Output as _ganeti_master_v1_AutoArchive__Output } from '../../../ganeti/master/v1/AutoArchive';
import type { ChangePriority as _ganeti_master_v1_ChangePriority, ChangePriority__Output as _ganeti_master_v1_ChangePriority__Output } from '../../../ganeti/master/v1/ChangePriority';
import type { SetDrain as _ganeti_master_v1_SetDrain, SetDrain__Output as _ganeti_master_v1_SetDrain__Output } from '../../../ganeti/master/v1/SetDrain';
import type { Abort as _ganeti_master_v1_Abort, Abort__Output as _ganeti_master_v1_Abort__Output } from '../../../ganeti/master/v1/Abort';
import type { Hello as _ganeti_master_v1_Hello, Hello__Output as _ganeti_master_v1_Hello__Output } from '../../../ganeti/master/v1/Hello';
import type { QueryFields as _ganeti_master_v1_QueryFields, QueryFields__Output as _ganeti_master_v1_QueryFields__Output } from '../../../ganeti/master/v1/QueryFields';
import type { ReplaceFilter as _ganeti_master_v1_ReplaceFilter, ReplaceFilter__Output as _ganeti_master_v1_ReplaceFilter__Output } from '../../../ganeti/master/v1/ReplaceFilter';
import type { DeleteFilter as _ganeti_master_v1_DeleteFilter, DeleteFilter__Output as _ganeti_master_v1_DeleteFilter__Output } from '../../../ganeti/master/v1/DeleteFilter';
import type { JobOwners as _ganeti_master_v1_JobOwners, JobOwners__Output as _ganeti_master_v1_JobOwners__Output } from '../../../ganeti/master/v1/JobOwners';
import type { Subscribe as _ganeti_master_v1_Subscribe, Subscribe__Output as _ganeti_master_v1_Subscribe__Output } from '../../../ganeti/master/v1/Subscribe';
import type { Metrics as _ganeti_master_v1_Metrics, Metrics__Output as _ganeti_master_v1_Metrics__Output } from '../../../ganeti/master/v1/Metrics';
import type { WatcherStatus as _ganeti_master_v1_WatcherStatus, WatcherStatus__Output as _ganeti_master_v1_WatcherStatus__Output } from '../../../ganeti/master/v1/WatcherStatus';
import type { WatcherRun as _ganeti_master_v1_WatcherRun, WatcherRun__Output as _ganeti_master_v1_WatcherRun__Output } from '../../../ganeti/master/v1/WatcherRun';
import type { SetWatcherPause as _ganeti_master_v1_SetWatcherPause, SetWatcherPause__Output as _ganeti_master_v1_SetWatcherPause__Output } from '../../../ganeti/master/v1/SetWatcherPause';

export interface Request {
  'id'?: (number);
  'submit'?: (_ganeti_master_v1_Submit | null);
  'query'?: (_ganeti_master_v1_Query | null);
  'wait_for_change'?: (_ganeti_master_v1_WaitForChange | null);
  'cancel'?: (_ganeti_master_v1_JobCommand | null);
  'archive'?: (_ganeti_master_v1_JobCommand | null);
  'auto_archive'?: (_ganeti_master_v1_AutoArchive | null);
  'change_priority'?: (_ganeti_master_v1_ChangePriority | null);
  'set_drain'?: (_ganeti_master_v1_SetDrain | null);
  'abort'?: (_ganeti_master_v1_Abort | null);
  'hello'?: (_ganeti_master_v1_Hello | null);
  'query_fields'?: (_ganeti_master_v1_QueryFields | null);
  'replace_filter'?: (_ganeti_master_v1_ReplaceFilter | null);
  'delete_filter'?: (_ganeti_master_v1_DeleteFilter | null);
  'user'?: (string);
  'job_owners'?: (_ganeti_master_v1_JobOwners | null);
  'subscribe'?: (_ganeti_master_v1_Subscribe | null);
  'metrics'?: (_ganeti_master_v1_Metrics | null);
  'kill'?: (_ganeti_master_v1_JobCommand | null);
  'watcher_status'?: (_ganeti_master_v1_WatcherStatus | null);
  'watcher_run'?: (_ganeti_master_v1_WatcherRun | null);
  'set_watcher_pause'?: (_ganeti_master_v1_SetWatcherPause | null);
  'call'?: "submit"|"query"|"wait_for_change"|"cancel"|"kill"|"watcher_status"|"watcher_run"|"set_watcher_pause"|"archive"|"auto_archive"|"change_priority"|"set_drain"|"abort"|"hello"|"query_fields"|"replace_filter"|"delete_filter"|"job_owners"|"subscribe"|"metrics";
}

export interface Request__Output {
  'id': (number);
  'submit'?: (_ganeti_master_v1_Submit__Output | null);
  'query'?: (_ganeti_master_v1_Query__Output | null);
  'wait_for_change'?: (_ganeti_master_v1_WaitForChange__Output | null);
  'cancel'?: (_ganeti_master_v1_JobCommand__Output | null);
  'archive'?: (_ganeti_master_v1_JobCommand__Output | null);
  'auto_archive'?: (_ganeti_master_v1_AutoArchive__Output | null);
  'change_priority'?: (_ganeti_master_v1_ChangePriority__Output | null);
  'set_drain'?: (_ganeti_master_v1_SetDrain__Output | null);
  'abort'?: (_ganeti_master_v1_Abort__Output | null);
  'hello'?: (_ganeti_master_v1_Hello__Output | null);
  'query_fields'?: (_ganeti_master_v1_QueryFields__Output | null);
  'replace_filter'?: (_ganeti_master_v1_ReplaceFilter__Output | null);
  'delete_filter'?: (_ganeti_master_v1_DeleteFilter__Output | null);
  'user': (string);
  'job_owners'?: (_ganeti_master_v1_JobOwners__Output | null);
  'subscribe'?: (_ganeti_master_v1_Subscribe__Output | null);
  'metrics'?: (_ganeti_master_v1_Metrics__Output | null);
  'kill'?: (_ganeti_master_v1_JobCommand__Output | null);
  'watcher_status'?: (_ganeti_master_v1_WatcherStatus__Output | null);
  'watcher_run'?: (_ganeti_master_v1_WatcherRun__Output | null);
  'set_watcher_pause'?: (_ganeti_master_v1_SetWatcherPause__Output | null);
  'call'?: "submit"|"query"|"wait_for_change"|"cancel"|"kill"|"watcher_status"|"watcher_run"|"set_watcher_pause"|"archive"|"auto_archive"|"change_priority"|"set_drain"|"abort"|"hello"|"query_fields"|"replace_filter"|"delete_filter"|"job_owners"|"subscribe"|"metrics";
}
