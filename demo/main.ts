import { createRuntime, installLoopback } from '../src/index.ts';
import { startApp } from './app.ts';
import { cloudBeside } from './cloud-beside.ts';
import { demoIdentity, isEmbedded } from './identity.ts';
import { keepOffline } from './offline.ts';
import { trustOwnScripts } from './policy.ts';
import { wordsAlone } from './shell/model-choice.ts';
import { applyTheme } from './shell/theme.ts';
import { showNotice } from './view/notice.ts';

applyTheme();
document.body.classList.toggle('embedded', isEmbedded());
trustOwnScripts();
const identity = demoIdentity();
installLoopback(createRuntime({ ...identity, ...cloudBeside(), ...(wordsAlone() && { modelUrl: null }), onIncident: showNotice }));
startApp(identity);
keepOffline();
