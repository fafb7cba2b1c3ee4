import { xhr } from './ask.ts';

Object.assign(globalThis, { xhr });
