import { keepSetting, recallSetting } from './kept.ts';

const NAME = 'words-alone';

/** Whether this person said that the model shall not be loaded. */
export const wordsAlone = (): boolean => recallSetting(NAME) !== null;

/** Takes effect by a reload, which ends a download that is under way; nothing that was said is lost by it. */
export function chooseModel(wanted: boolean): void {
  keepSetting(NAME, wanted ? null : 'yes');
  location.reload();
}
