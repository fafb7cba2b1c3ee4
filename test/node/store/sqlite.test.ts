import { sharedStoreCases } from '../../worker/store/shared-store.cases.ts';
import { storeCases } from '../../worker/store/store.cases.ts';
import { databaseFile, openFile } from './sqlite-database.ts';

storeCases('SqliteStore', async (tables) => {
  const file = await databaseFile();
  const store = await openFile(file.path, tables);
  return {
    store,
    reopen: () => openFile(file.path, tables),
    dispose: async () => {
      await store.close();
      await file.remove();
    },
  };
});

sharedStoreCases('SqliteStore', async (tables) => {
  const file = await databaseFile();
  const [first, second] = await Promise.all([openFile(file.path, tables), openFile(file.path, tables)]);
  const dispose = async (): Promise<void> => {
    await Promise.all([first.close(), second.close()]);
    await file.remove();
  };
  return { first, second, dispose };
});
