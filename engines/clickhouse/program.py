"""ClickHouse in the process, by chdb.

Arguments: the folder engines/python.
"""
import json
import sys

sys.path.insert(0, sys.argv[1])
from serve import serve
import chdb


def query(text):
    answer = json.loads(chdb.query(text, "JSONCompact").bytes())
    return [column["name"] for column in answer["meta"]], answer["data"]


version = json.loads(chdb.query("SELECT version()", "JSONCompact").bytes())["data"][0][0]
serve(f"ClickHouse {version} (chdb {chdb.__version__})", query=query)
