import './setup/nodeVersion.mjs';

import('./test/main.mjs')
  .then(({ main }) => main(process.argv.slice(2)))
  .then((passed) => {
    process.exitCode = passed ? 0 : 1;
  })
  .catch((error) => {
    console.error(error instanceof Error && error.name === 'Error' ? error.message : error);
    process.exitCode = 1;
  });
