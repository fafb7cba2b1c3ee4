/** Words that stand for what a person said, and for what an app calls people. Small letters, so that no case or escape hides them. */
export const SAID = {
  'user text': 'zqsaidbyuser',
  'assistant text': 'zqsaidbyassistant',
  query: 'zqaskedbyuser',
  hint: 'zqhalfasentence',
  'name of the user': 'zqnameofuser',
  'value of metadata': 'zqmetavalue',
  'key of metadata': 'zqmetakey',
  'name of a tool': 'zqnameoftool',
  'document text': 'zqinadocument',
  'id of a document': 'zqdocumentid',
  'name of an index': 'zqindexname',
  'memory text': 'zqimportedmemory',
  'key of a memory': 'zqkeyofmemory',
  'id of a memory': 'zqmemoryid',
  'reason of an end': 'zqendreason',
  intent: 'zqintention',
  'malformed request': 'zqinawrongfield',
  token: 'zqtokenofruntime',
  passphrase: 'zqpassphrase',
  'wrong passphrase': 'zqguessedwrong',
  'words of an extractor': 'zqextractorsays',
  'words of an embedder': 'zqembeddersays',
  'words of a lane': 'zqlanesays',
  'words of a store': 'zqstoresays',
} as const;

/** Whose it all is. Health and the paths of a session name them, since the contract says so; nothing else does. */
export const IDS = {
  user: 'zquserid',
  workspace: 'zqworkspaceid',
  session: 'zqsessionid',
  turn: 'zqturnid',
} as const;
