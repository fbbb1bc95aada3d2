import io.trino.Session;
import io.trino.plugin.hive.HivePlugin;
import io.trino.plugin.iceberg.IcebergPlugin;
import io.trino.testing.DistributedQueryRunner;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;

import static io.trino.testing.TestingSession.testSessionBuilder;

/** One Trino node on a free port, with the catalogs `awsdatacatalog` (Hive) and `iceberg` over one endpoint for Glue and S3. */
public final class TrinoServer {
    public static void main(String[] args) {
        try {
            run(args[0]);
        }
        catch (Throwable failure) {
            // Trino's threads would keep the process alive.
            failure.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String endpoint) throws Exception {
        // Trino makes a log of standard output.
        PrintStream out = System.out;
        Session session = testSessionBuilder().setCatalog("awsdatacatalog").build();
        DistributedQueryRunner runner = DistributedQueryRunner.builder(session)
                .setWorkerCount(0)
                .addExtraProperty("query.max-memory-per-node", "1GB")
                .build();
        runner.installPlugin(new HivePlugin());
        runner.createCatalog("awsdatacatalog", "hive", hive(endpoint));
        runner.installPlugin(new IcebergPlugin());
        runner.createCatalog("iceberg", "iceberg", iceberg(endpoint));
        out.printf("{\"url\":\"%s\"}%n", runner.getCoordinator().getBaseUrl());
        Thread.sleep(Long.MAX_VALUE);
    }

    private static Map<String, String> hive(String endpoint) {
        Map<String, String> settings = awsSettings(endpoint);
        settings.put("hive.metastore", "glue");
        // Without it, tables with partition projection have no rows, and no error says so.
        settings.put("hive.partition-projection-enabled", "true");
        // Athena reads all files below a location.
        settings.put("hive.recursive-directories", "true");
        settings.put("hive.max-partitions-per-scan", "1000000");
        return settings;
    }

    private static Map<String, String> iceberg(String endpoint) {
        Map<String, String> settings = awsSettings(endpoint);
        settings.put("iceberg.catalog.type", "glue");
        return settings;
    }

    private static Map<String, String> awsSettings(String endpoint) {
        return new HashMap<>(Map.of(
                "hive.metastore.glue.endpoint-url", endpoint,
                "hive.metastore.glue.region", "us-east-1",
                "hive.metastore.glue.aws-access-key", "test",
                "hive.metastore.glue.aws-secret-key", "test",
                "fs.native-s3.enabled", "true",
                "s3.endpoint", endpoint,
                "s3.region", "us-east-1",
                "s3.path-style-access", "true",
                "s3.aws-access-key", "test",
                "s3.aws-secret-key", "test"));
    }
}
