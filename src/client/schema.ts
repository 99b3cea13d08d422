/** Types of the API, made from its OpenAPI document by `npm run api:types`. Not to be edited. */

/** What is sent and answered, by the names of the document's components. */
export interface Schemas {
  Activity: {
    id: string;
    leadId: string;
    processId: string;
    projectId: string;
    type: "call" | "schedule" | "update" | "note";

    /** Counts the lead's activities, from 1 */
    sequence: number;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    fromState: string | null;
    toState: string | null;
    disposition: string | null;
    callStatus:
      | ("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail")
      | null;
    connected: boolean | null;
    direction: ("outbound" | "inbound") | null;
    startedAt: string | null;
    endedAt: string | null;
    scheduledAt: string | null;
    summary: string | null;
    transcript: unknown[] | null;
    recordingUrl: string | null;
    providerCallId: string | null;
    input: unknown;
    result: unknown;

    /** What it fired, by the rules of triggers */
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    recordedAt: string;
  };

  /** Needed: a lead (`leadId`, or `referenceId` with `processId`), `type`, and for a call `callStatus`. Null means the same as left out. */
  ActivityReport: {
    projectId?: (string | null) | undefined;
    leadId?: (string | null) | undefined;
    referenceId?: (string | null) | undefined;
    processId?: (string | null) | undefined;
    type: "call" | "schedule" | "update" | "note";
    callStatus?:
      | (("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail") | null)
      | undefined;
    connected?: (boolean | null) | undefined;
    direction?: (("outbound" | "inbound") | null) | undefined;
    startedAt?: (string | null) | undefined;
    endedAt?: (string | null) | undefined;
    scheduledAt?: (string | null) | undefined;
    disposition?: (string | null) | undefined;
    toState?: (string | null) | undefined;
    summary?: (string | null) | undefined;
    transcript?: (unknown[] | null) | undefined;
    recordingUrl?: (string | null) | undefined;
    providerCallId?: (string | null) | undefined;
    input?: unknown | undefined;
    result?: unknown | undefined;
  };
  ActivityUpdatePayload: {
    action_type: "update";
    activityId: string;
    leadId: string;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    processId: string;
    referenceId: string | null;

    /** When it was recorded, milliseconds since 1970 */
    timestamp: number;

    /** Counts the lead's activities; gaps are possible */
    sequence: number;
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    activity: Schemas["PayloadActivity"];
  };
  AdvancedSettings: { revision: number; status: "OK"; leadUpdateCallbacks: Schemas["Callback"][] };
  AdvancedSettingsInput: {
    leadUpdateCallbacks: Schemas["CallbackInput"][];
    revision?: unknown | undefined;
    status?: unknown | undefined;
    warnings?: unknown | undefined;
    state?: unknown | undefined;
    pausedReason?: unknown | undefined;
    pausedAt?: unknown | undefined;
    failingSince?: unknown | undefined;
  };
  Attempt: {
    number: number;
    at: string;
    url: string;
    request: {
      /** Secrets are masked */
      headers: Record<string, string>;
      body: string;
    };
    response: {
      statusCode: number;
      headers: Record<string, string | string[]>;

      /** At most 16 KiB */
      body: string;
      truncated: boolean;
    } | null;
    error: {
      class:
        | "dns"
        | "blocked"
        | "refused"
        | "connect"
        | "tls"
        | "timeout"
        | "reset"
        | "protocol"
        | "status"
        | "source"
        | "configuration";
      message: string;
    } | null;

    /** Milliseconds; null where the phase did not happen */
    timings: {
      dns: number | null;
      connect: number | null;
      tls: number | null;
      firstByte: number | null;
      total: number;
    };

    /** What can be done about it */
    hint: string | null;
  };
  AuditEntry: {
    id: string;
    at: string;

    /** A person's email, `token <name>`, `local` or `command line` */
    actor: string;

    /** Such as `callback.paused` */
    action: string;

    /** The id of what it was done to */
    target: string;

    /** What that is called now */
    targetName: string | null;
    changes: {
      field: string;

      /** Null also where nothing was changed but said */
      before: unknown;

      /** Of a secret `changed` alone */
      after: unknown;
    }[];
  };
  Callback: {
    id: string;
    name: string;
    enabled: boolean;
    url: string;
    requiresWhitelistedSource: boolean;
    auth: Schemas["CallbackAuth"];

    /** Requests per second; null: no limit */
    rateLimit: number | null;
    timeoutMs: number;
    signing: "v1" | "v1a";
    state: "active" | "paused";
    pausedReason: string | null;
    pausedAt: string | null;

    /** Since when every attempt has failed */
    failingSince: string | null;
    warnings: string[];
    payloadFormat: "activity_update" | "lead_update" | "lead_history";
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];

    /** Fires only for these; null: any */
    dispositions: string[] | null;

    /** Fires only for these; null: any */
    states: string[] | null;
    order: "per_lead" | "none";
  };
  CallbackAuth:
    | { type: "none" }
    | { type: "bearer"; token: Schemas["StoredSecret"] }
    | { type: "header"; key: string; value: Schemas["StoredSecret"] };

  /** `url` is needed, all else has its default. No `id` is a new callback. A secret that is left out, or sent as it was read back, stays as long as the URL's origin does. */
  CallbackInput: {
    id?: string | undefined;
    name?: string | undefined;
    enabled?: boolean | undefined;
    url: string;
    payloadFormat?: ("activity_update" | "lead_update" | "lead_history") | undefined;
    requiresWhitelistedSource?: boolean | undefined;
    auth?:
      | (
          | { type: "none" }
          | { type: "bearer"; token?: (string | { set: true; last4?: string | undefined }) | undefined }
          | {
              type: "header";
              key: string;
              value?: (string | { set: true; last4?: string | undefined }) | undefined;
            }
        )
      | undefined;
    triggers?:
      | ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[]
      | undefined;
    dispositions?: (string[] | null) | undefined;
    states?: (string[] | null) | undefined;
    order?: ("per_lead" | "none") | undefined;
    rateLimit?: (number | null) | undefined;
    timeoutMs?: number | undefined;
    signing?: ("v1" | "v1a") | undefined;
    revision?: unknown | undefined;
    status?: unknown | undefined;
    warnings?: unknown | undefined;
    state?: unknown | undefined;
    pausedReason?: unknown | undefined;
    pausedAt?: unknown | undefined;
    failingSince?: unknown | undefined;
  };
  CallbackOfProcess: {
    id: string;
    name: string;
    enabled: boolean;
    url: string;
    requiresWhitelistedSource: boolean;
    auth: Schemas["CallbackAuth"];

    /** Requests per second; null: no limit */
    rateLimit: number | null;
    timeoutMs: number;
    signing: "v1" | "v1a";
    state: "active" | "paused";
    pausedReason: string | null;
    pausedAt: string | null;

    /** Since when every attempt has failed */
    failingSince: string | null;
    warnings: string[];
    payloadFormat: "activity_update" | "lead_update" | "lead_history";
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];

    /** Fires only for these; null: any */
    dispositions: string[] | null;

    /** Fires only for these; null: any */
    states: string[] | null;
    order: "per_lead" | "none";
    processId: string;
  };
  CallbackStats: {
    range: "24h" | "7d";
    since: string;
    buckets: {
      at: string;
      delivered: number;
      failed: number;
      latencyMs: { p50: number | null; p95: number | null };
    }[];
    delivered: number;
    failed: number;

    /** From 0 to 1; null where nothing ended */
    successRate: number | null;

    /** From 0 to 1; null where nothing ended */
    successRate24h: number | null;

    /** From 0 to 1; null where nothing ended */
    successRate7d: number | null;
    latencyMs: { p50: number | null; p95: number | null };
    waiting: number;
    retrying: number;
    held: number;
    oldestWaitingAt: string | null;
    lastAttempt: {
      at: string;
      statusCode: number | null;
      errorClass:
        | (
            | "dns"
            | "blocked"
            | "refused"
            | "connect"
            | "tls"
            | "timeout"
            | "reset"
            | "protocol"
            | "status"
            | "source"
            | "configuration"
          )
        | null;
      durationMs: number | null;
    } | null;
    truncated: boolean;
    completeSince: string;
  };
  Delivery: {
    /** Its `webhook-id` */
    id: string;
    kind: "activity" | "update_outcome" | "test" | "operational";
    callbackId: string;
    callbackName: string;
    callbackRemoved: boolean;
    processId: string | null;
    processName: string | null;
    leadId: string | null;
    lead: { id: string; name: string | null; referenceId: string | null } | null;
    activityId: string | null;
    activity: {
      type: "call" | "schedule" | "update" | "note";
      callStatus:
        | ("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail")
        | null;
      disposition: string | null;
      fromState: string | null;
      toState: string | null;
    } | null;
    updateId: string | null;
    status: "pending" | "held" | "delivered" | "failed" | "skipped";
    shownStatus: "held" | "delivered" | "failed" | "skipped" | "waiting" | "retrying";

    /** Whether its callback is */
    paused: boolean;
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    payloadFormat: ("activity_update" | "lead_update" | "lead_history") | null;
    attempts: number;
    nextAttemptAt: string | null;
    createdAt: string;
    endedAt: string | null;
    lastStatusCode: number | null;
    lastError: string | null;
    lastErrorClass:
      | (
          | "dns"
          | "blocked"
          | "refused"
          | "connect"
          | "tls"
          | "timeout"
          | "reset"
          | "protocol"
          | "status"
          | "source"
          | "configuration"
        )
      | null;
    hint: string | null;

    /** Of the last attempt */
    durationMs: number | null;
  };
  DeliveryInFull: {
    /** Its `webhook-id` */
    id: string;
    kind: "activity" | "update_outcome" | "test" | "operational";
    callbackId: string;
    callbackName: string;
    callbackRemoved: boolean;
    processId: string | null;
    processName: string | null;
    leadId: string | null;
    lead: { id: string; name: string | null; referenceId: string | null } | null;
    activityId: string | null;
    activity: {
      type: "call" | "schedule" | "update" | "note";
      callStatus:
        | ("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail")
        | null;
      disposition: string | null;
      fromState: string | null;
      toState: string | null;
    } | null;
    updateId: string | null;
    status: "pending" | "held" | "delivered" | "failed" | "skipped";
    shownStatus: "held" | "delivered" | "failed" | "skipped" | "waiting" | "retrying";

    /** Whether its callback is */
    paused: boolean;
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    payloadFormat: ("activity_update" | "lead_update" | "lead_history") | null;
    attempts: Schemas["Attempt"][];
    nextAttemptAt: string | null;
    createdAt: string;
    endedAt: string | null;
    lastStatusCode: number | null;
    lastError: string | null;
    lastErrorClass:
      | (
          | "dns"
          | "blocked"
          | "refused"
          | "connect"
          | "tls"
          | "timeout"
          | "reset"
          | "protocol"
          | "status"
          | "source"
          | "configuration"
        )
      | null;
    hint: string | null;

    /** Of the last attempt */
    durationMs: number | null;

    /** The bytes that are sent at every attempt */
    body: string;
    attemptsMade: number;
  };
  Disposition: {
    name: string;
    type: "success" | "failure" | "neutral";
    description: string;

    /** The state that it moves the lead to */
    toState: string | null;
  };
  FieldError: {
    /** The way to the field, joined by dots; empty for the whole */
    path: string;
    message: string;
  };
  Import: {
    id: string;
    processId: string;
    fileName: string | null;
    dryRun: boolean;
    init: boolean;
    status: "ready" | "running" | "done" | "cancelled" | "failed";

    /** Null until the header was read */
    columns:
      | {
          name: string;

          /** What it becomes; null: it is left out */
          target: string | null;
        }[]
      | null;
    rows: number;
    imported: number;

    /** Rows whose phone, email or reference a lead has already */
    existing: number;
    failed: number;

    /** Why it did not come to its end */
    error: string | null;
    createdAt: string;
    endedAt: string | null;

    /** The first rows that were not taken; `errors.csv` has all of them */
    errors: {
      /** The header is row 1 */
      row: number;
      column: string | null;
      error: string;
      existing: boolean;
      values: string[];
    }[];
  };
  InboundAnswer: {
    success: true;

    /** `held`: a provisional end, whose final report makes the activity */
    result: "recorded" | "held" | "ignored";
    reason: string | null;

    /** Of what was recorded */
    data?: Schemas["ReportedActivity"] | undefined;
  };
  InboundTest: {
    event: "began" | "held" | "ended" | "ignored";

    /** Why nothing would be made of it */
    reason: string | null;

    /** What it names, the most telling first */
    outcomes: string[];

    /** The one that is mapped to the disposition */
    outcome: string | null;
    lead: {
      /** By what it was found; `new` would be created, `unknown` is refused */
      found: "leadId" | "referenceId" | "phone" | "new" | "unknown";
      id: string | null;
      name: string | null;
      phone: string | null;
    } | null;

    /** As it would be reported */
    activity: Record<string, unknown> | null;
  };
  InitiatedLead: {
    success: true;
    _id: string;
    name: string | null;
    firstName: string | null;
    lastName: string | null;

    /** E.164 */
    phone: string | null;

    /** In lower case */
    email: string | null;
    projectId: string;
    processId: string;
    groupId: string | null;
    referenceId: string | null;

    /** One of the process's states; null until it is initiated */
    currentState: string | null;
    metadata: Record<string, unknown>;
    createdAt: string;
    updatedAt: string;
  };
  InspectedRequest: {
    id: string;
    at: string;
    method: string;
    path: string;
    headers: Record<string, string>;
    body: string;
    truncated: boolean;
    deliveryId: string | null;
    callbackId: string | null;
    callbackName: string | null;
    answered: number;
    signature: {
      /** Null where there is nothing to verify it with */
      verified: boolean | null;
      reason: string;
    };
  };
  Inspector: {
    id: string;
    name: string;

    /** Private: whoever knows it can post to it */
    url: string;
    answerStatus: number;

    /** How many are kept */
    requests: number;
    lastRequestAt: string | null;
    createdAt: string;
    expiresAt: string;
  };
  Invitation: {
    id: string;
    email: string;
    role: "owner" | "editor" | "viewer";

    /** A person's email, `token <name>`, `local` or `command line` */
    invitedBy: string;
    createdAt: string;
    expiresAt: string;
  };
  Job: {
    id: string;
    kind: "recover" | "replay";
    callbackId: string;
    processId: string | null;
    status: "running" | "done" | "cancelled" | "failed";
    since: string;
    until: string | null;
    only: ("undelivered" | "all") | null;

    /** Null until it was counted */
    total: number | null;
    done: number;
    error: string | null;
    createdAt: string;
    endedAt: string | null;
  };
  Lead: {
    _id: string;
    name: string | null;
    firstName: string | null;
    lastName: string | null;

    /** E.164 */
    phone: string | null;

    /** In lower case */
    email: string | null;
    projectId: string;
    processId: string;
    groupId: string | null;
    referenceId: string | null;

    /** One of the process's states; null until it is initiated */
    currentState: string | null;
    metadata: Record<string, unknown>;
    createdAt: string;
    updatedAt: string;
  };
  LeadHistoryPayload: {
    action_type: "update";
    activityId: string;
    leadId: string;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    processId: string;
    referenceId: string | null;

    /** When it was recorded, milliseconds since 1970 */
    timestamp: number;

    /** Counts the lead's activities; gaps are possible */
    sequence: number;
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    activity: Schemas["PayloadActivity"];
    lead: Schemas["PayloadLead"];

    /** Newest first, at most 100, and at most 256 KiB of body */
    activities: {
      activityId: string;
      sequence: number;

      /** Milliseconds since 1970 */
      timestamp: number;
      type: "call" | "schedule" | "update" | "note";

      /** Whether the step was made */
      status: "success" | "failed" | "canceled";
      fromState: string | null;
      toState: string | null;
      scheduledAt: number | null;
      result:
        | Schemas["PayloadCallResult"]
        | Schemas["PayloadScheduleResult"]
        | Schemas["PayloadUpdateResult"];
    }[];

    /** There where older ones were left out */
    activitiesTruncated?: true | undefined;
  };
  LeadInFull: {
    _id: string;
    name: string | null;
    firstName: string | null;
    lastName: string | null;

    /** E.164 */
    phone: string | null;

    /** In lower case */
    email: string | null;
    projectId: string;
    processId: string;
    groupId: string | null;
    referenceId: string | null;

    /** One of the process's states; null until it is initiated */
    currentState: string | null;
    metadata: Record<string, unknown>;
    createdAt: string;
    updatedAt: string;
    lastDisposition: string | null;

    /** Whether the lead has called in */
    incoming: boolean;

    /** Whether a call is in progress */
    onCall: boolean;
  };
  LeadShort: { _id: string; referenceId: string | null; currentState: string | null };
  LeadUpdatePayload: {
    action_type: "update";
    activityId: string;
    leadId: string;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    processId: string;
    referenceId: string | null;

    /** When it was recorded, milliseconds since 1970 */
    timestamp: number;

    /** Counts the lead's activities; gaps are possible */
    sequence: number;
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    activity: Schemas["PayloadActivity"];
    lead: Schemas["PayloadLead"];
  };
  ListedActivity: {
    id: string;
    leadId: string;
    processId: string;
    projectId: string;
    type: "call" | "schedule" | "update" | "note";

    /** Counts the lead's activities, from 1 */
    sequence: number;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    fromState: string | null;
    toState: string | null;
    disposition: string | null;
    callStatus:
      | ("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail")
      | null;
    connected: boolean | null;
    direction: ("outbound" | "inbound") | null;
    startedAt: string | null;
    endedAt: string | null;
    scheduledAt: string | null;
    summary: string | null;
    transcript: unknown[] | null;
    recordingUrl: string | null;
    providerCallId: string | null;
    input: unknown;
    result: unknown;

    /** What it fired, by the rules of triggers */
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    recordedAt: string;

    /** What it caused; only with `leadId` */
    deliveries?:
      | {
          id: string;
          callbackId: string;
          callbackName: string;
          status: "pending" | "held" | "delivered" | "failed" | "skipped";
          shownStatus: "held" | "delivered" | "failed" | "skipped" | "waiting" | "retrying";
          attempts: number;
          lastStatusCode: number | null;
        }[]
      | undefined;
  };
  ListedCallback: {
    id: string;
    name: string;
    enabled: boolean;
    url: string;
    requiresWhitelistedSource: boolean;
    auth: Schemas["CallbackAuth"];

    /** Requests per second; null: no limit */
    rateLimit: number | null;
    timeoutMs: number;
    signing: "v1" | "v1a";
    state: "active" | "paused";
    pausedReason: string | null;
    pausedAt: string | null;

    /** Since when every attempt has failed */
    failingSince: string | null;
    warnings: string[];
    payloadFormat: "activity_update" | "lead_update" | "lead_history";
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];

    /** Fires only for these; null: any */
    dispositions: string[] | null;

    /** Fires only for these; null: any */
    states: string[] | null;
    order: "per_lead" | "none";
    processId: string;
    processName: string;
    health: {
      status: "failing" | "paused" | "healthy" | "none";
      delivered24h: number;
      failed24h: number;

      /** From 0 to 1; null where nothing ended */
      successRate24h: number | null;
      lastStatusCode: number | null;
      lastErrorClass: string | null;
      lastDurationMs: number | null;
      lastAttemptAt: string | null;
      waiting: number;
      oldestWaitingAt: string | null;

      /** Whether there is more than was looked at */
      truncated: boolean;
    };
  };
  ListedImport: {
    id: string;
    processId: string;
    fileName: string | null;
    dryRun: boolean;
    init: boolean;
    status: "ready" | "running" | "done" | "cancelled" | "failed";

    /** Null until the header was read */
    columns:
      | {
          name: string;

          /** What it becomes; null: it is left out */
          target: string | null;
        }[]
      | null;
    rows: number;
    imported: number;

    /** Rows whose phone, email or reference a lead has already */
    existing: number;
    failed: number;

    /** Why it did not come to its end */
    error: string | null;
    createdAt: string;
    endedAt: string | null;
  };
  ListedProcess: {
    id: string;
    projectId: string;
    name: string;
    description: string;
    status: "active" | "paused" | "archived";
    defaultCountry: string;
    allowDuplicates: boolean;
    states: Schemas["State"][];
    dispositions: Schemas["Disposition"][];

    /** Counts the Saves; what `If-Match` names */
    revision: number;
    createdAt: string;
    updatedAt: string;
    leads: number;
    callbacks: number;
    health: "failing" | "paused" | "healthy" | "none";
    lastActivityAt: string | null;
  };

  /** `phone` or `email`, and `name` or `firstName`, are needed. The phone is kept in E.164. */
  NewLead: {
    projectId: string;
    processId: string;
    groupId?: (string | null) | undefined;
    phone?: (string | null) | undefined;
    email?: (string | null) | undefined;
    name?: (string | null) | undefined;
    firstName?: (string | null) | undefined;
    lastName?: (string | null) | undefined;
    referenceId?: (string | null) | undefined;
    metadata?: (Record<string, unknown> | null) | undefined;
  };
  OperationalCallback: {
    id: string;
    name: string;
    enabled: boolean;
    url: string;
    requiresWhitelistedSource: boolean;
    auth: Schemas["CallbackAuth"];

    /** Requests per second; null: no limit */
    rateLimit: number | null;
    timeoutMs: number;
    signing: "v1" | "v1a";
    state: "active" | "paused";
    pausedReason: string | null;
    pausedAt: string | null;

    /** Since when every attempt has failed */
    failingSince: string | null;
    warnings: string[];
    processId: null;
  };
  OperationalCallbackInput: {
    id?: string | undefined;
    name?: string | undefined;
    enabled?: boolean | undefined;
    url: string;
    requiresWhitelistedSource?: boolean | undefined;
    auth?:
      | (
          | { type: "none" }
          | { type: "bearer"; token?: (string | { set: true; last4?: string | undefined }) | undefined }
          | {
              type: "header";
              key: string;
              value?: (string | { set: true; last4?: string | undefined }) | undefined;
            }
        )
      | undefined;
    rateLimit?: (number | null) | undefined;
    timeoutMs?: number | undefined;
    signing?: ("v1" | "v1a") | undefined;
    revision?: unknown | undefined;
    status?: unknown | undefined;
    warnings?: unknown | undefined;
    state?: unknown | undefined;
    pausedReason?: unknown | undefined;
    pausedAt?: unknown | undefined;
    failingSince?: unknown | undefined;
  };
  OperationalPayload:
    | {
        type: "callback.paused";
        timestamp: string;
        data: {
          callbackId: string;
          callbackName: string;
          processId: string;
          urlOrigin: string | null;
          reason: string;

          /** Whether it was paused by itself */
          automatic: boolean;
          failingSince: string | null;
        };
      }
    | {
        type: "callback.resumed";
        timestamp: string;
        data: {
          callbackId: string;
          callbackName: string;
          processId: string;
          urlOrigin: string | null;
          pending: "send" | "skip";
          skipped: number;
        };
      }
    | {
        type: "delivery.failed";
        timestamp: string;
        data: {
          callbackId: string;
          callbackName: string;
          processId: string;
          urlOrigin: string | null;
          deliveryId: string;
          kind: "activity" | "update_outcome" | "test" | "operational";
          leadId: string | null;
          activityId: string | null;
          updateId: string | null;
          attempts: number;
          lastStatusCode: number | null;
          lastError: string | null;
        };
      };
  PayloadActivity: {
    type: "call" | "schedule" | "update" | "note";

    /** Whether the step was made */
    status: "success" | "failed" | "canceled";
    fromState: string | null;
    toState: string | null;
    scheduledAt: number | null;
    result: Schemas["PayloadCallResult"] | Schemas["PayloadScheduleResult"] | Schemas["PayloadUpdateResult"];
  };
  PayloadAnalysis: {
    /** How the conversation ended: a disposition of the type success */
    success: boolean;
    disposition: string | null;
    dispositionType: ("success" | "failure" | "neutral") | null;

    /** Success and failure are final */
    final: boolean;
    summary: string | null;
  };
  PayloadCallResult: {
    type: "call";
    success: boolean;
    leadId: string;
    projectId: string;
    activityId: string;
    referenceId: string | null;
    direction: "outbound" | "inbound";
    connected: boolean;
    startedAt: number | null;
    endedAt: number | null;

    /** Seconds */
    duration: number | null;
    providerCallId: string | null;
    status: "in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail";
    input: unknown;
    recordingUrl: string | null;
    transcript: unknown[] | null;

    /** Null where no disposition or summary was given */
    analysis: Schemas["PayloadAnalysis"] | null;

    /** What was reported as `result` */
    data: unknown;
  };

  /** The lead as it stood at that activity */
  PayloadLead: {
    _id: string;
    name: string | null;
    firstName: string | null;
    lastName: string | null;
    phone: string | null;
    email: string | null;
    projectId: string;
    processId: string;
    groupId: string | null;
    referenceId: string | null;
    currentState: string | null;
    metadata: Record<string, unknown>;

    /** Milliseconds since 1970 */
    createdAt: number;

    /** Milliseconds since 1970 */
    updatedAt: number;
    lastDisposition: string | null;
  };
  PayloadScheduleResult: {
    type: "schedule";
    success: boolean;
    leadId: string;
    projectId: string;
    activityId: string;
    referenceId: string | null;
    analysis?: Schemas["PayloadAnalysis"] | undefined;
  };
  PayloadUpdateResult: {
    type: "update";
    success: boolean;
    leadId: string;
    projectId: string;
    activityId: string;
    referenceId: string | null;
    updateId?: (string | null) | undefined;
    userId?: (string | null) | undefined;

    /** Fields of the lead, such as `currentState` */
    changed?: string[] | undefined;
    analysis?: Schemas["PayloadAnalysis"] | undefined;
  };
  Problem: {
    type: string;
    title: string;
    status: number;

    /** What is wrong, for a person */
    detail: string;
    success: false;

    /** The same as `detail` */
    error: string;

    /** One for each wrong field */
    errors?: Schemas["FieldError"][] | undefined;

    /** The lead that holds what was to be unique */
    existingLeadId?: string | undefined;
    [field: string]: unknown;
  };
  Process: {
    id: string;
    projectId: string;
    name: string;
    description: string;
    status: "active" | "paused" | "archived";
    defaultCountry: string;
    allowDuplicates: boolean;
    states: Schemas["State"][];
    dispositions: Schemas["Disposition"][];

    /** Counts the Saves; what `If-Match` names */
    revision: number;
    createdAt: string;
    updatedAt: string;
    advancedSettings: Schemas["AdvancedSettings"];
    voiceProviders: {
      twilio: Schemas["VoiceProvider"];
      vapi: Schemas["VoiceProvider"];
      retell: Schemas["VoiceProvider"];
      bolna: Schemas["VoiceProvider"];
    };
  };
  Project: {
    id: string;
    name: string;

    /** Null for a token */
    role: ("owner" | "editor" | "viewer") | null;
  };
  ReportedActivity: {
    id: string;
    leadId: string;
    processId: string;
    projectId: string;
    type: "call" | "schedule" | "update" | "note";

    /** Counts the lead's activities, from 1 */
    sequence: number;

    /** The lead's activity before this one */
    lastActivityId: string | null;
    fromState: string | null;
    toState: string | null;
    disposition: string | null;
    callStatus:
      | ("in-progress" | "completed" | "no-answer" | "busy" | "failed" | "canceled" | "voicemail")
      | null;
    connected: boolean | null;
    direction: ("outbound" | "inbound") | null;
    startedAt: string | null;
    endedAt: string | null;
    scheduledAt: string | null;
    summary: string | null;
    transcript: unknown[] | null;
    recordingUrl: string | null;
    providerCallId: string | null;
    input: unknown;
    result: unknown;

    /** What it fired, by the rules of triggers */
    triggers: ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[];
    recordedAt: string;

    /** How many callbacks are owed it */
    deliveries: number;
  };
  SigningSecret: {
    /** `whsec_…`, or with ed25519 the public key, `whpk_…` */
    secret: string;

    /** Signs too until then, while a secret is rotated */
    previous: { secret: string; until: string } | null;
  };
  State: { name: string };
  StoredSecret: { set: true; last4?: string | undefined };
  TestedCallback: {
    deliveryId: string;
    success: boolean;
    number: number;
    at: string;
    url: string;
    request: {
      /** Secrets are masked */
      headers: Record<string, string>;
      body: string;
    };
    response: {
      statusCode: number;
      headers: Record<string, string | string[]>;

      /** At most 16 KiB */
      body: string;
      truncated: boolean;
    } | null;
    error: {
      class:
        | "dns"
        | "blocked"
        | "refused"
        | "connect"
        | "tls"
        | "timeout"
        | "reset"
        | "protocol"
        | "status"
        | "source"
        | "configuration";
      message: string;
    } | null;

    /** Milliseconds; null where the phase did not happen */
    timings: {
      dns: number | null;
      connect: number | null;
      tls: number | null;
      firstByte: number | null;
      total: number;
    };

    /** What can be done about it */
    hint: string | null;
  };
  Token: {
    id: string;
    name: string;
    scope: "read" | "report" | "manage";

    /** The one process that it can report to */
    processId: string | null;
    processName: string | null;
    createdBy: string | null;
    createdAt: string;

    /** Exact to a minute */
    lastUsedAt: string | null;
    revokedAt: string | null;
  };
  UnsavedCallback: {
    id?: string | undefined;
    name?: string | undefined;
    enabled?: boolean | undefined;
    url?: string | undefined;
    payloadFormat?: ("activity_update" | "lead_update" | "lead_history") | undefined;
    requiresWhitelistedSource?: boolean | undefined;
    auth?:
      | (
          | { type: "none" }
          | { type: "bearer"; token?: (string | { set: true; last4?: string | undefined }) | undefined }
          | {
              type: "header";
              key: string;
              value?: (string | { set: true; last4?: string | undefined }) | undefined;
            }
        )
      | undefined;
    triggers?:
      | ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")[]
      | undefined;
    dispositions?: (string[] | null) | undefined;
    states?: (string[] | null) | undefined;
    order?: ("per_lead" | "none") | undefined;
    rateLimit?: (number | null) | undefined;
    timeoutMs?: number | undefined;
    signing?: ("v1" | "v1a") | undefined;
    revision?: unknown | undefined;
    status?: unknown | undefined;
    warnings?: unknown | undefined;
    state?: unknown | undefined;
    pausedReason?: unknown | undefined;
    pausedAt?: unknown | undefined;
    failingSince?: unknown | undefined;
    [field: string]: unknown;
  };
  UpdateOutcomePayload: {
    action_type: "update";
    updateId: string;
    success: boolean;
    error: string | null;
    leadId: string;
    referenceId: string | null;

    /** Milliseconds since 1970 */
    timestamp: number;

    /** The whole metadata after merging; null where it was refused */
    data: Record<string, unknown> | null;
  };
  User: { id: string; email: string; name: string; role: "owner" | "editor" | "viewer"; createdAt: string };
  VoiceProvider: {
    /** Whether there is one; it is never told */
    secret: { set: true; last4?: string | undefined } | null;
    createLeads: boolean;

    /** Outcome to disposition */
    outcomes: Record<string, string>;
  };
  VoiceProviderSettings: {
    secret?: (string | null | { set: true; last4?: string | undefined }) | undefined;
    createLeads?: boolean | undefined;
    outcomes?: Record<string, string> | undefined;
  };
}

/** One page of a list. */
export interface Page<Entry> {
  data: Entry[];
  /** The `cursor` of the next page; null on the last one */
  nextCursor: string | null;
}

/** What each route takes and answers. */
export interface Routes {
  /** Create a lead. */
  "POST /api/v1/leads/initiate": {
    input: {
      body:
        | {
            lead: Schemas["NewLead"];

            /** Puts the lead into the process's first state; else `initiate` with its `leadId` does it later */
            init?: boolean | undefined;
          }
        | {
            leadId: string;

            /** Puts the lead into the process's first state; else `initiate` with its `leadId` does it later */
            init?: boolean | undefined;
          };
    };
    answer: Schemas["InitiatedLead"];
  };
  /** Create many leads. */
  "POST /api/v1/leads/bulk/initiate": {
    input: {
      query?:
        | {
            /** `1.2`: the short form of each lead */
            v?: string | undefined;
          }
        | undefined;
      body:
        | {
            leads: Schemas["NewLead"][];

            /** Puts the lead into the process's first state; else `initiate` with its `leadId` does it later */
            init?: boolean | undefined;
          }
        | {
            leadIds: string[];

            /** Puts the lead into the process's first state; else `initiate` with its `leadId` does it later */
            init?: boolean | undefined;
          };
    };
    answer: {
      /** With `v=1.2` only the short form of each */
      success: (Schemas["Lead"] | Schemas["LeadShort"])[];
      errors: {
        /** The entry as it came */
        data: unknown;

        /** The entry's own, null where it has none */
        referenceId: unknown;
        error: string;

        /** The lead that holds what was to be unique */
        existingLeadId?: string | undefined;
      }[];
    };
  };
  /** Update a lead. */
  "POST /api/v1/leads/update": {
    input: {
      body: {
        /** The lead's id; or */
        leadId?: string | undefined;
        referenceId?: string | undefined;
        projectId?: string | undefined;
        processId?: string | undefined;
        name?: string | undefined;
        firstName?: string | undefined;
        lastName?: string | undefined;
        phone?: string | undefined;
        email?: string | undefined;
        metadata?: Record<string, unknown> | undefined;
        targetState?: (string | null) | undefined;
        disposition?: (string | null) | undefined;
        userId?: (string | null) | undefined;
        [field: string]: unknown;
      };
    };
    answer: {
      success: true;
      message: string;

      /** The outcome arrives under this id, as a callback */
      updateId: string;
    };
  };
  /** Get a lead. */
  "GET /api/v1/leads/get": {
    input: {
      query?:
        | {
            /** The lead's id; or */
            leadId?: string | undefined;
            /** its reference, with `projectId` and `processId` */
            referenceId?: string | undefined;
            /** The token's own project */
            projectId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Hides phone and email: all digits but the last four, all of the name but its first letter */
            masked?: ("true" | "false") | undefined;
          }
        | undefined;
    };
    answer: {
      success: true;
      data: {
        _id: string;
        name: string | null;
        firstName: string | null;
        lastName: string | null;

        /** E.164 */
        phone: string | null;

        /** In lower case */
        email: string | null;
        projectId: string;
        processId: string;
        groupId: string | null;
        referenceId: string | null;

        /** One of the process's states; null until it is initiated */
        currentState: string | null;
        metadata: Record<string, unknown>;
        createdAt: string;
        updatedAt: string;
        lastDisposition: string | null;

        /** Whether the lead has called in */
        incoming: boolean;

        /** Whether a call is in progress */
        onCall: boolean;

        /** The newest 200, newest first */
        activities: Schemas["Activity"][];
      };
    };
  };
  /** List leads. */
  "GET /api/v1/leads": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Only in this state */
            state?: string | undefined;
            /** Only with this last disposition */
            disposition?: string | undefined;
            /** Only those who have called in, or have not */
            incoming?: ("true" | "false") | undefined;
            /** Only what holds this text */
            q?: string | undefined;
            /** Only those changed since, oldest change first */
            updatedSince?: string | undefined;
            /** Hides phone and email: all digits but the last four, all of the name but its first letter */
            masked?: ("true" | "false") | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["LeadInFull"]>;
  };
  /** Export leads. */
  "GET /api/v1/leads.csv": {
    input: {
      query?:
        | {
            /** Only of this process */
            processId?: string | undefined;
            /** Only in this state */
            state?: string | undefined;
            /** Only with this last disposition */
            disposition?: string | undefined;
            /** Only those who have called in, or have not */
            incoming?: ("true" | "false") | undefined;
            /** Only what holds this text */
            q?: string | undefined;
            /** Only those changed since, oldest change first */
            updatedSince?: string | undefined;
            /** Hides phone and email: all digits but the last four, all of the name but its first letter */
            masked?: ("true" | "false") | undefined;
          }
        | undefined;
    };
    answer: string;
  };
  /** Count leads. */
  "GET /api/v1/leads/counts": {
    input: {
      query?:
        | {
            /** Only of this process */
            processId?: string | undefined;
          }
        | undefined;
    };
    answer: {
      /** At most 200,000 are counted */
      total: number;
      states: { name: string | null; count: number }[];
      dispositions: { name: string | null; count: number }[];

      /** Whether there are more leads than were looked at, the newest */
      truncated: boolean;
    };
  };
  /** Report what happened. */
  "POST /api/v1/activities": {
    input: {
      idempotencyKey?: string | undefined;
      body: Schemas["ActivityReport"] | { activities: Schemas["ActivityReport"][] };
    };
    answer:
      | { data: Schemas["ReportedActivity"] }
      | {
          /** In the order given */
          data: Schemas["ReportedActivity"][];
          errors: {
            /** Of the entry, from 0 */
            index: number;

            /** The way to the field, joined by dots; empty for the whole */
            path: string;
            error: string;
          }[];
        };
  };
  /** List activities. */
  "GET /api/v1/activities": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this lead */
            leadId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Only of this type */
            type?: ("call" | "schedule" | "update" | "note") | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["ListedActivity"]>;
  };
  /** Get an activity. */
  "GET /api/v1/activities/get": {
    input: {
      query: {
        /** The activity's id */
        activityId: string;
      };
    };
    answer: { success: true; data: Schemas["Activity"] };
  };
  /** Export activities. */
  "GET /api/v1/activities.csv": {
    input: {
      query?:
        | {
            /** Only of this lead */
            leadId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Only of this type */
            type?: ("call" | "schedule" | "update" | "note") | undefined;
          }
        | undefined;
    };
    answer: string;
  };
  /** Take in a voice provider's webhook. */
  "POST /api/v1/inbound/{provider}/{processId}": {
    input: {
      path: {
        /** One of twilio, vapi, retell, bolna */
        provider: string;
        /** The process that the call is recorded in */
        processId: string;
      };
      query?:
        | {
            /** A token of the process that can only report */
            token?: string | undefined;
            /** The lead of the call */
            leadId?: string | undefined;
            /** Its reference in the process */
            referenceId?: string | undefined;
          }
        | undefined;
      body: Record<string, unknown>;
    };
    answer: Schemas["InboundAnswer"];
  };
  /** See what a voice provider's webhook would become. */
  "POST /api/v1/processes/{id}/inbound/{provider}/test": {
    input: {
      path: {
        id: string;
        /** One of twilio, vapi, retell, bolna */
        provider: string;
      };
      body: {
        sample: string;
        outcomes?: Record<string, string> | undefined;
        createLeads?: boolean | undefined;
      };
    };
    answer: Schemas["InboundTest"];
  };
  /** List processes. */
  "GET /api/v1/processes": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only what holds this text */
            q?: string | undefined;
            /** Only in this state; deliveries: several, divided by commas */
            status?: ("active" | "paused" | "archived") | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["ListedProcess"]>;
  };
  /** Create a process. */
  "POST /api/v1/processes": {
    input: {
      body: {
        name: string;
        description?: string | undefined;
        status?: ("active" | "paused" | "archived") | undefined;
        defaultCountry?: string | undefined;
        allowDuplicates?: boolean | undefined;
        states?: { name: string }[] | undefined;
        dispositions?:
          | {
              name: string;
              type: "success" | "failure" | "neutral";
              description?: string | undefined;
              toState?: (string | null) | undefined;
            }[]
          | undefined;
        advancedSettings?: Schemas["AdvancedSettingsInput"] | undefined;
        voiceProviders?:
          | {
              twilio?: Schemas["VoiceProviderSettings"] | undefined;
              vapi?: Schemas["VoiceProviderSettings"] | undefined;
              retell?: Schemas["VoiceProviderSettings"] | undefined;
              bolna?: Schemas["VoiceProviderSettings"] | undefined;
            }
          | undefined;
      };
    };
    answer: Schemas["Process"];
  };
  /** Get a process. */
  "GET /api/v1/processes/{id}": { input: { path: { id: string } }; answer: Schemas["Process"] };
  /** Save a process. */
  "PATCH /api/v1/processes/{id}": {
    input: {
      path: { id: string };
      ifMatch: number;
      body: {
        name?: string | undefined;
        description?: string | undefined;
        status?: ("active" | "paused" | "archived") | undefined;
        defaultCountry?: string | undefined;
        allowDuplicates?: boolean | undefined;
        states?: { name: string }[] | undefined;
        dispositions?:
          | {
              name: string;
              type: "success" | "failure" | "neutral";
              description?: string | undefined;
              toState?: (string | null) | undefined;
            }[]
          | undefined;
        advancedSettings?: Schemas["AdvancedSettingsInput"] | undefined;
        voiceProviders?:
          | {
              twilio?: Schemas["VoiceProviderSettings"] | undefined;
              vapi?: Schemas["VoiceProviderSettings"] | undefined;
              retell?: Schemas["VoiceProviderSettings"] | undefined;
              bolna?: Schemas["VoiceProviderSettings"] | undefined;
            }
          | undefined;
      };
    };
    answer: Schemas["Process"];
  };
  /** Archive a process. */
  "DELETE /api/v1/processes/{id}": { input: { path: { id: string } }; answer: undefined };
  /** Duplicate a process. */
  "POST /api/v1/processes/{id}/duplicate": {
    input: { path: { id: string }; body?: { name?: string | undefined } | undefined };
    answer: Schemas["Process"];
  };
  /** See what each payload format sends. */
  "GET /api/v1/processes/{id}/sample-payloads": {
    input: { path: { id: string } };
    answer: {
      activity_update: Record<string, unknown>;
      lead_update: Record<string, unknown>;
      lead_history: Record<string, unknown>;
    };
  };
  /** Get the Advanced Settings. */
  "GET /api/v1/processes/{id}/advanced-settings": {
    input: { path: { id: string } };
    answer: Schemas["AdvancedSettings"];
  };
  /** Save the Advanced Settings. */
  "PUT /api/v1/processes/{id}/advanced-settings": {
    input: { path: { id: string }; ifMatch: number; body: Schemas["AdvancedSettingsInput"] };
    answer: Schemas["AdvancedSettings"];
  };
  /** Validate Advanced Settings. */
  "POST /api/v1/processes/{id}/advanced-settings/validate": {
    input: { path: { id: string }; body: Record<string, unknown> };
    answer: { status: "OK" | "Errors"; errors: Schemas["FieldError"][]; warnings: Schemas["FieldError"][] };
  };
  /** Test a callback that is not saved. */
  "POST /api/v1/processes/{id}/advanced-settings/test": {
    input: {
      path: { id: string };
      body:
        | Schemas["UnsavedCallback"]
        | {
            callback?: Schemas["UnsavedCallback"] | undefined;

            /** Sent instead of the sample */
            payload?: (Record<string, unknown> | null) | undefined;
          };
    };
    answer: Schemas["TestedCallback"];
  };
  /** List callbacks. */
  "GET /api/v1/callbacks": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["ListedCallback"]>;
  };
  /** Get a callback. */
  "GET /api/v1/callbacks/{id}": {
    input: { path: { id: string } };
    answer: Schemas["CallbackOfProcess"] | Schemas["OperationalCallback"];
  };
  /** Get figures. */
  "GET /api/v1/callbacks/{id}/stats": {
    input: {
      path: { id: string };
      query?:
        | {
            /** The last 24 hours, or 7 days */
            range?: ("24h" | "7d") | undefined;
          }
        | undefined;
    };
    answer: Schemas["CallbackStats"];
  };
  /** Read the signing secret. */
  "GET /api/v1/callbacks/{id}/secret": { input: { path: { id: string } }; answer: Schemas["SigningSecret"] };
  /** Rotate the signing secret. */
  "POST /api/v1/callbacks/{id}/secret/rotate": {
    input: { path: { id: string }; body?: { overlapHours?: number | undefined } | undefined };
    answer: Schemas["SigningSecret"];
  };
  /** Test a callback. */
  "POST /api/v1/callbacks/{id}/test": {
    input: {
      path: { id: string };
      body?:
        | (
            | Schemas["UnsavedCallback"]
            | {
                callback?: Schemas["UnsavedCallback"] | undefined;

                /** Sent instead of the sample */
                payload?: (Record<string, unknown> | null) | undefined;
              }
          )
        | undefined;
    };
    answer: Schemas["TestedCallback"];
  };
  /** Pause a callback. */
  "POST /api/v1/callbacks/{id}/pause": {
    input: { path: { id: string }; body?: { reason?: string | undefined } | undefined };
    answer: Schemas["CallbackOfProcess"] | Schemas["OperationalCallback"];
  };
  /** Resume a callback. */
  "POST /api/v1/callbacks/{id}/resume": {
    input: { path: { id: string }; body?: { pending?: ("send" | "skip") | undefined } | undefined };
    answer:
      | {
          id: string;
          name: string;
          enabled: boolean;
          url: string;
          requiresWhitelistedSource: boolean;
          auth: Schemas["CallbackAuth"];

          /** Requests per second; null: no limit */
          rateLimit: number | null;
          timeoutMs: number;
          signing: "v1" | "v1a";
          state: "active" | "paused";
          pausedReason: string | null;
          pausedAt: string | null;

          /** Since when every attempt has failed */
          failingSince: string | null;
          warnings: string[];
          payloadFormat: "activity_update" | "lead_update" | "lead_history";
          triggers: (
            | "call.completed"
            | "lead.status_changed"
            | "disposition.final"
            | "activity.latest_changed"
          )[];

          /** Fires only for these; null: any */
          dispositions: string[] | null;

          /** Fires only for these; null: any */
          states: string[] | null;
          order: "per_lead" | "none";
          processId: string;

          /** How many deliveries were skipped */
          skipped: number;
        }
      | {
          id: string;
          name: string;
          enabled: boolean;
          url: string;
          requiresWhitelistedSource: boolean;
          auth: Schemas["CallbackAuth"];

          /** Requests per second; null: no limit */
          rateLimit: number | null;
          timeoutMs: number;
          signing: "v1" | "v1a";
          state: "active" | "paused";
          pausedReason: string | null;
          pausedAt: string | null;

          /** Since when every attempt has failed */
          failingSince: string | null;
          warnings: string[];
          processId: null;

          /** How many deliveries were skipped */
          skipped: number;
        };
  };
  /** Recover after an outage. */
  "POST /api/v1/callbacks/{id}/recover": {
    input: {
      path: { id: string };
      body: { since: string; until?: (string | null) | undefined; dryRun?: boolean | undefined };
    };
    answer:
      | {
          /** How many would be sent */
          count: number;
        }
      | { jobId: string };
  };
  /** Replay. */
  "POST /api/v1/callbacks/{id}/replay": {
    input: {
      path: { id: string };
      body: {
        since: string;
        until?: (string | null) | undefined;
        dryRun?: boolean | undefined;
        only?: ("undelivered" | "all") | undefined;
      };
    };
    answer:
      | {
          /** How many would be sent */
          count: number;
        }
      | { jobId: string };
  };
  /** Get the operational callback. */
  "GET /api/v1/operational-callback": { input: object; answer: Schemas["OperationalCallback"] | null };
  /** Save the operational callback. */
  "PUT /api/v1/operational-callback": {
    input: { body: Schemas["OperationalCallbackInput"] | null };
    answer: Schemas["OperationalCallback"] | null;
  };
  /** Remove the operational callback. */
  "DELETE /api/v1/operational-callback": { input: object; answer: undefined };
  /** List deliveries. */
  "GET /api/v1/deliveries": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this callback */
            callbackId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Only of this lead */
            leadId?: string | undefined;
            /** The activity's id */
            activityId?: string | undefined;
            /** Only of leads with this reference */
            referenceId?: string | undefined;
            /** Only in this state; deliveries: several, divided by commas */
            status?: string | undefined;
            /** Only what this trigger fired */
            trigger?:
              | ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")
              | undefined;
            /** Only those last answered with this status */
            statusCode?: number | undefined;
            /** Only those whose last attempt failed in this way */
            errorClass?:
              | (
                  | "dns"
                  | "blocked"
                  | "refused"
                  | "connect"
                  | "tls"
                  | "timeout"
                  | "reset"
                  | "protocol"
                  | "status"
                  | "source"
                  | "configuration"
                )
              | undefined;
            /** Only from this time on */
            since?: string | undefined;
            /** Only before this time */
            until?: string | undefined;
            /** Only what holds this text */
            q?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["Delivery"]>;
  };
  /** Export deliveries. */
  "GET /api/v1/deliveries.csv": {
    input: {
      query?:
        | {
            /** Only of this callback */
            callbackId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
            /** Only of this lead */
            leadId?: string | undefined;
            /** The activity's id */
            activityId?: string | undefined;
            /** Only of leads with this reference */
            referenceId?: string | undefined;
            /** Only in this state; deliveries: several, divided by commas */
            status?: string | undefined;
            /** Only what this trigger fired */
            trigger?:
              | ("call.completed" | "lead.status_changed" | "disposition.final" | "activity.latest_changed")
              | undefined;
            /** Only those last answered with this status */
            statusCode?: number | undefined;
            /** Only those whose last attempt failed in this way */
            errorClass?:
              | (
                  | "dns"
                  | "blocked"
                  | "refused"
                  | "connect"
                  | "tls"
                  | "timeout"
                  | "reset"
                  | "protocol"
                  | "status"
                  | "source"
                  | "configuration"
                )
              | undefined;
            /** Only from this time on */
            since?: string | undefined;
            /** Only before this time */
            until?: string | undefined;
            /** Only what holds this text */
            q?: string | undefined;
          }
        | undefined;
    };
    answer: string;
  };
  /** Count deliveries over time. */
  "GET /api/v1/deliveries/timeline": {
    input: {
      query?:
        | {
            /** Only from this time on */
            since?: string | undefined;
            /** Only before this time */
            until?: string | undefined;
            /** Only of this callback */
            callbackId?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
          }
        | undefined;
    };
    answer: {
      since: string;
      until: string;
      bucketMs: number;
      buckets: { at: string; until: string; delivered: number; failed: number; open: number }[];

      /** Whether some figures are estimated from a sample */
      truncated: boolean;
    };
  };
  /** Get a delivery. */
  "GET /api/v1/deliveries/{id}": { input: { path: { id: string } }; answer: Schemas["DeliveryInFull"] };
  /** Resend a delivery. */
  "POST /api/v1/deliveries/{id}/resend": {
    input: { path: { id: string } };
    answer: Schemas["Delivery"] | Record<string, unknown>;
  };
  /** Begin an import of leads. */
  "POST /api/v1/processes/{id}/imports": {
    input: {
      path: { id: string };
      body: {
        fileName?: (string | null) | undefined;
        columns?: Record<string, string | null> | undefined;
        init?: boolean | undefined;
        dryRun?: boolean | undefined;
      };
    };
    answer: Schemas["Import"];
  };
  /** Import a file. */
  "PUT /api/v1/imports/{id}/file": {
    input: { path: { id: string }; body: unknown };
    answer: Schemas["Import"];
  };
  /** List imports. */
  "GET /api/v1/imports": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this process */
            processId?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["ListedImport"]>;
  };
  /** Get an import. */
  "GET /api/v1/imports/{id}": { input: { path: { id: string } }; answer: Schemas["Import"] };
  /** Download what was not taken. */
  "GET /api/v1/imports/{id}/errors.csv": { input: { path: { id: string } }; answer: string };
  /** Cancel an import. */
  "POST /api/v1/imports/{id}/cancel": { input: { path: { id: string } }; answer: Schemas["Import"] };
  /** List jobs. */
  "GET /api/v1/jobs": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only of this callback */
            callbackId?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["Job"]>;
  };
  /** Get a job. */
  "GET /api/v1/jobs/{id}": { input: { path: { id: string } }; answer: Schemas["Job"] };
  /** Cancel a job. */
  "POST /api/v1/jobs/{id}/cancel": { input: { path: { id: string } }; answer: Schemas["Job"] };
  /** Create an inspector. */
  "POST /api/v1/inspectors": {
    input: { body?: { name?: string | undefined } | undefined };
    answer: Schemas["Inspector"];
  };
  /** List inspectors. */
  "GET /api/v1/inspectors": { input: object; answer: Page<Schemas["Inspector"]> };
  /** Get an inspector. */
  "GET /api/v1/inspectors/{id}": { input: { path: { id: string } }; answer: Schemas["Inspector"] };
  /** Change an inspector. */
  "PATCH /api/v1/inspectors/{id}": {
    input: {
      path: { id: string };
      body?: { name?: string | undefined; answerStatus?: number | undefined } | undefined;
    };
    answer: Schemas["Inspector"];
  };
  /** Delete an inspector. */
  "DELETE /api/v1/inspectors/{id}": { input: { path: { id: string } }; answer: undefined };
  /** List what an inspector got. */
  "GET /api/v1/inspectors/{id}/requests": {
    input: {
      path: { id: string };
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["InspectedRequest"]>;
  };
  /** Post to an inspector. */
  "POST /inspect/{token}": {
    input: {
      path: {
        /** The private part of the URL */
        token: string;
      };
      body?: unknown | undefined;
    };
    answer: Record<string, unknown>;
  };
  /** See who is signed in. */
  "GET /api/v1/session": {
    input: object;
    answer: {
      user: { id: string; email: string | null; name: string | null } | null;

      /** In the project that is named, or the first */
      role: ("owner" | "editor" | "viewer") | null;
      scope: ("read" | "report" | "manage") | null;
      projects: { id: string; name: string; role: "owner" | "editor" | "viewer" }[];
      expiresAt: string;
    };
  };
  /** Sign in. */
  "POST /api/v1/session": {
    input: { body: { email: string; password: string } };
    answer: { email: string; name: string };
  };
  /** Sign out. */
  "DELETE /api/v1/session": { input: object; answer: undefined };
  /** List the people of the project. */
  "GET /api/v1/users": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["User"]>;
  };
  /** Get a person. */
  "GET /api/v1/users/{id}": { input: { path: { id: string } }; answer: Schemas["User"] };
  /** Give a person another role. */
  "PATCH /api/v1/users/{id}": {
    input: { path: { id: string }; body: { role: "owner" | "editor" | "viewer" } };
    answer: Schemas["User"];
  };
  /** Take a person out of the project. */
  "DELETE /api/v1/users/{id}": { input: { path: { id: string } }; answer: undefined };
  /** Make a link for a new password. */
  "POST /api/v1/users/{id}/password-reset": {
    input: { path: { id: string } };
    answer: {
      /** The link to pass on, told this once */
      url: string;
      expiresAt: string;
    };
  };
  /** List invitations that stand. */
  "GET /api/v1/invitations": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["Invitation"]>;
  };
  /** Invite someone. */
  "POST /api/v1/invitations": {
    input: { body: { email: string; role: "owner" | "editor" | "viewer" } };
    answer: {
      id: string;
      email: string;
      role: "owner" | "editor" | "viewer";

      /** A person's email, `token <name>`, `local` or `command line` */
      invitedBy: string;
      createdAt: string;
      expiresAt: string;

      /** The link to pass on, told this once */
      url: string;
    };
  };
  /** Take an invitation back. */
  "DELETE /api/v1/invitations/{id}": { input: { path: { id: string } }; answer: undefined };
  /** See what an invitation is for. */
  "POST /api/v1/invitations/look": {
    input: { body: { token: string } };
    answer: { email: string; role: "owner" | "editor" | "viewer"; project: string; hasAccount: boolean };
  };
  /** Take an invitation up. */
  "POST /api/v1/invitations/accept": {
    input: { body: { token: string; name?: string | undefined; password: string } };
    answer: { projectId: string; role: "owner" | "editor" | "viewer" };
  };
  /** See whose password a link sets. */
  "POST /api/v1/password-resets/look": {
    input: { body: { token: string } };
    answer: { email: string; name: string };
  };
  /** Set a new password by a link. */
  "POST /api/v1/password-resets/accept": {
    input: { body: { token: string; password: string } };
    answer: undefined;
  };
  /** Get oneself. */
  "GET /api/v1/account": {
    input: object;
    answer: { id: string; email: string; name: string; createdAt: string };
  };
  /** Change one's name. */
  "PATCH /api/v1/account": {
    input: { body: { name: string } };
    answer: { id: string; email: string; name: string; createdAt: string };
  };
  /** Change one's password. */
  "POST /api/v1/account/password": {
    input: { body: { currentPassword: string; newPassword: string } };
    answer: undefined;
  };
  /** List tokens. */
  "GET /api/v1/tokens": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["Token"]>;
  };
  /** Make a token. */
  "POST /api/v1/tokens": {
    input: {
      body: {
        name: string;
        scope?: ("read" | "report" | "manage") | undefined;
        processId?: (string | null) | undefined;
      };
    };
    answer: {
      id: string;
      name: string;
      scope: "read" | "report" | "manage";

      /** The one process that it can report to */
      processId: string | null;
      processName: string | null;
      createdBy: string | null;
      createdAt: string;

      /** Exact to a minute */
      lastUsedAt: string | null;
      revokedAt: string | null;

      /** Told this once */
      token: string;
    };
  };
  /** Get a token. */
  "GET /api/v1/tokens/{id}": { input: { path: { id: string } }; answer: Schemas["Token"] };
  /** Revoke a token. */
  "DELETE /api/v1/tokens/{id}": { input: { path: { id: string } }; answer: undefined };
  /** List one's projects. */
  "GET /api/v1/projects": { input: object; answer: Page<Schemas["Project"]> };
  /** Make a project. */
  "POST /api/v1/projects": { input: { body: { name: string } }; answer: Schemas["Project"] };
  /** Get a project. */
  "GET /api/v1/projects/{id}": { input: { path: { id: string } }; answer: Schemas["Project"] };
  /** Rename a project. */
  "PATCH /api/v1/projects/{id}": {
    input: { path: { id: string }; body: { name: string } };
    answer: Schemas["Project"];
  };
  /** List who changed what. */
  "GET /api/v1/audit": {
    input: {
      query?:
        | {
            /** Entries of a page, at most */
            limit?: number | undefined;
            /** `nextCursor` of the page before */
            cursor?: string | undefined;
            /** Only by whom this is a part of */
            actor?: string | undefined;
            /** Only this, as `callback.paused`, or all that begins so, as `callback` */
            action?: string | undefined;
            /** Only from this time on */
            since?: string | undefined;
            /** Only before this time */
            until?: string | undefined;
          }
        | undefined;
    };
    answer: Page<Schemas["AuditEntry"]>;
  };
  /** Get the audit log as a file. */
  "GET /api/v1/audit.csv": {
    input: {
      query?:
        | {
            /** Only by whom this is a part of */
            actor?: string | undefined;
            /** Only this, as `callback.paused`, or all that begins so, as `callback` */
            action?: string | undefined;
            /** Only from this time on */
            since?: string | undefined;
            /** Only before this time */
            until?: string | undefined;
          }
        | undefined;
    };
    answer: string;
  };
  /** Get the fixed source of callbacks. */
  "GET /api/v1/egress": {
    input: object;
    answer: {
      /** Whether callbacks can be sent from a fixed source */
      fixed: boolean;

      /** Its public addresses */
      sources: string[];
    };
  };
  /** Get the settings of this deployment. */
  "GET /api/v1/deployment": {
    input: object;
    answer: {
      version: string;
      local: boolean;
      publicUrl: string;
      retryScheduleMs: number[];
      callbackTimeoutMs: number;
      callbackConcurrency: number;
      retentionDays: number;
      failedRetentionDays: number;
      egress: {
        /** Whether callbacks can be sent from a fixed source */
        fixed: boolean;

        /** Its public addresses */
        sources: string[];
        allowLoopback: boolean;
        allow: string[];
      };
    };
  };
  /** Whether this process answers. */
  "GET /healthz": { input: object; answer: { status: "ok"; version: string } };
  /** Whether it can work. */
  "GET /readyz": { input: object; answer: { status: "ready" } };
  /** Metrics for Prometheus. */
  "GET /metrics": { input: object; answer: string };
  /** This document. */
  "GET /openapi.json": { input: object; answer: Record<string, unknown> };
}
