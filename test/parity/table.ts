import {
  attribute,
  attributes,
  differs,
  fact,
  member,
  none,
  parameter,
  REQUIRED,
  symbol,
  type Fact,
  type Member,
  type Parameter,
  type PublicSymbol,
} from './row.ts';

const CLOUD = 'https://backend.memoair.space';
const RUNTIME = 'http://127.0.0.1:7878';
const INTENT = 'answer_current_user';

const NO_BINARY = none('there is no native binary to find or download; the option is taken, with one warning');
const VAPI = 'src/integrations/vapi-search.ts';
const AN_OBJECT = differs('a plain object, which needs no constructor');
const AS_JSON = none('a plain object is what JSON has already');
const INCLUSIVE = differs('the last port is used too, as the reference says; the Python package leaves it alone');
const RECALLS = differs('late or failing: an empty, degraded result, as the reference says');
const ON_THE_DEVICE = differs('where there is no cloud, a runtime of this process does it');
const AS_AN_OPTION = differs('one options object, since JavaScript has no keyword arguments');

const binary = (runtimeBinary: string): readonly Parameter[] => [
  parameter('runtime_binary', null, differs(runtimeBinary)),
  parameter('runtime_version', '0.3.2', NO_BINARY),
  parameter('runtime_repo', 'MemoAir-labs/voice-runtime', NO_BINARY),
  parameter('runtime_cache_dir', null, NO_BINARY),
];

const TO_START = 'handed to `startRuntime`; this class starts no program by itself';
const WITHOUT_KEY = differs('may be left out where `getToken` is given, or there is no cloud');

const pooled = (agentId: Parameter): readonly Parameter[] => [
  parameter('api_key', REQUIRED, WITHOUT_KEY),
  parameter('project_id', REQUIRED),
  agentId,
  parameter('cloud_base_url', CLOUD),
  parameter('max_concurrent_users', 20),
  parameter('runtime_idle_ttl_s', 300),
  parameter('runtime_port_range', [7878, 7977], INCLUSIVE),
  ...binary(TO_START),
  parameter('storage_root', null),
  parameter('org_only', false),
];

const memoryConstructor = (client: string, runtimeBinary: string): Member =>
  member(
    '__init__',
    [
      parameter('project_id', REQUIRED),
      parameter('user_id', REQUIRED),
      parameter('agent_id', null),
      parameter('api_key', null),
      parameter('internal_token', null),
      parameter('runtime_url', RUNTIME),
      parameter('runtime_token', null),
      parameter('session_id', null),
      parameter('satham', null),
      parameter('client', null, differs(client)),
      parameter('auto_start_runtime', true),
      ...binary(runtimeBinary),
      parameter('cloud_base_url', CLOUD),
      parameter('storage_root', null),
      parameter('runtime_manager', null),
      parameter('org_only', false),
    ],
    { ours: 'constructor' },
  );

const memoryMethods: readonly Member[] = [
  member('start_session', [parameter('metadata', null), parameter('timeout_s', 5)]),
  member('end_session', [parameter('reason', 'completed'), parameter('timeout_s', 5)]),
  member('search_memory_tool', [parameter('search_memory_timeout_ms', null)]),
  member('after_turn', [
    parameter('user_text', REQUIRED),
    parameter('assistant_text', REQUIRED),
    parameter('turn_id', REQUIRED),
    parameter('tool_calls', null),
    parameter('metadata', null),
    parameter('timeout_s', 1),
  ]),
  member('to_openai_function'),
  member('to_livekit_tool', [], differs('may be given the package @livekit/agents, which it imports otherwise')),
  member('to_pipecat_tool', [], differs("the handler is one that Pipecat's own client registers")),
];

const memoryAttributes = attributes(
  'agent_id',
  'api_key',
  'bootstrap',
  'cloud_base_url',
  'internal_token',
  'paths',
  'project_id',
  'runtime_token',
  'runtime_url',
  'satham',
  'session_id',
  'storage_root',
  'user_id',
);

const user: readonly Parameter[] = [parameter('user', null), parameter('user_id', null)];
const recall: readonly Parameter[] = [parameter('lanes', null), parameter('intent', INTENT), parameter('top_k', null), parameter('timeout_ms', 250)];
const turn: readonly Parameter[] = [parameter('turn_id', null), parameter('tool_calls', null), parameter('metadata', null)];
const said: readonly Parameter[] = [parameter('user_text', REQUIRED), parameter('assistant_text', REQUIRED)];
const query = parameter('query', REQUIRED, { at: 0 });

const toolMembers: readonly Member[] = [
  member('__init__', [parameter('parent', REQUIRED, none('made by `searchMemoryTool()` alone'))], none('made by `searchMemoryTool()` alone')),
  member('__call__', [query, parameter('intent', INTENT)], { ours: '()' }),
  member('schema'),
];
const toolAttributes = attributes('last_trace', 'name');

const OF_LIVEKIT = differs("the options of LiveKit's agents for Node");
/** Options that MemoAirLiveKitAgent takes in Python and has no use for. */
const dropped = (runtimeUrl: string | null): readonly Parameter[] => [
  parameter('runtime_url', runtimeUrl, none('the pool chooses the ports; Python drops it too')),
  parameter('session_id', null, none('the pool keeps a session per user; Python drops it too')),
];

const fields = (...names: readonly string[]): readonly Member[] => [
  member(
    '__init__',
    names.map((name) => parameter(name, REQUIRED)),
    { ours: '', ...differs('a frozen object that calls return; it has no constructor') },
  ),
];

/** Everything that memoair-voice 0.3.2, memoair-livekit 0.3.2 and memoair-vapi 0.1.0 export, beside what it is here. */
export const SYMBOLS: readonly PublicSymbol[] = [
  symbol('class', 'memoair_voice.MemoAirVoiceClient', {
    where: 'src/client/client.ts',
    members: [
      member('__init__', [...pooled(parameter('agent_id', REQUIRED)), parameter('user_id', null)], { ours: 'constructor' }),
      member('search_memory', [query, ...user, ...recall], RECALLS),
      member('save_response', [...said, ...user, ...turn]),
      member('create_index', [parameter('name', REQUIRED, { at: 0 }), parameter('documents', REQUIRED, { at: 1 }), parameter('metadata', null)], ON_THE_DEVICE),
      member('list_indexes', [], ON_THE_DEVICE),
      member('session', user),
      member('aclose'),
    ],
    attributes: attributes('agent_id', 'project_id', 'user_id'),
  }),
  symbol('class', 'memoair_voice._client._UserSession', {
    where: 'src/client/session.ts',
    ours: 'UserSession',
    members: [
      member(
        '__init__',
        ['client', 'user_id', 'user_payload'].map((name) =>
          parameter(name, name === 'user_payload' ? null : REQUIRED, none('made by `client.session()` alone')),
        ),
        none('made by `client.session()` alone'),
      ),
      member('__aenter__', [], { ours: 'open' }),
      member('__aexit__', [], { ours: 'asyncDispose', ...differs('`await using`, or `close()`') }),
      member('search_memory', [query, ...recall], RECALLS),
      member('save_response', [...said, ...turn]),
    ],
  }),
  symbol('class', 'memoair_voice.MemoAirVoiceMemory', {
    where: 'src/client/memory.ts',
    members: [
      memoryConstructor('a `fetch`, in place of an HTTP client object', TO_START),
      ...memoryMethods,
      member('__aenter__', [], none('`await using`; the session is started by `startSession()`')),
      member('__aexit__', [], { ours: 'asyncDispose', ...differs('`await using`') }),
      member('aclose'),
    ],
    attributes: memoryAttributes,
  }),
  symbol('class', 'memoair_voice.MemoAirVoiceMemorySync', {
    where: 'src/client/blocking/node.ts',
    members: [
      memoryConstructor(
        'made by `createBlockingClient()`: another thread makes the calls',
        'started in Node, where it is a path; in a browser there is nothing to start',
      ),
      ...memoryMethods,
      member('__enter__', [], none('`using`; the session is started by `startSession()`')),
      member('__exit__', [], { ours: 'dispose', ...differs('`using`') }),
      member('close'),
    ],
    attributes: memoryAttributes,
  }),
  symbol('interface', 'memoair_voice.MemoryTool', { where: 'src/client/tool.ts', members: toolMembers, attributes: toolAttributes }),
  symbol('interface', 'memoair_voice.MemoryToolSync', { where: 'src/client/blocking/tool-sync.ts', members: toolMembers, attributes: toolAttributes }),
  symbol('class', 'memoair_voice.MemoAirVoiceAgent', {
    where: 'src/client/agent.ts',
    members: [
      member(
        '__init__',
        [
          ...['api_key', 'project_id', 'agent_id'].map((name) => parameter(name, REQUIRED)),
          parameter('user_id', null),
          parameter('base_url', CLOUD),
          parameter('org_only', false),
        ],
        { ours: 'constructor' },
      ),
      member('from_env', [], differs('takes the environment, `process.env` when it is left out: a page has none')),
      member('headers'),
      member('client', [
        parameter('runtime_url', RUNTIME, none('the pool chooses the ports; Python drops it too')),
        parameter('session_id', null, none('the pool keeps a session per user; Python drops it too')),
        parameter('**memory_kwargs', REQUIRED, differs('the options of MemoAirVoiceClient')),
      ]),
    ],
    attributes: attributes('agent_id', 'api_key', 'base_url', 'org_only', 'project_id', 'user_id'),
  }),
  symbol('class', 'memoair_voice.RuntimePool', {
    where: 'src/client/pool.ts',
    members: [
      member('__init__', [...pooled(parameter('agent_id', REQUIRED, differs('optional: a runtime can do without'))), parameter('flush_deadline_ms', 5000)], {
        ours: 'constructor',
      }),
      member('acquire', [parameter('user_id', '', differs('required, but for a pool with `orgOnly`'))]),
      member('release', [parameter('handle', REQUIRED, { at: 0 })]),
      member('live_runtime_urls'),
      member('aclose'),
    ],
    attributes: [
      attribute('project_id'),
      ...['agent_id', 'api_key', 'cloud_base_url', 'max_concurrent_users', 'org_only', 'runtime_idle_ttl_s', 'runtime_port_range'].map((name) =>
        attribute(name, none('whoever made the pool knows what it was given')),
      ),
    ],
  }),
  symbol('interface', 'memoair_voice.RuntimeHandle', {
    where: 'src/client/runtime-handle.ts',
    members: [
      member(
        '__init__',
        [
          ...['project_id', 'user_id', 'port', 'runtime_url'].map((name) => parameter(name, REQUIRED)),
          parameter('process', REQUIRED, none('no process: a runtime of this page or this process')),
          parameter('last_used_at', REQUIRED),
          parameter('in_flight', 0, differs('counted by the pool')),
        ],
        { ours: '', ...differs('an object that `acquire()` returns; it has no constructor') },
      ),
    ],
  }),
  symbol('class', 'memoair_voice.MemoAirVoiceMemoryError', {
    where: 'src/client/errors.ts',
    members: [
      member('__init__', [parameter('code', REQUIRED), parameter('message', REQUIRED), parameter('status_code', null), parameter('details', null)], {
        ours: 'constructor',
        ...AS_AN_OPTION,
      }),
    ],
    attributes: attributes('code', 'details', 'message', 'status_code'),
  }),
  symbol('class', 'memoair_voice.RuntimeManagerError', { where: 'src/client/errors.ts' }),
  symbol('interface', 'memoair_voice.SearchResult', {
    where: 'src/client/results.ts',
    members: fields('contextText', 'profile', 'working', 'permanent', 'org', 'sources', 'trace'),
  }),
  symbol('interface', 'memoair_voice.IndexBuildResult', { where: 'src/client/results.ts', members: fields('index_name', 'chunk_count', 'version') }),
  symbol('interface', 'memoair_voice.IndexLoadResult', {
    where: 'src/client/results.ts',
    members: fields('session_id', 'profile_version', 'permanent_manifest_version', 'org_manifest_version', 'scopes_loaded'),
  }),
  symbol('constant', 'memoair_voice.POOL_EXHAUSTED', { where: 'src/client/errors.ts', value: 'pool.exhausted' }),
  symbol('constant', 'memoair_voice.POOL_PORT_EXHAUSTED', { where: 'src/client/errors.ts', value: 'pool.port_exhausted' }),
  symbol('constant', 'memoair_voice.POOL_CLOSED', { where: 'src/client/errors.ts', value: 'pool.closed' }),
  symbol('constant', 'memoair_voice.DEFAULT_CLOUD_BASE_URL', { where: 'src/client/defaults.ts', value: CLOUD }),
  symbol('constant', 'memoair_voice.DEFAULT_RUNTIME_REPO', { where: '', value: 'MemoAir-labs/voice-runtime', ...NO_BINARY }),
  symbol('constant', 'memoair_voice.DEFAULT_RUNTIME_VERSION', { where: '', value: '0.3.2', ...NO_BINARY }),
  symbol('function', 'memoair_voice.runtime_target', { where: '', members: [member('()', [], NO_BINARY)], ...NO_BINARY }),
  symbol('class', 'memoair_voice.RuntimeBinaryResolver', {
    where: '',
    members: [
      member(
        '__init__',
        [
          ...['binary', 'target', 'cache_dir', 'downloader'].map((name) => parameter(name, null, NO_BINARY)),
          parameter('version', '0.3.2', NO_BINARY),
          parameter('repo', 'MemoAir-labs/voice-runtime', NO_BINARY),
          parameter('path_lookup', '<which>', NO_BINARY),
        ],
        NO_BINARY,
      ),
      member('resolve', [], NO_BINARY),
    ],
    attributes: ['binary', 'cache_dir', 'downloader', 'path_lookup', 'repo', 'target', 'version'].map((name) => attribute(name, NO_BINARY)),
    ...NO_BINARY,
  }),
  symbol('class', 'memoair_livekit.MemoAirLiveKitAgent', {
    where: 'test/parity/livekit-agent.ts',
    members: [
      member(
        '__init__',
        [
          ...['agent', 'api_key', 'project_id', 'agent_id', 'user_id', 'instructions', 'cloud_base_url'].map((name) => parameter(name, null)),
          ...dropped(null),
          parameter('search_timeout_ms', 250),
          parameter('org_only', false),
          parameter('**agent_kwargs', REQUIRED, OF_LIVEKIT),
        ],
        { ours: 'constructor', ...differs('takes a `client` too, in place of the keys') },
      ),
      member(
        'from_env',
        [
          ...['instructions', 'user_id'].map((name) => parameter(name, null)),
          ...dropped(RUNTIME),
          parameter('search_timeout_ms', 250),
          parameter('org_only', false),
          parameter('**agent_kwargs', REQUIRED, OF_LIVEKIT),
        ],
        differs('may be given the environment as its second argument'),
      ),
      member('on_enter', [], differs('waits as long as a recall does, and never rejects')),
      member(
        'on_user_turn_completed',
        [parameter('turn_ctx', REQUIRED, { at: 0 }), parameter('new_message', REQUIRED, { at: 1 })],
        differs('a model that began early has the memory already, and keeps its answer'),
      ),
      member(
        'on_agent_response_completed',
        [parameter('chat_ctx', REQUIRED, { at: 0 }), parameter('new_message', REQUIRED, { at: 1 })],
        differs('needed only without a session, which tells of answers by itself'),
      ),
      member('on_exit', [], differs('in a session the memory closes when the last answer was spoken')),
    ],
    ...differs('made from the package that is passed in, by `memoAirLiveKit(agents)`'),
  }),
  symbol('class', 'memoair_vapi.MemoAirVapiSearch', {
    where: VAPI,
    members: [
      member(
        '__init__',
        [
          parameter('api_key', REQUIRED, WITHOUT_KEY),
          parameter('project_id', REQUIRED),
          parameter('agent_id', REQUIRED),
          parameter('top_k', 5),
          parameter('org_only', true),
          parameter('cloud_base_url', CLOUD),
          parameter('search_timeout_ms', 250),
          parameter('max_concurrent_users', 4),
          parameter('client', null),
        ],
        { ours: 'constructor' },
      ),
      member('search', [
        parameter('query', REQUIRED, { at: 0 }),
        parameter('user_id', null, differs('without `orgOnly` it says whose memory is searched; the Python package does not read it')),
        parameter('lanes', null),
      ]),
      member('handle_request', [parameter('payload', REQUIRED, { at: 0 }), parameter('user_id', null, differs('as that of `search`'))]),
      member('aclose'),
    ],
  }),
  symbol('function', 'memoair_vapi.verify_vapi_signature', {
    where: VAPI,
    ours: 'verifyVapiSignature',
    members: [
      member(
        '()',
        ['raw_body', 'signature_header', 'secret'].map((name, at) => parameter(name, REQUIRED, { at })),
        differs('gives a promise, as cryptography does in a browser and in a Worker'),
      ),
    ],
    ...differs('gives a promise, as cryptography does in a browser and in a Worker'),
  }),
  symbol('interface', 'memoair_vapi.VapiDocument', {
    where: VAPI,
    members: [
      member('__init__', [parameter('content', REQUIRED), parameter('similarity', null), parameter('uuid', null)], { ours: '', ...AN_OBJECT }),
      member('to_dict', [], AS_JSON),
    ],
    ...AN_OBJECT,
  }),
  symbol('interface', 'memoair_vapi.VapiKnowledgeBaseResponse', {
    where: VAPI,
    members: [
      member('__init__', [parameter('documents', '<_HAS_DEFAULT_FACTORY_CLASS>', differs('always given'))], { ours: '', ...AN_OBJECT }),
      member('to_dict', [], AS_JSON),
    ],
    ...AN_OBJECT,
  }),
  symbol('class', 'memoair_vapi.VapiWebhookError', { where: VAPI }),
  symbol('constant', 'memoair_vapi.KNOWLEDGE_BASE_REQUEST', { where: VAPI, value: 'knowledge-base-request' }),
  symbol('function', 'memoair_vapi.documents_from_search_result', {
    where: VAPI,
    ours: 'documentsFromSearchResult',
    members: [member('()', [parameter('result', REQUIRED, { at: 0 }), parameter('top_k', REQUIRED)])],
  }),
  symbol('function', 'memoair_vapi.extract_query', {
    where: VAPI,
    ours: 'extractQuery',
    members: [member('()', [parameter('payload', REQUIRED, { at: 0 })])],
  }),
  symbol('function', 'memoair_vapi.message_type', {
    where: VAPI,
    ours: 'messageType',
    members: [member('()', [parameter('payload', REQUIRED, { at: 0 })])],
  }),
];

const NOT_SENT = 'the reference names it; the Python packages only pass it on';

/** Names and figures that stand in no signature. */
export const FACTS: readonly Fact[] = [
  ...['/v1/runtime/health', '/v1/runtime/session/start', '/v1/runtime/search_memory', '/v1/runtime/turn/after', '/v1/runtime/session/end'].map((path) =>
    fact('path', path),
  ),
  ...['/v1/runtime/sync/flush', '/v1/voice-sdk/index/create', '/v1/voice-sdk/index/list'].map((path) => fact('path', path)),
  ...['runtime.bad_request', 'runtime.identity_mismatch', 'runtime.internal', 'runtime.timeout', 'runtime.not_found', 'runtime.start_failed'].map((code) =>
    fact('code', code),
  ),
  ...['pool.exhausted', 'pool.port_exhausted', 'pool.closed', 'batch_too_large'].map((code) => fact('code', code)),
  ...['runtime.session_not_found', 'runtime.bootstrap_failed', 'runtime.projection_unavailable'].map((code) => fact('code', code, { because: NOT_SENT })),
  ...['completed', 'context_manager_exit', 'client_aclose', 'evicted_by_pool'].map((reason) => fact('reason', reason)),
  ...['Authorization', 'X-Project-Id', 'X-Agent-Id', 'X-User-Id'].map((header) => fact('header', header)),
  fact('limit', 'ORG_ONLY_POOL_USER_ID', { ours: 'ORG_ONLY_USER_ID', value: '__org__' }),
  fact('limit', 'DEFAULT_RUNTIME_URL', { ours: 'DEFAULT_RUNTIME_URL', value: RUNTIME }),
  fact('limit', 'DEFAULT_START_TIMEOUT_S', { ours: 'CALL_LIMITS.startTimeoutS', value: 5 }),
  fact('limit', 'DEFAULT_SEARCH_TIMEOUT_MS', { ours: 'CALL_LIMITS.searchTimeoutMs', value: 250 }),
  fact('limit', 'DEFAULT_AFTER_TURN_TIMEOUT_S', { ours: 'CALL_LIMITS.afterTurnTimeoutS', value: 1 }),
  fact('limit', 'DEFAULT_END_TIMEOUT_S', { ours: 'CALL_LIMITS.endTimeoutS', value: 5 }),
  fact('limit', 'DEFAULT_MAX_CONCURRENT_USERS', { ours: 'POOL_DEFAULTS.maxConcurrentUsers', value: 20 }),
  fact('limit', 'DEFAULT_RUNTIME_IDLE_TTL_S', { ours: 'POOL_DEFAULTS.runtimeIdleTtlS', value: 300 }),
  fact('limit', 'DEFAULT_RUNTIME_PORT_RANGE', { ours: 'POOL_DEFAULTS.runtimePortRange', value: [7878, 7977], ...INCLUSIVE }),
  fact('limit', 'DEFAULT_FLUSH_DEADLINE_MS', { ours: 'POOL_DEFAULTS.flushDeadlineMs', value: 5000 }),
  fact('limit', 'DEFAULT_SPAWN_TIMEOUT_S', { ours: 'POOL_DEFAULTS.startTimeoutS', value: 5 }),
  fact('limit', 'DEFAULT_REAPER_INTERVAL_S', { ours: 'POOL_DEFAULTS.reaperIntervalS', value: 30 }),
  fact('limit', 'DEFAULT_HEALTH_TIMEOUT_S', { value: 0.5, ...none('a runtime of this process is not polled: its start is awaited') }),
  fact('limit', 'DEFAULT_TOP_K', { value: 5 }),
  ...['MEMOAIR_API_KEY', 'MEMOAIR_PROJECT_ID', 'MEMOAIR_AGENT_ID', 'MEMOAIR_USER_ID', 'MEMOAIR_BASE_URL', 'MEMOAIR_ORG_ONLY'].map((name) =>
    fact('variable', name),
  ),
  ...['BIND_ADDR', 'WORKSPACE_ID', 'PROJECT_ID', 'USER_ID', 'AGENT_ID', 'API_KEY', 'INTERNAL_TOKEN', 'TOKEN', 'CLOUD_BASE_URL', 'STORAGE_ROOT', 'MODE'].map(
    (name) => fact('variable', `MEMOAIR_RUNTIME_${name}`),
  ),
  fact(
    'variable',
    'MEMOAIR_RUNTIME_BINARY',
    differs('read by the Python clients, for which `voice-runtime` is that binary; nothing here starts a program by itself'),
  ),
  ...['CACHE_DIR', 'REPO', 'VERSION'].map((name) => fact('variable', `MEMOAIR_RUNTIME_${name}`, NO_BINARY)),
];
