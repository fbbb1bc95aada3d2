import { testsAmong } from './tests.ts';

export default testsAmong(['test/functions/export/{core,run}/**/*.test.ts', 'test/simulation/simulations.test.ts']);
