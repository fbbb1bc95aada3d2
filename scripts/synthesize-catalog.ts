import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod/mini';
import { Catalog, type CatalogProps } from '#infra/analytics/catalog.ts';
import { LakeBucket } from '#infra/storage/lake-bucket.ts';
import { withApp } from './with-app.ts';

const tableInput = z.looseObject({ Name: z.string(), TableType: z.string() });
const table = z.object({ Properties: z.object({ TableInput: tableInput }) });

/** A table or view as Glue's CreateTable takes it: CloudFormation uses the same names. */
export type TableInput = z.infer<typeof tableInput>;

type Options = Omit<CatalogProps, 'lake'> & { readonly bucket: string; readonly prefix: string };

/**
 * The tables and views of the stack's catalog, as its template has them.
 *
 * @throws Error if one refers to another resource, which has no value before a deployment
 */
export function synthesizeCatalog({ bucket, prefix, ...props }: Options): TableInput[] {
  const template = withApp((app) => {
    const stack = new Stack(app, 'ZendeskLake');
    const lake = new LakeBucket(stack, 'Lake', { accounts: [], lakeBucket: bucket, lakePrefix: prefix });
    new Catalog(stack, 'Catalog', { ...props, lake });
    return Template.fromStack(stack);
  });
  return Object.values(template.findResources('AWS::Glue::Table')).map((resource) => {
    const { TableInput } = table.parse(resource).Properties;
    if (/"(Ref|Fn::\w+)":/.test(JSON.stringify(TableInput))) throw new Error(`${TableInput.Name} refers to a resource`);
    return TableInput;
  });
}
