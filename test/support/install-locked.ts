export { installLocked } from '../../demo/install-locked.ts';
