export const KEY = 'memoair_pk_a-key-for-tests';
export const OTHER_KEY = 'memoair_pk_of-one-project';
export const SECRET = 'a secret of sixteen or more';
