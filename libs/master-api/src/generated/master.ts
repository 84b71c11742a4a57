import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Abort as _ganeti_master_v1_Abort, Abort__Output as _ganeti_master_v1_Abort__Output } from './ganeti/master/v1/Abort';
import type { AutoArchive as _ganeti_master_v1_AutoArchive, AutoArchive__Output as _ganeti_master_v1_AutoArchive__Output } from './ganeti/master/v1/AutoArchive';
import type { ChangePriority as _ganeti_master_v1_ChangePriority, ChangePriority__Output as _ganeti_master_v1_ChangePriority__Output } from './ganeti/master/v1/ChangePriority';
import type { DeleteFilter as _ganeti_master_v1_DeleteFilter, DeleteFilter__Output as _ganeti_master_v1_DeleteFilter__Output } from './ganeti/master/v1/DeleteFilter';
import type { Events as _ganeti_master_v1_Events, Events__Output as _ganeti_master_v1_Events__Output } from './ganeti/master/v1/Events';
import type { Hello as _ganeti_master_v1_Hello, Hello__Output as _ganeti_master_v1_Hello__Output } from './ganeti/master/v1/Hello';
import type { JobCommand as _ganeti_master_v1_JobCommand, JobCommand__Output as _ganeti_master_v1_JobCommand__Output } from './ganeti/master/v1/JobCommand';
import type { JobInput as _ganeti_master_v1_JobInput, JobInput__Output as _ganeti_master_v1_JobInput__Output } from './ganeti/master/v1/JobInput';
import type { JobOwners as _ganeti_master_v1_JobOwners, JobOwners__Output as _ganeti_master_v1_JobOwners__Output } from './ganeti/master/v1/JobOwners';
import type { JobResult as _ganeti_master_v1_JobResult, JobResult__Output as _ganeti_master_v1_JobResult__Output } from './ganeti/master/v1/JobResult';
import type { MasterClient as _ganeti_master_v1_MasterClient, MasterDefinition as _ganeti_master_v1_MasterDefinition } from './ganeti/master/v1/Master';
import type { Metrics as _ganeti_master_v1_Metrics, Metrics__Output as _ganeti_master_v1_Metrics__Output } from './ganeti/master/v1/Metrics';
import type { Query as _ganeti_master_v1_Query, Query__Output as _ganeti_master_v1_Query__Output } from './ganeti/master/v1/Query';
import type { QueryFields as _ganeti_master_v1_QueryFields, QueryFields__Output as _ganeti_master_v1_QueryFields__Output } from './ganeti/master/v1/QueryFields';
import type { QueryResult as _ganeti_master_v1_QueryResult, QueryResult__Output as _ganeti_master_v1_QueryResult__Output } from './ganeti/master/v1/QueryResult';
import type { ReplaceFilter as _ganeti_master_v1_ReplaceFilter, ReplaceFilter__Output as _ganeti_master_v1_ReplaceFilter__Output } from './ganeti/master/v1/ReplaceFilter';
import type { Request as _ganeti_master_v1_Request, Request__Output as _ganeti_master_v1_Request__Output } from './ganeti/master/v1/Request';
import type { Response as _ganeti_master_v1_Response, Response__Output as _ganeti_master_v1_Response__Output } from './ganeti/master/v1/Response';
import type { SetDrain as _ganeti_master_v1_SetDrain, SetDrain__Output as _ganeti_master_v1_SetDrain__Output } from './ganeti/master/v1/SetDrain';
import type { SetWatcherPause as _ganeti_master_v1_SetWatcherPause, SetWatcherPause__Output as _ganeti_master_v1_SetWatcherPause__Output } from './ganeti/master/v1/SetWatcherPause';
import type { Submit as _ganeti_master_v1_Submit, Submit__Output as _ganeti_master_v1_Submit__Output } from './ganeti/master/v1/Submit';
import type { SubmitResult as _ganeti_master_v1_SubmitResult, SubmitResult__Output as _ganeti_master_v1_SubmitResult__Output } from './ganeti/master/v1/SubmitResult';
import type { Subscribe as _ganeti_master_v1_Subscribe, Subscribe__Output as _ganeti_master_v1_Subscribe__Output } from './ganeti/master/v1/Subscribe';
import type { WaitForChange as _ganeti_master_v1_WaitForChange, WaitForChange__Output as _ganeti_master_v1_WaitForChange__Output } from './ganeti/master/v1/WaitForChange';
import type { WatcherRun as _ganeti_master_v1_WatcherRun, WatcherRun__Output as _ganeti_master_v1_WatcherRun__Output } from './ganeti/master/v1/WatcherRun';
import type { WatcherStatus as _ganeti_master_v1_WatcherStatus, WatcherStatus__Output as _ganeti_master_v1_WatcherStatus__Output } from './ganeti/master/v1/WatcherStatus';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  ganeti: {
    master: {
      v1: {
        Abort: MessageTypeDefinition<_ganeti_master_v1_Abort, _ganeti_master_v1_Abort__Output>
        AutoArchive: MessageTypeDefinition<_ganeti_master_v1_AutoArchive, _ganeti_master_v1_AutoArchive__Output>
        ChangePriority: MessageTypeDefinition<_ganeti_master_v1_ChangePriority, _ganeti_master_v1_ChangePriority__Output>
        DeleteFilter: MessageTypeDefinition<_ganeti_master_v1_DeleteFilter, _ganeti_master_v1_DeleteFilter__Output>
        Events: MessageTypeDefinition<_ganeti_master_v1_Events, _ganeti_master_v1_Events__Output>
        Hello: MessageTypeDefinition<_ganeti_master_v1_Hello, _ganeti_master_v1_Hello__Output>
        JobCommand: MessageTypeDefinition<_ganeti_master_v1_JobCommand, _ganeti_master_v1_JobCommand__Output>
        JobInput: MessageTypeDefinition<_ganeti_master_v1_JobInput, _ganeti_master_v1_JobInput__Output>
        JobOwners: MessageTypeDefinition<_ganeti_master_v1_JobOwners, _ganeti_master_v1_JobOwners__Output>
        JobResult: MessageTypeDefinition<_ganeti_master_v1_JobResult, _ganeti_master_v1_JobResult__Output>
        Master: SubtypeConstructor<typeof grpc.Client, _ganeti_master_v1_MasterClient> & { service: _ganeti_master_v1_MasterDefinition }
        Metrics: MessageTypeDefinition<_ganeti_master_v1_Metrics, _ganeti_master_v1_Metrics__Output>
        Query: MessageTypeDefinition<_ganeti_master_v1_Query, _ganeti_master_v1_Query__Output>
        QueryFields: MessageTypeDefinition<_ganeti_master_v1_QueryFields, _ganeti_master_v1_QueryFields__Output>
        QueryResult: MessageTypeDefinition<_ganeti_master_v1_QueryResult, _ganeti_master_v1_QueryResult__Output>
        ReplaceFilter: MessageTypeDefinition<_ganeti_master_v1_ReplaceFilter, _ganeti_master_v1_ReplaceFilter__Output>
        Request: MessageTypeDefinition<_ganeti_master_v1_Request, _ganeti_master_v1_Request__Output>
        Response: MessageTypeDefinition<_ganeti_master_v1_Response, _ganeti_master_v1_Response__Output>
        SetDrain: MessageTypeDefinition<_ganeti_master_v1_SetDrain, _ganeti_master_v1_SetDrain__Output>
        SetWatcherPause: MessageTypeDefinition<_ganeti_master_v1_SetWatcherPause, _ganeti_master_v1_SetWatcherPause__Output>
        Submit: MessageTypeDefinition<_ganeti_master_v1_Submit, _ganeti_master_v1_Submit__Output>
        SubmitResult: MessageTypeDefinition<_ganeti_master_v1_SubmitResult, _ganeti_master_v1_SubmitResult__Output>
        Subscribe: MessageTypeDefinition<_ganeti_master_v1_Subscribe, _ganeti_master_v1_Subscribe__Output>
        WaitForChange: MessageTypeDefinition<_ganeti_master_v1_WaitForChange, _ganeti_master_v1_WaitForChange__Output>
        WatcherRun: MessageTypeDefinition<_ganeti_master_v1_WatcherRun, _ganeti_master_v1_WatcherRun__Output>
        WatcherStatus: MessageTypeDefinition<_ganeti_master_v1_WatcherStatus, _ganeti_master_v1_WatcherStatus__Output>
      }
    }
  }
}

