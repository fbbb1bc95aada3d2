/** Measures one thing over generated objects, and prints the figures as JSON. Its arguments: measure, number of objects. */
import { connect, disconnect } from '#cli/aws/clients.ts';
import { measureRun } from '../lake/measure-run.ts';
import { OBJECT_MEASURES } from './measures.ts';

const [name = '', objects = ''] = process.argv.slice(2);
const measure = OBJECT_MEASURES[name];
if (measure === undefined) throw new RangeError(`there is no measure ${name}`);
const clients = connect({});
const figures = await measureRun(() => measure.run(clients.s3, Number(objects)));
disconnect(clients);
process.stdout.write(JSON.stringify(figures));
