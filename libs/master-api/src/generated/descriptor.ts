/* Made by tools/generate/proto.mjs from proto/master/v1/master.proto; do not edit. */
export const descriptor = {
 "nested": {
  "ganeti": {
   "nested": {
    "master": {
     "nested": {
      "v1": {
       "nested": {
        "Master": {
         "methods": {
          "Session": {
           "requestType": "Request",
           "requestStream": true,
           "responseType": "Response",
           "responseStream": true
          }
         }
        },
        "Request": {
         "oneofs": {
          "call": {
           "oneof": [
            "submit",
            "query",
            "wait_for_change",
            "cancel",
            "kill",
            "watcher_status",
            "watcher_run",
            "set_watcher_pause",
            "archive",
            "auto_archive",
            "change_priority",
            "set_drain",
            "abort",
            "hello",
            "query_fields",
            "replace_filter",
            "delete_filter",
            "job_owners",
            "subscribe",
            "metrics"
           ]
          }
         },
         "fields": {
          "id": {
           "type": "uint32",
           "id": 1
          },
          "submit": {
           "type": "Submit",
           "id": 2
          },
          "query": {
           "type": "Query",
           "id": 3
          },
          "wait_for_change": {
           "type": "WaitForChange",
           "id": 4
          },
          "cancel": {
           "type": "JobCommand",
           "id": 5
          },
          "kill": {
           "type": "JobCommand",
           "id": 19
          },
          "watcher_status": {
           "type": "WatcherStatus",
           "id": 20
          },
          "watcher_run": {
           "type": "WatcherRun",
           "id": 21
          },
          "set_watcher_pause": {
           "type": "SetWatcherPause",
           "id": 22
          },
          "archive": {
           "type": "JobCommand",
           "id": 6
          },
          "auto_archive": {
           "type": "AutoArchive",
           "id": 7
          },
          "change_priority": {
           "type": "ChangePriority",
           "id": 8
          },
          "set_drain": {
           "type": "SetDrain",
           "id": 9
          },
          "abort": {
           "type": "Abort",
           "id": 10
          },
          "hello": {
           "type": "Hello",
           "id": 11
          },
          "query_fields": {
           "type": "QueryFields",
           "id": 12
          },
          "replace_filter": {
           "type": "ReplaceFilter",
           "id": 13
          },
          "delete_filter": {
           "type": "DeleteFilter",
           "id": 14
          },
          "job_owners": {
           "type": "JobOwners",
           "id": 16
          },
          "subscribe": {
           "type": "Subscribe",
           "id": 17
          },
          "metrics": {
           "type": "Metrics",
           "id": 18
          },
          "user": {
           "type": "string",
           "id": 15
          }
         }
        },
        "Hello": {
         "fields": {
          "client": {
           "type": "string",
           "id": 1
          },
          "user": {
           "type": "string",
           "id": 2
          }
         }
        },
        "Abort": {
         "fields": {
          "request": {
           "type": "uint32",
           "id": 1
          }
         }
        },
        "Submit": {
         "fields": {
          "jobs": {
           "rule": "repeated",
           "type": "JobInput",
           "id": 1
          }
         }
        },
        "JobInput": {
         "fields": {
          "opcodes_json": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "Query": {
         "fields": {
          "kind": {
           "type": "string",
           "id": 1
          },
          "fields": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          },
          "filter_json": {
           "type": "string",
           "id": 3
          },
          "names": {
           "rule": "repeated",
           "type": "string",
           "id": 4
          },
          "must_exist": {
           "type": "bool",
           "id": 5
          },
          "form": {
           "type": "Form",
           "id": 6
          },
          "if_revision": {
           "type": "string",
           "id": 7
          },
          "has_rows": {
           "type": "bool",
           "id": 8
          }
         },
         "nested": {
          "Form": {
           "values": {
            "PAIRS": 0,
            "DICTS": 1
           }
          }
         }
        },
        "QueryFields": {
         "fields": {
          "kind": {
           "type": "string",
           "id": 1
          },
          "fields": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          }
         }
        },
        "WaitForChange": {
         "fields": {
          "job_id": {
           "type": "double",
           "id": 1
          },
          "fields": {
           "rule": "repeated",
           "type": "string",
           "id": 2
          },
          "previous_info_json": {
           "type": "string",
           "id": 3
          },
          "previous_log_serial": {
           "type": "double",
           "id": 4
          },
          "timeout": {
           "type": "double",
           "id": 5
          }
         }
        },
        "JobCommand": {
         "fields": {
          "job_id": {
           "type": "double",
           "id": 1
          }
         }
        },
        "AutoArchive": {
         "fields": {
          "age_seconds": {
           "type": "double",
           "id": 1
          },
          "timeout": {
           "type": "double",
           "id": 2
          }
         }
        },
        "ChangePriority": {
         "fields": {
          "job_id": {
           "type": "double",
           "id": 1
          },
          "priority": {
           "type": "sint32",
           "id": 2
          }
         }
        },
        "WatcherStatus": {
         "fields": {}
        },
        "WatcherRun": {
         "fields": {
          "ignore_pause": {
           "type": "bool",
           "id": 1
          }
         }
        },
        "SetWatcherPause": {
         "fields": {
          "until": {
           "type": "double",
           "id": 1
          }
         }
        },
        "SetDrain": {
         "fields": {
          "drained": {
           "type": "bool",
           "id": 1
          }
         }
        },
        "ReplaceFilter": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          },
          "priority": {
           "type": "sint32",
           "id": 2
          },
          "predicates_json": {
           "type": "string",
           "id": 3
          },
          "action_json": {
           "type": "string",
           "id": 4
          },
          "reason_json": {
           "type": "string",
           "id": 5
          }
         }
        },
        "DeleteFilter": {
         "fields": {
          "uuid": {
           "type": "string",
           "id": 1
          }
         }
        },
        "JobOwners": {
         "fields": {
          "job_ids": {
           "rule": "repeated",
           "type": "double",
           "id": 1
          }
         }
        },
        "Subscribe": {
         "fields": {
          "after": {
           "type": "string",
           "id": 1
          }
         }
        },
        "Metrics": {
         "fields": {}
        },
        "Response": {
         "oneofs": {
          "result": {
           "oneof": [
            "error_json",
            "submit",
            "query",
            "json",
            "events"
           ]
          }
         },
         "fields": {
          "id": {
           "type": "uint32",
           "id": 1
          },
          "error_json": {
           "type": "string",
           "id": 2
          },
          "submit": {
           "type": "SubmitResult",
           "id": 3
          },
          "query": {
           "type": "QueryResult",
           "id": 4
          },
          "json": {
           "type": "string",
           "id": 5
          },
          "events": {
           "type": "Events",
           "id": 6
          }
         }
        },
        "Events": {
         "fields": {
          "events_json": {
           "rule": "repeated",
           "type": "string",
           "id": 1
          }
         }
        },
        "SubmitResult": {
         "fields": {
          "jobs": {
           "rule": "repeated",
           "type": "JobResult",
           "id": 1
          }
         }
        },
        "JobResult": {
         "fields": {
          "job_id": {
           "type": "double",
           "id": 1
          },
          "error_json": {
           "type": "string",
           "id": 2
          }
         }
        },
        "QueryResult": {
         "fields": {
          "revision": {
           "type": "string",
           "id": 1
          },
          "not_modified": {
           "type": "bool",
           "id": 2
          },
          "rows_json": {
           "type": "bytes",
           "id": 3
          },
          "last": {
           "type": "bool",
           "id": 4
          },
          "fields_json": {
           "type": "string",
           "id": 5
          },
          "same_from": {
           "type": "uint32",
           "id": 6
          },
          "same_count": {
           "type": "uint32",
           "id": 7
          },
          "unfinished": {
           "type": "bool",
           "id": 8
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
