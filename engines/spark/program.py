"""Spark with the code of the documentation, on two local cores.

Arguments: the folder engines/python.
"""
import sys

sys.path.insert(0, sys.argv[1])
from serve import serve
import pyspark
from pyspark.sql import SparkSession
from pyspark.sql.types import TimestampType

spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "2")
    .config("spark.ui.enabled", "false")
    .config("spark.driver.memory", "2g")
    .getOrCreate()
)
spark.sparkContext.setLogLevel("ERROR")


def run(code):
    # A view over the previous lake must not answer.
    for table in spark.catalog.listTables():
        spark.catalog.dropTempView(table.name)
    exec(code, {"spark": spark})


def rows(view):
    frame = spark.table(view)
    # Python cannot hold every timestamp of Spark.
    columns = [
        frame[field.name].cast("string").alias(field.name)
        if isinstance(field.dataType, TimestampType)
        else frame[field.name]
        for field in frame.schema.fields
    ]
    return frame.columns, [list(row) for row in frame.select(columns).collect()]


serve(f"Spark {pyspark.__version__}", run=run, rows=rows)
