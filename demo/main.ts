import { createRuntime, installLoopback } from '../src/index.ts';
import { startApp } from './app.ts';
import { demoIdentity } from './identity.ts';
import { keepOffline } from './offline.ts';
import { trustOwnScripts } from './policy.ts';
import { showNotice } from './view/notice.ts';

trustOwnScripts();
const identity = demoIdentity();
installLoopback(createRuntime({ ...identity, onIncident: showNotice }));
startApp(identity);
keepOffline();
