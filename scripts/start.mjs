import './setup/nodeVersion.mjs';

import('./start/main.mjs')
  .then(({ main }) => main(process.argv.slice(2)))
  .catch((error) => {
    console.error(error instanceof Error && error.name === 'Error' ? error.message : error);
    process.exitCode = 1;
  });
