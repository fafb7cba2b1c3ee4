/** Not the default: what runs on this machine beside the tests may listen there. */
export const PORT = 47_878;
